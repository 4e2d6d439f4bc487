import type { Backlog, EventLog } from '@latchkey/core';
import type { Logger } from 'pino';
import { Gauge } from 'prom-client';
import type { Metrics } from '../platform/metrics.js';

const LOOK_EVERY_MS = 10_000;
const REMEMBERED_MS = 1_000;
const PATIENCE_MS = 1_000;
const LOG_EVERY_MS = 60_000;
/** Sends stop when the log is full; an operator should know well before. */
const ALARMING = 0.8;

/** Looks at how much waits in the event log: for the metrics, for readiness, and aloud when it comes near its bound. */
export class BacklogWatch {
  private last: { readonly at: number; readonly backlog: Promise<Backlog | undefined> } | undefined;
  private loggedAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly log: Pick<EventLog, 'backlog'>,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.timer ??= setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Rejects while the log is nearly full. A log that cannot be asked is another part's trouble. */
  async probe(): Promise<void> {
    const backlog = await this.look();
    if (backlog && backlog.fullness >= ALARMING) throw new Error('the event log is nearly full');
  }

  /** Adds the gauges to the metrics; they ask the log when they are read. */
  measure({ registry }: Pick<Metrics, 'registry'>): void {
    const read = () => this.read();
    new Gauge({
      name: 'latchkey_events_backlog',
      help: 'Events waiting to be stored.',
      registers: [registry],
      async collect(): Promise<void> {
        // Left as it was when the log cannot be asked: the rest of the scrape must not suffer.
        const backlog = await read();
        if (backlog) this.set(backlog.events);
      },
    });
    new Gauge({
      name: 'latchkey_events_backlog_fullness_ratio',
      help: 'Share of its bound that the fullest part of the event log holds; sends stop at 1, checks at 2.',
      registers: [registry],
      async collect(): Promise<void> {
        const backlog = await read();
        if (backlog) this.set(backlog.fullness);
      },
    });
    new Gauge({
      name: 'latchkey_events_lag_seconds',
      help: 'Age of the oldest event that is not stored yet.',
      registers: [registry],
      async collect(): Promise<void> {
        const backlog = await read();
        if (backlog) this.set(backlog.oldestAt === undefined ? 0 : Math.max(0, Date.now() - backlog.oldestAt) / 1000);
      },
    });
  }

  private async look(): Promise<Backlog | undefined> {
    const backlog = await this.read();
    const now = Date.now();
    if (backlog && backlog.fullness >= ALARMING && now - this.loggedAt >= LOG_EVERY_MS) {
      this.loggedAt = now;
      const { events, fullness } = backlog;
      this.logger.error({ events, fullness }, 'the event log is nearly full: sends stop at 1, checks at 2');
    }
    return backlog;
  }

  /** One question to the log for all who ask within a second. Undefined when it does not answer in time. */
  private read(): Promise<Backlog | undefined> {
    const now = Date.now();
    if (!this.last || now - this.last.at > REMEMBERED_MS) this.last = { at: now, backlog: this.ask() };
    return this.last.backlog;
  }

  private ask(): Promise<Backlog | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
      timer.unref();
      const done = (backlog?: Backlog) => {
        clearTimeout(timer);
        resolve(backlog);
      };
      this.log.backlog().then(done, () => done());
    });
  }
}
