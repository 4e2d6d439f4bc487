import { type Delta, type HitExchange, HybridThrottlerStorage } from './hybrid-throttler-storage.js';

const MINUTE_MS = 60_000;

/** What Redis does for the exchange, in memory: adding is all there is to it. */
class AddingExchange implements HitExchange {
  readonly sums = new Map<string, number>();
  down = false;

  add(deltas: readonly Delta[]): Promise<number[]> {
    if (this.down) return Promise.reject(new Error('away'));
    return Promise.resolve(
      deltas.map(({ key, endsAt, hits }) => {
        const sum = (this.sums.get(`${endsAt}:${key}`) ?? 0) + hits;
        this.sums.set(`${endsAt}:${key}`, sum);
        return sum;
      }),
    );
  }
}

let clock: { time: number; now(): number };

beforeEach(() => {
  clock = { time: 90_000, now: () => clock.time };
});

describe('counting in one process', () => {
  it('counts every key for itself and says when the window ends', () => {
    const storage = new HybridThrottlerStorage(clock);
    storage.hit('a', MINUTE_MS);
    expect(storage.hit('a', MINUTE_MS)).toEqual({ total: 2, resetSeconds: 30 });
    expect(storage.hit('b', MINUTE_MS).total).toBe(1);
  });

  it('starts anew with the next window', () => {
    const storage = new HybridThrottlerStorage(clock);
    storage.hit('a', MINUTE_MS);
    clock.time = 120_000;
    expect(storage.peek('a', MINUTE_MS)).toEqual({ total: 0, resetSeconds: 60 });
    expect(storage.hit('a', MINUTE_MS).total).toBe(1);
  });

  it('does not grow with the number of addresses that knock', () => {
    const storage = new HybridThrottlerStorage(clock, undefined, { maxCounters: 100 });
    for (let i = 0; i < 10_000; i += 1) storage.hit(`address ${i}`, MINUTE_MS);
    expect(storage.size).toBeLessThanOrEqual(100);
  });

  it('answers the library in its own terms', async () => {
    const storage = new HybridThrottlerStorage(clock);
    await storage.increment('a', MINUTE_MS, 1, MINUTE_MS, 'window');
    expect(await storage.increment('a', MINUTE_MS, 1, MINUTE_MS, 'window')).toEqual({
      totalHits: 2,
      timeToExpire: 30,
      isBlocked: true,
      timeToBlockExpire: 30,
    });
  });
});

describe('counting in several processes', () => {
  it('knows the hits of all of them after each has exchanged', async () => {
    const exchange = new AddingExchange();
    const processes = [1, 2, 3].map(() => new HybridThrottlerStorage(clock, exchange, { exchangeEveryMs: 1e6 }));
    for (const process of processes) for (let i = 0; i < 10; i += 1) process.hit('a', MINUTE_MS);
    for (const process of processes) await process.exchangeNow();
    const [first, , last] = processes;
    expect(last?.peek('a', MINUTE_MS).total).toBe(30);
    first?.hit('a', MINUTE_MS);
    await first?.exchangeNow();
    expect(first?.peek('a', MINUTE_MS).total).toBe(31);
    for (const process of processes) process.stop();
  });

  it('goes on with its own count while the exchange is away, and tells of it afterwards', async () => {
    const exchange = new AddingExchange();
    const storage = new HybridThrottlerStorage(clock, exchange, { exchangeEveryMs: 1e6 });
    exchange.down = true;
    storage.hit('a', MINUTE_MS);
    await storage.exchangeNow();
    expect(storage.hit('a', MINUTE_MS).total).toBe(2);
    exchange.down = false;
    await storage.exchangeNow();
    expect([...exchange.sums.values()]).toEqual([2]);
    expect(storage.peek('a', MINUTE_MS).total).toBe(2);
    storage.stop();
  });

  it('loses no hit that comes in while an exchange is on its way', async () => {
    const exchange = new AddingExchange();
    const storage = new HybridThrottlerStorage(clock, exchange, { exchangeEveryMs: 1e6 });
    storage.hit('a', MINUTE_MS);
    const exchanging = storage.exchangeNow();
    storage.hit('a', MINUTE_MS);
    await exchanging;
    expect(storage.peek('a', MINUTE_MS).total).toBe(2);
    await storage.exchangeNow();
    expect([...exchange.sums.values()]).toEqual([2]);
    storage.stop();
  });
});
