import { eventLogContract, newScope, newSubject, startCommand, TEST_PARTITIONS } from '@latchkey/core/testing';
import { Redis } from 'ioredis';
import { type RedisServer, startRedisServer } from '../../../test/support/redis-server.js';
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

  const fresh = async () => {
    await redis.flushall();
    const store = new RedisVerificationStore(redis, { partitions: TEST_PARTITIONS, maxBacklog: 1000 });
    return { store, events: store.events };
  };

  eventLogContract(fresh);

  it('gives every event to exactly one of several readers', async () => {
    const { store, events } = await fresh();
    const other = new RedisVerificationStore(redis, { partitions: TEST_PARTITIONS, maxBacklog: 1000 }).events;
    for (let i = 0; i < 40; i++) {
      const scope = newScope();
      await store.start(scope, startCommand(scope, newSubject(), '123456', Date.now()));
    }
    const [mine, theirs] = await Promise.all([events.read(1000), other.read(1000)]);
    const ids = [...mine, ...theirs].map(({ event }) => event.id);
    expect(ids).toHaveLength(40);
    expect(new Set(ids).size).toBe(40);
  });

  it('makes its groups anew when Redis has lost its memory', async () => {
    const { store, events } = await fresh();
    await events.read(10);
    await redis.flushall();
    await expect(events.read(10)).rejects.toThrow('NOGROUP');
    const scope = newScope();
    await store.start(scope, startCommand(scope, newSubject(), '123456', Date.now()));
    expect(await events.read(10)).toHaveLength(1);
  });
});
