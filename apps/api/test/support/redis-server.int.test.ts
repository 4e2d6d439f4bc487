import { Redis } from 'ioredis';
import { type RedisServer, type RedisServerOptions, startRedisServer } from './redis-server.js';

const servers: RedisServer[] = [];
const clients: Redis[] = [];

async function start(options: RedisServerOptions = { exclusive: true }) {
  const server = await startRedisServer(options);
  servers.push(server);
  return server;
}

function connect(server: RedisServer, options: { commandTimeout?: number } = {}) {
  const client = new Redis(server.url, { retryStrategy: () => null, ...options });
  client.on('error', () => {}); // the server is killed on purpose
  clients.push(client);
  return client;
}

afterEach(async () => {
  // disconnect() of a connection that is closed already leaves a timer behind
  for (const client of clients.splice(0)) if (client.status !== 'end') client.disconnect();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

describe('the Redis of the tests', () => {
  it('answers, asks for the password it was given, and never evicts', async () => {
    const server = await start({ password: 'p@ss word', maxmemory: '64mb' });

    await expect(connect(server).config('GET', 'maxmemory-policy')).resolves.toEqual(
      expect.arrayContaining(['maxmemory-policy', 'noeviction']),
    );
    await expect(connect({ ...server, url: `redis://127.0.0.1:${server.port}` }).get('key')).rejects.toThrow(/NOAUTH/);
  });

  it('keeps an append-only log across a kill and a restart on the same port', async () => {
    const server = await start({ aof: true, settings: { appendfsync: 'always' } });
    await connect(server).set('key', 'kept');

    await server.kill();
    await server.restart();

    await expect(connect(server).get('key')).resolves.toBe('kept');
  });

  it('freezes without closing connections, and goes on', async () => {
    const server = await start();
    const client = connect(server, { commandTimeout: 100 });
    await client.ping();

    server.pause();
    await expect(client.ping()).rejects.toThrow(/timed out/i);
    server.resume();
    await expect(client.ping()).resolves.toBe('PONG');
  });

  it('serves every slot as a cluster of one node, after a restart too', async () => {
    const server = await start({ cluster: true });
    await expect(connect(server).set('{p07}:key', '1')).resolves.toBe('OK');

    await server.restart();

    await expect(connect(server).set('{p12}:key', '1')).resolves.toBe('OK');
  });

  it('stops while frozen, and stopping twice is no error', async () => {
    const server = await start();
    server.pause();

    await server.stop();
    await server.stop();

    await expect(connect(server).ping()).rejects.toThrow();
  });

  it('leaves the server of TEST_REDIS_URL alone', async () => {
    const ours = await start();
    const before = process.env['TEST_REDIS_URL'];
    process.env['TEST_REDIS_URL'] = ours.url;
    try {
      const borrowed = await startRedisServer();
      await expect(borrowed.kill()).rejects.toThrow(/TEST_REDIS_URL/);
      await borrowed.stop();
      await expect(connect(borrowed).ping()).resolves.toBe('PONG');
    } finally {
      if (before === undefined) delete process.env['TEST_REDIS_URL'];
      else process.env['TEST_REDIS_URL'] = before;
    }
  });
});
