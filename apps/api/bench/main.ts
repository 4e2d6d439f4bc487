// `npm run bench`: starts its own Redis, PostgreSQL, api (sandbox provider) and a bare server that runs the same scripts, and
// measures both in turn.   npm run bench -- [--seconds 4] [--connections 1,16,64,256]
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { KeyedHashes } from '@latchkey/core';
import { Redis } from 'ioredis';
import { openInstallation } from '#dist/platform/crypto/installation.js';
import { openMasterKeys } from '#dist/platform/crypto/master-keys.js';
import { loadConfig } from '#dist/platform/config.js';
import { openDatabase } from '#dist/platform/database/database.js';
import { freePort } from '../test/support/free-port.js';
import { LatchkeyProcess } from '../test/support/latchkey-process.js';
import { startPostgresServer } from '../test/support/postgres-server.js';
import { startRedisServer } from '../test/support/redis-server.js';
import { load, type Measured, type Operation, PARTITIONS } from './load.js';
import { seedApi, seedCeiling } from './seed.js';

const TARGETS: Record<Operation, number> = { start: 0.6, 'check-right': 0.7, 'check-wrong': 0.7 };
/** The first seconds of a process are spent compiling. */
const WARM_UP_SECONDS = 6;
/** A check costs less than a start, but no server answers this many times as many. Too few seeds would show as other replies. */
const CHECKS_PER_START = 5;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '4' }, connections: { type: 'string', default: '1,16,64,256' } },
});
const seconds = Number(values.seconds);
const connectionCounts = values.connections.split(',').map(Number);

const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-bench-'));
const redisServer = await startRedisServer({ exclusive: true });
const postgres = await startPostgresServer({ exclusive: true });
const redis = new Redis(redisServer.url);
const env = {
  ROLES: 'api',
  DATABASE_URL: await postgres.newDatabase(),
  REDIS_URL: redisServer.url,
  MASTER_KEY: randomBytes(32).toString('base64'),
  PARTITIONS: String(PARTITIONS),
  HTTP_LIMIT_PER_KEY_PER_MINUTE: '10000000',
  HTTP_LIMIT_PER_IP_PER_MINUTE: '10000000',
  EVENT_BACKLOG_LIMIT: '10000000',
  LOG_LEVEL: 'warn',
};
const api = await LatchkeyProcess.start(env);
const ceiling = await startCeiling();

try {
  const { apiKey, tenantId } = await api.quickstart();
  const hashes = await hashesOf();
  const scope = { tenantId, mode: 'test' } as const;
  const servers = {
    api: { url: api.url, pid: api.pid, seed: (count: number) => seedApi(redis, hashes, scope, count) },
    ceiling: { url: ceiling.url, pid: ceiling.pid, seed: (count: number) => seedCeiling(ceiling.url, count) },
  };
  describeMachine(await redis.info('server'));
  for (const { url, pid } of Object.values(servers)) {
    const warmUp = { url, pid, apiKey, operation: 'start', connections: 64, seconds: WARM_UP_SECONDS, folder } as const;
    await load(warmUp);
  }
  const startRates = new Map<string, number>();
  for (const operation of ['start', 'check-right', 'check-wrong'] as const) {
    for (const connections of connectionCounts) {
      const results = {} as Record<keyof typeof servers, Measured>;
      for (const [name, { url, pid, seed }] of Object.entries(servers)) {
        await redis.flushall();
        const key = `${name} ${connections}`;
        if (operation !== 'start') await seed(Math.ceil(seconds * CHECKS_PER_START * (startRates.get(key) ?? 0)));
        const measured = await load({ url, pid, apiKey, operation, connections, seconds, folder });
        if (operation === 'start') startRates.set(key, measured.requestsPerSecond);
        results[name as keyof typeof servers] = measured;
      }
      print(operation, connections, results);
    }
  }
} finally {
  ceiling.stop();
  redis.disconnect();
  await api.stop();
  await Promise.all([redisServer.stop(), postgres.stop()]);
  rmSync(folder, { recursive: true, force: true });
}

/** The hashes this installation makes, so that seeds are what the api will look for. */
async function hashesOf(): Promise<KeyedHashes> {
  const masterKeys = await openMasterKeys(loadConfig(env));
  const database = await openDatabase({ url: env.DATABASE_URL });
  try {
    const { phoneKey } = await openInstallation(database, masterKeys, PARTITIONS);
    return new KeyedHashes(phoneKey, masterKeys.codeKeys);
  } finally {
    await database.close();
  }
}

async function startCeiling() {
  const port = await freePort();
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'ceiling.js')], {
    env: { ...process.env, PORT: String(port), REDIS_URL: redisServer.url },
    stdio: 'inherit',
  });
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${url}/readyz`).catch(() => undefined))?.ok)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return { url, pid: child.pid!, stop: () => child.kill() };
}

function describeMachine(redisInfo: string): void {
  const version = /redis_version:(\S+)/.exec(redisInfo)?.[1];
  console.log(
    `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB; Node ${process.version}, Redis ${version}`,
  );
  console.log(
    `server, Redis and wrk on this machine; ${seconds} s a row; ceiling = bare Fastify with the same scripts`,
  );
  console.log(
    '\noperation    conns      api req/s  p50 ms  p99 ms  CPU %  other  RSS MB  ceiling req/s  p50 ms  p99 ms  CPU %  other   ratio  target',
  );
}

function print(
  operation: Operation,
  connections: number,
  { api: ours, ceiling: bare }: { api: Measured; ceiling: Measured },
): void {
  const cells = (measured: Measured) => [
    Math.round(measured.requestsPerSecond).toString().padStart(14),
    measured.p50Ms.toFixed(2).padStart(7),
    measured.p99Ms.toFixed(2).padStart(7),
    measured.cpuPercent.toFixed(0).padStart(6),
    String(measured.others).padStart(6),
  ];
  const ratio = ours.requestsPerSecond / bare.requestsPerSecond;
  console.log(
    [
      operation.padEnd(12),
      String(connections).padStart(5),
      ...cells(ours),
      ours.rssMb.toFixed(0).padStart(7),
      ...cells(bare),
      ratio.toFixed(2).padStart(7),
      `≥ ${TARGETS[operation].toFixed(2)}`.padStart(7),
    ].join(' '),
  );
}
