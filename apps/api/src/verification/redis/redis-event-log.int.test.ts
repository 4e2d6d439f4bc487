import { eventLogContract, newScope, newSubject, startCommand, TEST_PARTITIONS } from '@latchkey/core/testing';
import { Cluster, Redis } from 'ioredis';
import { type RedisServer, startRedisServer } from '../../../test/support/redis-server.js';
import { type RedisClient, whenReady } from '../../platform/redis/redis.js';
import { Keys } from './keys.js';
import { RedisVerificationStore } from './redis-verification-store.js';

describe('RedisEventLog', () => {
  let server: RedisServer;
  let redis: Redis;

  beforeAll(async () => {
    server = await startRedisServer({ exclusive: true });
    redis = new Redis(server.url);
  });

  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  const newStore = (client: RedisClient = redis, maxBacklog = 1000) =>
    new RedisVerificationStore(client, { partitions: TEST_PARTITIONS, maxBacklog });
  const fresh = async (maxBacklog = 1000) => {
    await redis.flushall();
    const store = newStore(redis, maxBacklog);
    return { store, events: store.events };
  };
  const start = async (store: RedisVerificationStore, count: number) => {
    for (let i = 0; i < count; i++) {
      const scope = newScope();
      await store.start(scope, startCommand(scope, newSubject(), '123456', Date.now()));
    }
  };

  eventLogContract(fresh);

  it('gives every event to exactly one of several readers', async () => {
    const { store, events } = await fresh();
    const other = newStore().events;
    await start(store, 40);
    const [mine, theirs] = await Promise.all([events.read(1000), other.read(1000)]);
    const ids = [...mine, ...theirs].map(({ event }) => event.id);
    expect(ids).toHaveLength(40);
    expect(new Set(ids).size).toBe(40);
  });

  it('takes over what a dead reader held, all of it, and only once that is 30 s old', async () => {
    const { store, events } = await fresh();
    const dead = newStore().events;
    const subject = newSubject();
    const scopes = Array.from({ length: 250 }, () => newScope('test'));
    for (const scope of scopes) await store.start(scope, startCommand(scope, subject, '123456', Date.now()));
    expect(await dead.read(1000)).toHaveLength(250);
    expect(await events.read(1000)).toEqual([]);
    // Redis counts idle time itself; the entries of a reader are made as old as if it had died 31 s ago.
    const stream = new Keys(TEST_PARTITIONS).eventStreamOf(subject.phoneKey);
    const pending = (await redis.xpending(stream, 'drain', '-', '+', 1000)) as [id: string, consumer: string][];
    const ids = pending.map(([id]) => id);
    await redis.xclaim(stream, 'drain', pending[0]![1], 0, ...ids, 'IDLE', 31_000, 'JUSTID');
    const heir = newStore().events;
    expect(await heir.read(1000)).toHaveLength(250);
    expect(await heir.read(1000)).toEqual([]);
  });

  it('gives what it was given in an answer that never came', async () => {
    const { store } = await fresh();
    const impatient = new Redis(server.url, { commandTimeout: 300, maxRetriesPerRequest: 0 });
    impatient.on('error', () => undefined);
    const mine = newStore(impatient).events;
    await start(store, 3);
    const held = await mine.read(1000);
    await start(store, 300);
    server.pause();
    await expect(mine.read(1000)).rejects.toThrow('timed out');
    server.resume();
    const startedAt = Date.now();
    const seen = held.map(({ event }) => event.id);
    while (seen.length < 303) seen.push(...(await mine.read(1000)).map(({ event }) => event.id));
    expect(new Set(seen).size).toBe(303);
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    impatient.disconnect();
  });

  it('reads on past an entry that is no event', async () => {
    const { store, events } = await fresh();
    await redis.xadd('{p00}:events', '*', 'details', '{"half":');
    await redis.xadd('{p00}:events', '*', 'what', 'is this');
    await start(store, 1);
    const read = await events.read(100);
    expect(read).toHaveLength(3);
    expect(read.map(({ event }) => event.details)).toContainEqual({ unreadable: '{"half":' });
    await events.acknowledge(read);
    expect((await events.backlog()).events).toBe(0);
  });

  it('makes its groups anew when Redis has lost its memory', async () => {
    const { store, events } = await fresh();
    await events.read(10);
    await redis.flushall();
    await expect(events.read(10)).rejects.toThrow('NOGROUP');
    await start(store, 1);
    expect(await events.read(10)).toHaveLength(1);
  });
});

describe('RedisEventLog on Redis Cluster', () => {
  let server: RedisServer;
  let redis: Cluster;

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

  eventLogContract(async (maxBacklog) => {
    await redis.flushall();
    const store = new RedisVerificationStore(redis, { partitions: TEST_PARTITIONS, maxBacklog });
    return { store, events: store.events };
  });
});
