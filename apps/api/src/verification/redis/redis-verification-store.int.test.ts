import { type Clock, Refused, type VerificationEvent } from '@latchkey/core';
import {
  checkByPhone,
  expectToBehaveAsMemory,
  newScope,
  newSubject,
  settleCommand,
  startCommand,
  steps,
  type StoreUnderTest,
  TEST_PARTITIONS,
  TestClock,
  verificationStoreContract,
} from '@latchkey/core/testing';
import fc from 'fast-check';
import { Cluster, Redis } from 'ioredis';
import { type RedisServer, startRedisServer } from '../../../test/support/redis-server.js';
import { connectRedis, type RedisClient, whenReady } from '../../platform/redis/redis.js';
import { Keys } from './keys.js';
import { parseEvent } from './stream-entry.js';
import { RedisVerificationStore } from './redis-verification-store.js';

const CODE = '135790';
const streams = new Keys(TEST_PARTITIONS).eventStreams();

async function eventsOf(redis: RedisClient, tenantId: string): Promise<VerificationEvent[]> {
  const logs = await Promise.all(streams.map((stream) => redis.xrange(stream, '-', '+')));
  return logs
    .flat()
    .map(([, fields]) => parseEvent(fields))
    .filter((event) => event.tenantId === tenantId);
}

describe('RedisVerificationStore', () => {
  let server: RedisServer;
  /** As in production: gives up after half a second. */
  let redis: RedisClient;
  /** Waits as long as it takes, so that a busy test machine is no failure. */
  let patient: RedisClient;

  beforeAll(async () => {
    server = await startRedisServer({ exclusive: true });
    redis = connectRedis({ kind: 'single', url: server.url });
    redis.on('error', () => {});
    patient = new Redis(server.url);
    patient.on('error', () => {});
    await whenReady(redis);
  });

  afterAll(async () => {
    redis.disconnect();
    patient.disconnect();
    await server.stop();
  });

  const newStore = (clock?: Clock, maxBacklog = 1_000_000, client = redis) =>
    new RedisVerificationStore(client, { partitions: TEST_PARTITIONS, maxBacklog, ...(clock ? { clock } : {}) });

  verificationStoreContract((clock): StoreUnderTest => ({
    store: newStore(clock, undefined, patient),
    eventsOf: (tenantId) => eventsOf(patient, tenantId),
  }));

  it('answers and logs whatever is asked of it as the memory store does', async () => {
    const storeUnder = (clock: TestClock) => ({
      store: newStore(clock, undefined, patient),
      eventsOf: (tenantId: string) => eventsOf(patient, tenantId),
    });
    await fc.assert(
      fc
        .asyncProperty(steps, (script) => expectToBehaveAsMemory(storeUnder, script))
        .beforeEach(async () => void (await patient.flushall())),
      { numRuns: 150 },
    );
  });

  it('takes the time from Redis and lets every key die by itself', async () => {
    const scope = newScope();
    const subject = newSubject();
    const store = newStore();
    const command = startCommand(scope, subject, CODE, Date.now(), { idempotencyKey: 'dies' });
    await store.start(scope, command);
    await store.settle(scope, settleCommand(command, 'accepted'));
    await store.check(scope, checkByPhone(scope, subject, '000000'));
    const [event] = await eventsOf(redis, scope.tenantId);
    expect(Math.abs(event!.at - Date.now())).toBeLessThan(2000);
    const mine = (await redis.keys('*')).filter(
      (key) => key.includes(scope.tenantId) || key.includes(subject.phoneKey),
    );
    expect(mine).toHaveLength(7);
    const lives = await Promise.all(mine.map((key) => redis.pttl(key)));
    expect(Math.min(...lives)).toBeGreaterThan(0);
  });

  it('survives a flushed script cache', async () => {
    const scope = newScope();
    const store = newStore();
    await redis.script('FLUSH');
    const command = startCommand(scope, newSubject(), CODE, Date.now());
    expect(await store.start(scope, command)).toMatchObject({ outcome: 'started' });
    await redis.script('FLUSH');
    await expect(store.settle(scope, settleCommand(command, 'accepted'))).resolves.toBeUndefined();
  });

  it('refuses starts at the bound of the event log, and checks only at twice the bound', async () => {
    const clock = new TestClock();
    const scope = newScope();
    const subject = newSubject();
    const roomy = newStore(clock);
    await roomy.start(scope, startCommand(scope, subject, CODE, clock.now()));
    const stream = streams.find((name) => name === streams[partitionIndex(subject.phoneKey)])!;
    const length = await redis.xlen(stream);
    const full = newStore(clock, length);
    expect(await full.start(scope, startCommand(scope, subject, CODE, clock.now()))).toEqual({ outcome: 'full' });
    expect(await full.check(scope, checkByPhone(scope, subject, '000000'))).toMatchObject({ outcome: 'wrong_code' });
    const overfull = newStore(clock, Math.floor((length + 1) / 2));
    expect(await overfull.check(scope, checkByPhone(scope, subject, CODE))).toEqual({ outcome: 'full' });
    expect(await roomy.check(scope, checkByPhone(scope, subject, CODE))).toMatchObject({ outcome: 'approved' });
  });

  it('keeps numbers and codes out of every key and value', async () => {
    const dump: string[] = [];
    for (const key of await redis.keys('*')) {
      dump.push(key, (await redis.dump(key))?.toString() ?? '');
    }
    expect(dump.join('\n')).not.toMatch(/135790|246801|18566246612/);
  });

  it('answers checks, and refuses starts, while Redis is full', async () => {
    const small = await startRedisServer({ maxmemory: '4mb' });
    const client = new Redis(small.url);
    try {
      const scope = newScope();
      const subject = newSubject();
      const store = new RedisVerificationStore(client, { partitions: TEST_PARTITIONS, maxBacklog: 1_000_000 });
      const command = startCommand(scope, subject, CODE, Date.now());
      await store.start(scope, command);
      await client.set('ballast', 'x'.repeat(100));
      for (let i = 0; ; i++) {
        try {
          await client.append('ballast', 'x'.repeat(50_000));
        } catch {
          break;
        }
      }
      const other = startCommand(scope, newSubject(), CODE, Date.now());
      await expect(store.start(scope, other)).rejects.toMatchObject({ refusal: { kind: 'unavailable' } });
      await store.settle(scope, settleCommand(command, 'accepted'));
      expect(await store.check(scope, checkByPhone(scope, subject, CODE))).toMatchObject({ outcome: 'approved' });
    } finally {
      client.disconnect();
      await small.stop();
    }
  });

  it('fails within a second while Redis is frozen, counts nothing twice, and is back at once', async () => {
    const scope = newScope();
    const subject = newSubject();
    const store = newStore();
    await store.start(scope, startCommand(scope, subject, CODE, Date.now()));
    server.pause();
    const startedAt = Date.now();
    const refused = await store.check(scope, checkByPhone(scope, subject, '000000')).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect((refused as Refused).refusal.kind).toBe('unavailable');
    expect(Date.now() - startedAt).toBeLessThan(1000);
    server.resume();
    await redis.ping().catch(() => undefined);
    await whenReady(redis);
    // The frozen guess may or may not have been taken; it is never taken twice.
    const next = await store.check(scope, checkByPhone(scope, subject, '000000'));
    expect([3, 4]).toContain((next as { attemptsLeft: number }).attemptsLeft);
  });

  it('is back by itself after Redis was killed, within five seconds', async () => {
    const scope = newScope();
    const store = newStore();
    await server.kill();
    await expect(store.start(scope, startCommand(scope, newSubject(), CODE, Date.now()))).rejects.toBeInstanceOf(
      Refused,
    );
    await server.restart();
    await whenReady(redis, 5000);
    const command = startCommand(scope, newSubject(), CODE, Date.now());
    expect(await store.start(scope, command)).toMatchObject({ outcome: 'started' });
  });
});

function partitionIndex(phoneKey: string): number {
  return streams.indexOf(`${new Keys(TEST_PARTITIONS).tagOfPhone(phoneKey)}:events`);
}

describe('RedisVerificationStore on Redis Cluster', () => {
  let server: RedisServer;
  let redis: RedisClient;

  beforeAll(async () => {
    server = await startRedisServer({ cluster: true });
    redis = new Cluster([{ host: server.host, port: server.port }]);
    redis.on('error', () => {});
    await whenReady(redis);
  });

  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  it('is reached through the cluster form of the settings', async () => {
    const client = connectRedis({
      kind: 'cluster',
      nodes: [{ host: server.host, port: server.port }],
      credentials: {},
    });
    client.on('error', () => {});
    await whenReady(client);
    expect(await client.ping()).toBe('PONG');
    client.disconnect();
  });

  verificationStoreContract((clock) => ({
    store: new RedisVerificationStore(redis, { partitions: TEST_PARTITIONS, maxBacklog: 1_000_000, clock }),
    eventsOf: (tenantId) => eventsOf(redis, tenantId),
  }));
});
