import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** From a memory look-up to the deadline of a provider call. */
const LATENCY_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 6];

/** A metric with its labels bound, made once for each pair: binding costs more than counting. */
function bound<T>(bind: (first: string, second: string) => T): (first: string, second: string) => T {
  const byFirst = new Map<string, Map<string, T>>();
  return (first, second) => {
    let bySecond = byFirst.get(first);
    if (!bySecond) byFirst.set(first, (bySecond = new Map<string, T>()));
    let metric = bySecond.get(second);
    if (metric === undefined) bySecond.set(second, (metric = bind(first, second)));
    return metric;
  };
}

/** What the process counts of itself. One per process, or per application in a test. */
export class Metrics {
  readonly registry = new Registry();
  readonly sends = new Counter({
    name: 'latchkey_sends_total',
    help: 'Messages handed to a provider, by outcome.',
    labelNames: ['provider', 'outcome', 'reason'],
    registers: [this.registry],
  });
  readonly sendSeconds = new Histogram({
    name: 'latchkey_send_duration_seconds',
    help: 'Duration of provider calls.',
    labelNames: ['provider'],
    buckets: LATENCY_BUCKETS_SECONDS,
    registers: [this.registry],
  });
  readonly starts = new Counter({
    name: 'latchkey_starts_total',
    help: 'Starts decided by the store, by outcome.',
    labelNames: ['mode', 'outcome'],
    registers: [this.registry],
  });
  readonly checks = new Counter({
    name: 'latchkey_checks_total',
    help: 'Checks decided by the store, by outcome.',
    labelNames: ['mode', 'outcome'],
    registers: [this.registry],
  });
  readonly throttled = new Counter({
    name: 'latchkey_http_throttled_total',
    help: 'Requests refused by an HTTP-level limit, by limit.',
    labelNames: ['window'],
    registers: [this.registry],
  });
  readonly reports = new Counter({
    name: 'latchkey_provider_reports_total',
    help: 'Receipts and replies from providers, by the way they came: push, pull or ask. `invalid`: not believed.',
    labelNames: ['way', 'outcome'],
    registers: [this.registry],
  });
  readonly inquiries = new Counter({
    name: 'latchkey_provider_inquiries_total',
    help: 'Questions to providers what became of a message: learnt, nothing, or failed.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  readonly conversions = new Counter({
    name: 'latchkey_conversions_total',
    help: 'Approvals that a provider was told of: taken, refused, failed (and tried again), or dropped.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  readonly eventsStored = new Counter({
    name: 'latchkey_events_stored_total',
    help: 'Events this process took from the log to the database.',
    registers: [this.registry],
  });
  readonly batchSize = new Histogram({
    name: 'latchkey_events_batch_size',
    help: 'Events read from the log at once.',
    buckets: [1, 5, 20, 100, 500, 1_000, 2_000, 4_000],
    registers: [this.registry],
  });
  readonly deadLetters = new Counter({
    name: 'latchkey_dead_letters_total',
    help: 'Events that could not be stored and were set aside; each is to be looked into.',
    registers: [this.registry],
  });
  readonly receipts = new Counter({
    name: 'latchkey_receipts_total',
    help: 'Delivery receipts, by what they came to: applied, duplicate, unmatched, or expired without a match.',
    labelNames: ['effect'],
    registers: [this.registry],
  });
  readonly rowsRetired = new Counter({
    name: 'latchkey_retention_rows_deleted_total',
    help: 'Rows deleted because they were past their time, by table; months of events dropped whole are not counted.',
    labelNames: ['table'],
    registers: [this.registry],
  });
  private readonly requests = new Histogram({
    name: 'latchkey_http_request_duration_seconds',
    help: 'Duration of requests by route and outcome; its count is the number of requests.',
    labelNames: ['route', 'outcome'],
    buckets: LATENCY_BUCKETS_SECONDS,
    registers: [this.registry],
  });
  private readonly request = bound((route, outcome) => this.requests.labels(route, outcome));
  private readonly startOf = bound((mode, outcome) => this.starts.labels(mode, outcome));
  private readonly checkOf = bound((mode, outcome) => this.checks.labels(mode, outcome));
  private readonly sendTimeOf = bound((provider) => this.sendSeconds.labels(provider));
  private readonly acceptedOf = bound((provider, outcome) => this.sends.labels(provider, outcome, ''));

  /** Event-loop lag, memory, garbage collection, open handles. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.registry, prefix: 'latchkey_' });
  }

  /** Counts every finished request from now on. Must be called before routes are made. */
  watchRequests(instance: FastifyInstance): void {
    // Each route has a hook that knows its own name: Fastify makes an object of a dozen members for whoever asks a request for it.
    instance.addHook('onRoute', (route) => {
      route.onResponse = [
        ...[route.onResponse ?? []].flat(),
        (request, reply, done) => {
          this.countRequest(route.url, request, reply);
          done();
        },
      ];
    });
    instance.addHook('onResponse', (request, reply, done) => {
      if (request.is404) this.countRequest('unknown', request, reply);
      done();
    });
  }

  private countRequest(route: string, { outcome }: FastifyRequest, { elapsedTime }: FastifyReply): void {
    this.request(route, outcome).observe(elapsedTime / 1000);
  }

  countStart(mode: string, outcome: string): void {
    this.startOf(mode, outcome).inc();
  }

  countCheck(mode: string, outcome: string): void {
    this.checkOf(mode, outcome).inc();
  }

  /** @param reason of a rejection; empty otherwise. */
  countSend(provider: string, outcome: string, reason: string, seconds: number): void {
    this.sendTimeOf(provider, '').observe(seconds);
    if (reason === '') this.acceptedOf(provider, outcome).inc();
    else this.sends.inc({ provider, outcome, reason });
  }
}
