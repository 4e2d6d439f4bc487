import type { RedisClient } from '../redis/redis.js';
import type { Delta, HitExchange } from './hybrid-throttler-storage.js';

/** One hash per window, so that a cluster keeps a window's counters in one slot and forgets them together. */
const hashOf = (endsAt: number) => `{http}:hits:${endsAt}`;

/** How long after its end a window is kept: clocks of processes differ by less. */
const GRACE_MS = 60_000;

export class RedisHitExchange implements HitExchange {
  constructor(private readonly redis: RedisClient) {}

  async add(deltas: readonly Delta[]): Promise<number[]> {
    const pipeline = this.redis.pipeline();
    for (const { key, endsAt, hits } of deltas) pipeline.hincrby(hashOf(endsAt), key, hits);
    for (const endsAt of new Set(deltas.map((delta) => delta.endsAt))) {
      pipeline.pexpireat(hashOf(endsAt), endsAt + GRACE_MS);
    }
    const replies = (await pipeline.exec()) ?? [];
    return deltas.map((_, index) => {
      const [error, sum] = replies[index] ?? [new Error('the pipeline was not run')];
      if (error) throw error;
      return Number(sum);
    });
  }
}
