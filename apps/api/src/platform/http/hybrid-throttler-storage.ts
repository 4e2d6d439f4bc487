import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Clock } from '@latchkey/core';

/** Hits of one window that ends at `endsAt`, added to those of other processes. */
export interface Delta {
  readonly key: string;
  readonly endsAt: number;
  readonly hits: number;
}

/** Adds up hits over all processes. */
export interface HitExchange {
  /** Adds the deltas in one round trip and answers the sums, in the same order. */
  add(deltas: readonly Delta[]): Promise<number[]>;
}

export interface Hits {
  readonly total: number;
  readonly resetSeconds: number;
}

interface Counter {
  /** What all processes together had at the last exchange. */
  shared: number;
  /** Own hits since then. */
  fresh: number;
  readonly endsAt: number;
}

/** As the library's interface wants it; kept here because the package does not export it. */
type ThrottlerRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

export interface HybridOptions {
  readonly exchangeEveryMs?: number;
  readonly maxCounters?: number;
}

/**
 * Counts in this process and adds up with the others every quarter of a second: a check must cost one Redis round trip and
 * a start two, so none is left for counting requests. A limit can be passed by what N processes let through within one
 * interval. While Redis is away, each process goes on with its own count. Windows are fixed and start at the full minute,
 * so processes agree on them without talking.
 */
export class HybridThrottlerStorage implements ThrottlerStorage {
  private readonly counters = new Map<string, Counter>();
  private readonly maxCounters: number;
  private readonly timer: NodeJS.Timeout | undefined;
  private exchanging = false;

  constructor(
    private readonly clock: Clock,
    private readonly exchange?: HitExchange,
    { exchangeEveryMs = 250, maxCounters = 50_000 }: HybridOptions = {},
  ) {
    this.maxCounters = maxCounters;
    if (exchange) this.timer = setInterval(() => void this.exchangeNow(), exchangeEveryMs).unref();
  }

  get size(): number {
    return this.counters.size;
  }

  /** Counts one hit, without waiting for anything. */
  hit(key: string, windowMs: number): Hits {
    const now = this.clock.now();
    const counter = this.counterAt(key, windowMs, now);
    counter.fresh += 1;
    return hitsOf(counter, now);
  }

  peek(key: string, windowMs: number): Hits {
    const now = this.clock.now();
    const counter = this.counters.get(key);
    return counter && counter.endsAt > now
      ? hitsOf(counter, now)
      : { total: 0, resetSeconds: Math.ceil((endOfWindow(now, windowMs) - now) / 1000) };
  }

  /** The library's own way in. */
  increment(key: string, ttl: number, limit: number, _blockMs: number, name: string): Promise<ThrottlerRecord> {
    const { total, resetSeconds } = this.hit(`${name}:${key}`, ttl);
    const isBlocked = total > limit;
    return Promise.resolve({
      totalHits: total,
      timeToExpire: resetSeconds,
      isBlocked,
      timeToBlockExpire: isBlocked ? resetSeconds : 0,
    });
  }

  /** Tells the other processes of what was counted here, and learns of theirs. */
  async exchangeNow(): Promise<void> {
    if (!this.exchange || this.exchanging) return;
    const changed = [...this.counters].filter(([, counter]) => counter.fresh > 0);
    if (changed.length === 0) return;
    this.exchanging = true;
    try {
      const deltas = changed.map(([key, { endsAt, fresh }]) => ({ key, endsAt, hits: fresh }));
      const sums = await this.exchange.add(deltas);
      changed.forEach(([, counter], index) => {
        counter.shared = sums[index] ?? counter.shared + deltas[index]!.hits;
        counter.fresh -= deltas[index]!.hits;
      });
    } catch {
      // Redis is away: what was not told stays in `fresh`, counts here, and is told when it is back.
    } finally {
      this.exchanging = false;
    }
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private counterAt(key: string, windowMs: number, now: number): Counter {
    const known = this.counters.get(key);
    if (known && known.endsAt > now) return known;
    // Entered anew, so that the map stays in the order of age.
    this.counters.delete(key);
    if (this.counters.size >= this.maxCounters) this.makeRoom(now);
    const counter = { shared: 0, fresh: 0, endsAt: endOfWindow(now, windowMs) };
    this.counters.set(key, counter);
    return counter;
  }

  /** Drops what is over; when nothing is, the oldest tenth: a flood of addresses must not grow the map. */
  private makeRoom(now: number): void {
    for (const [key, { endsAt }] of this.counters) if (endsAt <= now) this.counters.delete(key);
    let surplus = this.counters.size - Math.floor(this.maxCounters * 0.9);
    for (const key of this.counters.keys()) {
      if (surplus-- <= 0) break;
      this.counters.delete(key);
    }
  }
}

const endOfWindow = (now: number, windowMs: number) => now - (now % windowMs) + windowMs;

const hitsOf = ({ shared, fresh, endsAt }: Counter, now: number): Hits => ({
  total: shared + fresh,
  resetSeconds: Math.max(1, Math.ceil((endsAt - now) / 1000)),
});
