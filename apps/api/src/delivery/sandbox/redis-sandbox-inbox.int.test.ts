import { connectRedis, type RedisClient, whenReady } from '../../platform/redis/redis.js';
import { type RedisServer, startRedisServer } from '../../../test/support/redis-server.js';
import { sandboxInboxContract } from '../../../test/support/sandbox-inbox.contract.js';
import { RedisSandboxInbox } from './redis-sandbox-inbox.js';

describe('the sandbox inbox in Redis', () => {
  let server: RedisServer;
  let redis: RedisClient;

  beforeAll(async () => {
    server = await startRedisServer();
    redis = connectRedis({ kind: 'single', url: server.url });
    redis.on('error', () => undefined);
    await whenReady(redis);
  });

  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  sandboxInboxContract(() => new RedisSandboxInbox(redis));

  it('holds no number in a key and forgets each an hour after its last message', async () => {
    const message = { id: 'dlv_1', phoneMasked: '', text: '', signature: undefined, sentAt: Date.now() };
    await new RedisSandboxInbox(redis).put({ tenantId: 'ten_ttl', mode: 'test' }, 'hashed', message);
    const keys = await redis.keys('*ten_ttl*');
    expect(keys.sort()).toEqual(['sandbox:{ten_ttl:test:hashed}', 'sandbox:{ten_ttl:test}:latest']);
    for (const key of keys) expect(await redis.pttl(key)).toBeGreaterThan(3_590_000);
  });
});
