import type { EventLog, LoggedEvent, VerificationEvent } from './event.js';

const WAIT_FOR_FIRST_MS = 1000;

/** The event log of a single process. Its writers ask `backlogSize` before they append, so it is bounded by them. */
export class MemoryEventLog implements EventLog {
  private readonly waiting = new Map<string, LoggedEvent>();
  private readonly readers = new Set<() => void>();
  private nextHandle = 0;

  get backlogSize(): number {
    return this.waiting.size;
  }

  append(event: VerificationEvent): void {
    const handle = String(this.nextHandle++);
    this.waiting.set(handle, { handle, event });
    for (const wake of this.readers) wake();
  }

  async read(limit: number): Promise<LoggedEvent[]> {
    if (this.waiting.size === 0) await this.firstAppend();
    const batch: LoggedEvent[] = [];
    for (const logged of this.waiting.values()) {
      if (batch.length === limit) break;
      batch.push(logged);
    }
    return batch;
  }

  acknowledge(events: readonly LoggedEvent[]): Promise<void> {
    for (const { handle } of events) this.waiting.delete(handle);
    return Promise.resolve();
  }

  backlog(): Promise<number> {
    return Promise.resolve(this.waiting.size);
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
