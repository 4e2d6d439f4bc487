import { setTimeout as wait } from 'node:timers/promises';
import type { EventLog, LoggedEvent, VerificationEvent } from '@latchkey/core';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Metrics } from '../platform/metrics.js';
import { isRefusal, keepDeadLetter } from './dead-letters.js';
import { storeEvents, type StoredBatch } from './event-table.js';
import { storableEvent, unfitness } from './storable-event.js';

/** In a process that also answers callers, reading and writing so many keeps the event loop for some 20 ms at most. */
const BATCH = 1_000;
/** A read that brings fewer is followed by a moment's rest: many small transactions would cost callers their CPU. */
const WORTH_GOING_ON = 200;
const REST_MS = 25;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5_000;

type Counted = Pick<Metrics, 'eventsStored' | 'deadLetters' | 'batchSize' | 'receipts'>;

/**
 * Takes events from the log to the database: at least once from the log, exactly once in the tables, acknowledged only after
 * the commit. While one batch is stored the next is read. While the database is away the events wait in the log.
 *
 * An event that the database refuses by itself becomes a dead letter in the same pass, so it never holds up the others.
 */
export class EventDrain {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly pool: pg.Pool,
    private readonly metrics: Counted,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Resolves when what was read is stored, or cannot be. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Stores what is in the log now. For the end of a process whose log dies with it. */
  async flush(deadlineMs: number): Promise<void> {
    const giveUpAt = Date.now() + deadlineMs;
    while (Date.now() < giveUpAt && (await this.log.backlog()).events > 0) {
      const events = await this.log.read(BATCH);
      try {
        await this.storeBatch(events);
      } catch (error) {
        this.log.release(events);
        throw error;
      }
    }
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async run(): Promise<void> {
    let reading = this.read();
    while (!this.stopped) {
      const events = await reading;
      const storing = this.storeUntilDone(events);
      reading = this.readNext(events.length);
      await storing;
    }
    await this.storeUntilDone(await reading);
  }

  private async readNext(lastRead: number): Promise<LoggedEvent[]> {
    if (lastRead < WORTH_GOING_ON) await this.pause(REST_MS);
    return this.read();
  }

  /** Nothing when the drain is to stop. */
  private async read(): Promise<LoggedEvent[]> {
    for (let backoffMs = FIRST_BACKOFF_MS; !this.stopped; backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS)) {
      try {
        return await this.log.read(BATCH);
      } catch (error) {
        if (backoffMs === FIRST_BACKOFF_MS) this.logger.warn({ err: error }, 'the event log cannot be read now');
        await this.pause(backoffMs);
      }
    }
    return [];
  }

  /** Tries until the batch is stored; gives it back when the drain is to stop before that. */
  private async storeUntilDone(events: readonly LoggedEvent[]): Promise<void> {
    for (let backoffMs = FIRST_BACKOFF_MS; ; backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS)) {
      try {
        return await this.storeBatch(events);
      } catch (error) {
        if (backoffMs === FIRST_BACKOFF_MS) this.logger.warn({ err: error }, 'events wait: they cannot be stored now');
        if (this.stopped) return this.log.release(events);
        await this.pause(backoffMs);
      }
    }
  }

  private async storeBatch(events: readonly LoggedEvent[]): Promise<void> {
    if (events.length === 0) return;
    this.metrics.batchSize.observe(events.length);
    const fit: VerificationEvent[] = [];
    for (const { event } of events) {
      const problem = unfitness(event);
      if (problem === undefined) fit.push(storableEvent(event));
      else await this.setAside(event, problem);
    }
    await this.store(fit);
    await this.log.acknowledge(events);
  }

  /** Halves a refused batch until the event that spoils it stands alone. */
  private async store(events: readonly VerificationEvent[]): Promise<void> {
    if (events.length === 0) return;
    let batch: StoredBatch;
    try {
      batch = await storeEvents(this.pool, events);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const [first] = events;
      if (events.length === 1 && first) return this.setAside(first, (error as Error).message);
      const half = Math.ceil(events.length / 2);
      await this.store(events.slice(0, half));
      await this.store(events.slice(half));
      return;
    }
    this.count(batch);
  }

  private async setAside(event: VerificationEvent, reason: string): Promise<void> {
    const id = await keepDeadLetter(this.pool, event, reason);
    this.metrics.deadLetters.inc();
    const { type, outcome } = event;
    this.logger.error({ deadLetter: id, type, outcome, reason }, 'an event cannot be stored; it is a dead letter now');
  }

  private count({ stored, receipts }: StoredBatch): void {
    this.metrics.eventsStored.inc(stored);
    if (receipts.applied.length > 0) this.metrics.receipts.inc({ effect: 'applied' }, receipts.applied.length);
    if (receipts.duplicates > 0) this.metrics.receipts.inc({ effect: 'duplicate' }, receipts.duplicates);
    if (receipts.unmatched > 0) this.metrics.receipts.inc({ effect: 'unmatched' }, receipts.unmatched);
  }

  /** Ends early when the drain is to stop. */
  private async pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
