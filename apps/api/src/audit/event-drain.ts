import { setImmediate as others, setTimeout as wait } from 'node:timers/promises';
import type { EventLog, LoggedEvent, VerificationEvent } from '@latchkey/core';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Metrics } from '../platform/metrics.js';
import type { Batch } from './batch.js';
import { isRefusal, keepDeadLetter } from './dead-letters.js';
import { type OpenBatch, openBatch, storeEvents, type StoredBatch } from './event-table.js';
import { ReadBatch } from './read-batch.js';
import { storableEvent, unfitness } from './storable-event.js';

/** Events that are read and written down without a break. */
const PART = 200;
/** A batch that has fewer is followed by a moment's rest: many small transactions would cost callers their CPU. */
const WORTH_GOING_ON = 200;
const REST_MS = 25;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5_000;

/** A batch of which everything that can be done beside others is done. */
interface UnderWay {
  readonly events: readonly LoggedEvent[];
  /** Becomes false, never an error, when the batch has to be tried again by itself. */
  readonly concluded: Promise<boolean>;
}
const NOTHING: UnderWay = { events: [], concluded: Promise.resolve(true) };

type Counted = Pick<Metrics, 'eventsStored' | 'deadLetters' | 'batchSize' | 'receipts'>;

/**
 * Takes events from the log to the database: at least once from the log, exactly once in the tables, acknowledged only after
 * the commit. While one batch is stored the next one's events go into the database, in a transaction of their own, and the one
 * after that is read. All that batches share is done in their order. While the database is away the events wait in the log.
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
      const { events } = await this.gather((most) => this.log.read(most));
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
    let reading = this.gather();
    let before = NOTHING;
    while (!this.stopped) {
      const batch = await reading;
      reading = this.gatherNext(batch.events.length);
      before = await this.storeBehind(before, batch);
    }
    await this.finish(before);
    await this.storeUntilDone((await reading).events);
  }

  /**
   * Puts the events into the database while the batch before is concluded, and begins to conclude this one when that is over. It
   * never holds up the one before: when that has to be tried again, this one begins anew after it.
   */
  private async storeBehind(before: UnderWay, { events, batch }: ReadBatch): Promise<UnderWay> {
    const open = await this.open(batch);
    if (await before.concluded) return { events, concluded: this.conclude(events, open) };
    await open?.abandon();
    await this.finish(before);
    return { events, concluded: this.conclude(events, undefined) };
  }

  private async finish({ events, concluded }: UnderWay): Promise<void> {
    if (!(await concluded)) await this.storeUntilDone(events);
  }

  /** Undefined when that takes more than an attempt: an event that is stored already, one that is refused, no database… */
  private async open(batch: Batch | undefined): Promise<OpenBatch | undefined> {
    return batch && openBatch(this.pool, batch).catch(() => undefined);
  }

  /** False when the batch is still to be stored. */
  private async conclude(events: readonly LoggedEvent[], open: OpenBatch | undefined): Promise<boolean> {
    if (events.length === 0) return true;
    try {
      if (!open) return false;
      this.count(await open.conclude());
      await this.log.acknowledge(events);
      return true;
    } catch {
      return false;
    }
  }

  private async gatherNext(lastRead: number): Promise<ReadBatch> {
    if (lastRead < WORTH_GOING_ON) await this.pause(REST_MS);
    return this.gather();
  }

  /** A batch of what is in the log now, written down in parts. In between it is others' turn: callers', in the same process. */
  private async gather(read = (most: number) => this.read(most)): Promise<ReadBatch> {
    const gathered = new ReadBatch();
    for (let more = true; more && !gathered.full;) {
      const most = Math.min(PART, gathered.room);
      const part = await read(most);
      const tooMany = part.filter((logged) => !gathered.add(logged));
      if (tooMany.length > 0) this.log.release(tooMany);
      more = part.length === most;
      await others();
    }
    gathered.batch?.prepare();
    if (gathered.events.length > 0) this.metrics.batchSize.observe(gathered.events.length);
    return gathered;
  }

  /** Nothing when the drain is to stop. */
  private async read(most: number): Promise<LoggedEvent[]> {
    for (let backoffMs = FIRST_BACKOFF_MS; !this.stopped; backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS)) {
      try {
        return await this.log.read(most);
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
