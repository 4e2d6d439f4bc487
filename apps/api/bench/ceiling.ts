// The ceiling: a bare Fastify with ioredis as it comes, which runs the same scripts as the api, events and the sandbox's inbox
// included, answers with bodies as long, and does nothing else. No keys, no parsing of numbers, no hashing, no limits per caller, no deadline for a command. Started by main.ts with PORT
// and REDIS_URL. With REDIS_CLIENT=own it talks to Redis as the api does.
import { fastify } from 'fastify';
import { Redis } from 'ioredis';
import { putScriptText } from '#dist/delivery/sandbox/redis-sandbox-inbox.js';
import { connectRedis, whenReady } from '#dist/platform/redis/redis.js';
import { Script } from '#dist/platform/redis/script.js';
import { loadScripts, type ScriptName, scriptText, type Scripts } from '#dist/verification/redis/scripts.js';
import {
  approvedReply,
  checkAtCeiling,
  type PutMessage,
  startAtCeiling,
  startedReply,
  wrongReply,
} from './ceiling-work.js';

const { PORT = '', REDIS_URL = '', REDIS_CLIENT = '' } = process.env;
interface Work {
  readonly run: Scripts;
  readonly put: PutMessage;
}

const { run, put } = await (REDIS_CLIENT === 'own' ? ownClient() : plainClient());

/** As the documentation of ioredis has it. */
async function plainClient(): Promise<Work> {
  const redis = new Redis(REDIS_URL);
  for (const name of ['start', 'settle', 'check'] as const) redis.defineCommand(name, { lua: scriptText(name) });
  redis.defineCommand('put', { lua: putScriptText() });
  await whenReady(redis);
  const defined = redis as unknown as Record<ScriptName | 'put', (...args: unknown[]) => Promise<unknown>>;
  return {
    run: (name, keys, args) => defined[name](keys.length, ...keys, ...args),
    put: (keys, args) => defined.put(keys.length, ...keys, ...args),
  };
}

async function ownClient(): Promise<Work> {
  const redis = connectRedis({ kind: 'single', url: REDIS_URL });
  await whenReady(redis);
  const script = new Script(redis, 'sandbox_put', putScriptText());
  return { run: loadScripts(redis), put: (keys, args) => script.run(keys, args) };
}

interface Body {
  readonly phone: string;
  readonly code: string;
}

const server = fastify();
server.post<{ Body: Body }>('/v1/verifications', async ({ body }) => {
  const { id, put: putMessage, settle } = await startAtCeiling(run, body.phone);
  await putMessage(put);
  await settle();
  return startedReply(id);
});
server.post<{ Body: Body }>('/v1/verifications/check', async ({ body }, reply) => {
  const outcome = await checkAtCeiling(run, body.phone, body.code);
  return outcome === 'approved' ? approvedReply : reply.code(422).send(wrongReply);
});
server.get('/readyz', () => ({ ok: true }));
await server.listen({ port: Number(PORT), host: '127.0.0.1' });
