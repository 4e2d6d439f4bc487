import type { Backlog, EventLog, LoggedEvent, VerificationEvent } from './event.js';

const WAIT_FOR_FIRST_MS = 1000;

/** The event log of a single process. The store asks `backlogSize` before it adds, so the log is bounded by its writers. */
export class MemoryEventLog implements EventLog {
  private readonly waiting = new Map<string, LoggedEvent>();
  /** Of what waits, what a reader has. */
  private readonly held = new Set<string>();
  private readonly readers = new Set<() => void>();
  private nextHandle = 0;

  /** @param maxBacklog events waiting at which `append` refuses */
  constructor(private readonly maxBacklog = 10_000) {}

  get backlogSize(): number {
    return this.waiting.size;
  }

  /** Adds an event whatever the bound: it belongs to a change of state that is being made. */
  add(event: VerificationEvent): void {
    const handle = String(this.nextHandle++);
    this.waiting.set(handle, { handle, event });
    for (const wake of this.readers) wake();
  }

  append(event: VerificationEvent): Promise<boolean> {
    const fits = this.waiting.size < this.maxBacklog;
    if (fits) this.add(event);
    return Promise.resolve(fits);
  }

  async read(limit: number): Promise<LoggedEvent[]> {
    if (this.waiting.size === this.held.size) await this.firstAppend();
    const batch: LoggedEvent[] = [];
    for (const logged of this.waiting.values()) {
      if (batch.length === limit) break;
      if (this.held.has(logged.handle)) continue;
      this.held.add(logged.handle);
      batch.push(logged);
    }
    return batch;
  }

  release(events: readonly LoggedEvent[]): void {
    for (const { handle } of events) this.held.delete(handle);
    for (const wake of this.readers) wake();
  }

  acknowledge(events: readonly LoggedEvent[]): Promise<void> {
    for (const { handle } of events) {
      this.waiting.delete(handle);
      this.held.delete(handle);
    }
    return Promise.resolve();
  }

  backlog(): Promise<Backlog> {
    const events = this.waiting.size;
    const [oldest] = this.waiting.values();
    return Promise.resolve({
      events,
      fullness: events / this.maxBacklog,
      ...(oldest ? { oldestAt: oldest.event.at } : {}),
    });
  }

  private firstAppend(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.readers.delete(done);
        resolve();
      };
      const timer = setTimeout(done, WAIT_FOR_FIRST_MS);
      timer.unref();
      this.readers.add(done);
    });
  }
}
