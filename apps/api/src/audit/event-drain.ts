import { setTimeout as wait } from 'node:timers/promises';
import type { EventLog, LoggedEvent, VerificationEvent } from '@latchkey/core';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Metrics } from '../platform/metrics.js';
import { insertEvents } from './event-rows.js';

const BATCH = 500;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5_000;
/** So many refused events are no longer an oddity: the drain then waits, and the backlog says so. */
const MOST_SET_ASIDE = 100;

type Store = (events: readonly VerificationEvent[]) => Promise<void>;

/**
 * Takes events from the log to the database: at least once from the log, exactly once in the table, acknowledged only after
 * the commit. While the database is away the events wait in the log.
 *
 * An event that the database refuses by itself is set aside: it stays unacknowledged in the log and is not released,
 * so the others pass it. It is counted and logged once; a restart tries it again.
 */
export class EventDrain {
  private readonly setAside = new Set<string>();
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly pool: Pick<pg.Pool, 'query'>,
    private readonly metrics: Pick<Metrics, 'eventsStored' | 'eventsSetAside'>,
    private readonly logger: Logger,
    private readonly store: Store = (events) => insertEvents(this.pool, events),
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Resolves when the batch in hand is stored, or cannot be. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Stores what is in the log now. For the end of a process whose log dies with it. */
  async flush(deadlineMs: number): Promise<void> {
    const giveUpAt = Date.now() + deadlineMs;
    while (Date.now() < giveUpAt && (await this.log.backlog()).events > this.setAside.size) await this.storeNext();
  }

  private async run(): Promise<void> {
    let backoffMs = FIRST_BACKOFF_MS;
    while (!this.stopping.signal.aborted) {
      try {
        await this.storeNext();
        backoffMs = FIRST_BACKOFF_MS;
      } catch (error) {
        if (backoffMs === FIRST_BACKOFF_MS) this.logger.warn({ err: error }, 'events wait: they cannot be stored now');
        await this.pause(backoffMs);
        backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS);
      }
    }
  }

  private async storeNext(): Promise<void> {
    const events = await this.log.read(BATCH);
    try {
      await this.storeBatch(events);
    } catch (error) {
      this.log.release(events.filter(({ event }) => !this.setAside.has(event.id)));
      throw error;
    }
  }

  /** Halves a refused batch until the event that spoils it stands alone. */
  private async storeBatch(events: readonly LoggedEvent[]): Promise<void> {
    try {
      await this.store(events.map(({ event }) => event));
    } catch (error) {
      if (!isRefusal(error) || this.setAside.size >= MOST_SET_ASIDE) throw error;
      const [first] = events;
      if (events.length === 1 && first) return this.putAside(first.event, error);
      const half = Math.ceil(events.length / 2);
      await this.storeBatch(events.slice(0, half));
      await this.storeBatch(events.slice(half));
      return;
    }
    await this.log.acknowledge(events);
    this.metrics.eventsStored.inc(events.length);
  }

  /** Ends early when the drain is to stop. */
  private async pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private putAside({ id, type, outcome }: VerificationEvent, error: unknown): void {
    this.setAside.add(id);
    this.metrics.eventsSetAside.inc();
    this.logger.error({ eventId: id, type, outcome, err: error }, 'the database refuses an event; it is set aside');
  }
}

/**
 * The rows themselves are at fault: the database looked at them and said no (SQLSTATE class 22 data exception, 23 constraint
 * violation), or they could not even be written down. Anything else, such as a lost connection, would hit any row.
 */
function isRefusal(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return true;
  return /^2[23]/.test((error as { code?: string } | null)?.code ?? '');
}
