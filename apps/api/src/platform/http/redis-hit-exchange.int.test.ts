import { systemClock } from '@latchkey/core';
import { type RedisServer, startRedisServer } from '../../../test/support/redis-server.js';
import { connectRedis, type RedisClient, whenReady } from '../redis/redis.js';
import { HybridThrottlerStorage } from './hybrid-throttler-storage.js';
import { RedisHitExchange } from './redis-hit-exchange.js';

const HOUR_MS = 3_600_000;

describe('adding up hits in Redis', () => {
  let server: RedisServer;
  let redis: RedisClient;

  beforeAll(async () => {
    server = await startRedisServer({ exclusive: true });
    redis = connectRedis({ kind: 'single', url: server.url });
    redis.on('error', () => undefined);
    await whenReady(redis);
  });

  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  it('lets every process know the hits of all', async () => {
    const processes = [1, 2].map(
      () => new HybridThrottlerStorage(systemClock, new RedisHitExchange(redis), { exchangeEveryMs: 1e6 }),
    );
    for (const process of processes) for (const key of ['a', 'a', 'b']) process.hit(key, HOUR_MS);
    for (const process of processes) await process.exchangeNow();
    expect(processes[1]?.peek('a', HOUR_MS).total).toBe(4);
    expect(processes[1]?.peek('b', HOUR_MS).total).toBe(2);
    for (const process of processes) process.stop();
  });

  it('keeps one hash per window in one slot, which goes by itself', async () => {
    const [key = '', ...others] = await redis.keys('*');
    expect(others).toEqual([]);
    expect(key).toMatch(/^\{http\}:hits:\d+$/);
    expect(await redis.pttl(key)).toBeGreaterThan(0);
  });

  it('says so when Redis is away', async () => {
    await server.stop();
    await expect(new RedisHitExchange(redis).add([{ key: 'a', endsAt: 1, hits: 1 }])).rejects.toThrow();
  });
});
