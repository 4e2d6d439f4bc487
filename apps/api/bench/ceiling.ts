// The ceiling: a bare Fastify with ioredis as it comes, which runs the same scripts as the api, events included, and nothing
// else. No keys, no parsing of numbers, no hashing, no limits per caller, no deadline for a command. Started by main.ts with PORT
// and REDIS_URL. With REDIS_CLIENT=own it talks to Redis as the api does.
import { fastify } from 'fastify';
import { Redis } from 'ioredis';
import { connectRedis, whenReady } from '#dist/platform/redis/redis.js';
import { loadScripts, type ScriptName, scriptText, type Scripts } from '#dist/verification/redis/scripts.js';
import { checkAtCeiling, startAtCeiling } from './ceiling-work.js';

const { PORT = '', REDIS_URL = '', REDIS_CLIENT = '' } = process.env;
const run = await (REDIS_CLIENT === 'own' ? ownClient() : plainClient());

/** As the documentation of ioredis has it. */
async function plainClient(): Promise<Scripts> {
  const redis = new Redis(REDIS_URL);
  for (const name of ['start', 'settle', 'check'] as const) redis.defineCommand(name, { lua: scriptText(name) });
  await whenReady(redis);
  const defined = redis as unknown as Record<ScriptName, (...args: unknown[]) => Promise<unknown>>;
  return (name, keys, args) => defined[name](keys.length, ...keys, ...args);
}

async function ownClient(): Promise<Scripts> {
  const redis = connectRedis({ kind: 'single', url: REDIS_URL });
  await whenReady(redis);
  return loadScripts(redis);
}

interface Body {
  readonly phone: string;
  readonly code: string;
}

const server = fastify();
server.post<{ Body: Body }>('/v1/verifications', async ({ body }) => {
  const { id, settle } = await startAtCeiling(run, body.phone);
  await settle();
  return { id, status: 'pending' };
});
server.post<{ Body: Body }>('/v1/verifications/check', async ({ body }, reply) => {
  const outcome = await checkAtCeiling(run, body.phone, body.code);
  return reply.code(outcome === 'approved' ? 200 : 422).send({ status: outcome });
});
server.get('/readyz', () => ({ ok: true }));
await server.listen({ port: Number(PORT), host: '127.0.0.1' });
