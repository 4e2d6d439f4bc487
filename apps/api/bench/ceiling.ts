// The ceiling: a bare Fastify that runs the same scripts as the api, events included, and nothing else. No keys, no parsing of
// numbers, no hashing, no limits per caller. Started by main.ts with PORT and REDIS_URL.
import { newEventId, newId, newVerificationId, partitionOf } from '@latchkey/core';
import { fastify } from 'fastify';
import { connectRedis, whenReady } from '#dist/platform/redis/redis.js';
import { loadScripts } from '#dist/verification/redis/scripts.js';
import { CODE, PARTITIONS } from './load.js';

const { PORT = '', REDIS_URL = '' } = process.env;
const redis = connectRedis({ kind: 'single', url: REDIS_URL });
await whenReady(redis);
const run = loadScripts(redis);

const TENANT = 'ten_ceiling';
const SEND_WINDOWS = '[["resend",1,30000],["sends_per_hour",5,3600000],["sends_per_day",10,0]]';
const GUESS_WINDOWS = '[["guesses_per_hour",10,3600000],["guesses_per_day",20,86400000]]';
const DETAILS = '{"keyId":"key_ceiling","requestId":"req_ceiling"}';
const RIGHT = 'r'.repeat(22);
const WRONG = 'w'.repeat(22);

interface Body {
  readonly phone: string;
  readonly code: string;
}

function keysOf(phone: string) {
  const phoneKey = phone.slice(1).padStart(22, '0');
  const tag = `{p${String(partitionOf(Buffer.from(phone).toString('base64url'), PARTITIONS)).padStart(2, '0')}}`;
  const subject = `${TENANT}:test:login:${phoneKey}`;
  return { phoneKey, tag, subject };
}

async function start({ phone }: Body) {
  const { phoneKey, tag, subject } = keysOf(phone);
  const id = newVerificationId(0);
  const deliveryId = newId('dlv');
  const idKey = `${tag}:id:${TENANT}:test:${id}`;
  const now = Date.now();
  await run(
    'start',
    [
      `${tag}:v:${subject}`,
      `${tag}:w:${subject}`,
      `${tag}:w:*:${phoneKey}`,
      `${tag}:f:${subject}`,
      idKey,
      `${tag}:events`,
    ],
    [
      ...['', newEventId(now), TENANT, 'test', 'login', phoneKey, id, deliveryId, RIGHT, RIGHT, '+86 139****0000'],
      ...[300_000, 600_000, 5, 30_000, 0, 9e15, SEND_WINDOWS, '[]', GUESS_WINDOWS, '{}', DETAILS],
      ...[10_000_000, 93_600_000, 3_600_000, 20],
    ],
  );
  await run(
    'settle',
    [`${tag}:v:${subject}`, `${tag}:w:${subject}`, `${tag}:w:*:${phoneKey}`, idKey, `${tag}:events`],
    ['', newEventId(now), TENANT, 'test', 'login', phoneKey, id, deliveryId, 'accepted', DETAILS],
  );
  return { id, status: 'pending' };
}

async function check({ phone, code }: Body) {
  const { phoneKey, tag, subject } = keysOf(phone);
  const reply = await run(
    'check',
    [`${tag}:v:${subject}`, `${tag}:events`],
    [
      ...['', newEventId(Date.now()), TENANT, 'test', DETAILS, 'phone', 'login', phoneKey, ''],
      ...[10_000_000, 93_600_000, 3_600_000, code === CODE ? RIGHT : WRONG],
    ],
  );
  return reply as string[];
}

const server = fastify();
server.post<{ Body: Body }>('/v1/verifications', (request) => start(request.body));
server.post<{ Body: Body }>('/v1/verifications/check', async (request, reply) => {
  const [outcome] = await check(request.body);
  return reply.code(outcome === 'approved' ? 200 : 422).send({ status: outcome });
});
server.get('/readyz', () => ({ ok: true }));
await server.listen({ port: Number(PORT), host: '127.0.0.1' });
