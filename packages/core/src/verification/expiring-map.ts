import type { Clock } from '../clock.js';

/** A map whose entries live for a time. Each write sweeps a few dead entries, so memory follows what is alive. */
export class ExpiringMap<V> {
  private readonly entries = new Map<string, { value: V; goneAt: number }>();
  private sweeper = this.entries.entries();

  constructor(private readonly clock: Clock) {}

  /** Counts entries that are dead and not yet swept, too. */
  get size(): number {
    return this.entries.size;
  }

  get(key: string): V | undefined {
    const entry = this.entries.get(key);
    return entry && entry.goneAt > this.clock.now() ? entry.value : undefined;
  }

  set(key: string, value: V, lifeMs: number): void {
    this.sweep(3);
    this.entries.set(key, { value, goneAt: this.clock.now() + lifeMs });
  }

  getOrSet(key: string, value: V, lifeMs: number): V {
    const kept = this.get(key);
    if (kept !== undefined) return kept;
    this.set(key, value, lifeMs);
    return value;
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  /** 0 for what is not there. */
  lifeLeftMs(key: string): number {
    return Math.max(0, (this.entries.get(key)?.goneAt ?? 0) - this.clock.now());
  }

  /** More than one entry per write, so the dead are always swept faster than entries are added. */
  private sweep(count: number): void {
    for (let i = 0; i < count; i++) {
      const next = this.sweeper.next();
      if (next.done) {
        this.sweeper = this.entries.entries();
        return;
      }
      const [key, { goneAt }] = next.value;
      if (goneAt <= this.clock.now()) this.entries.delete(key);
    }
  }
}
