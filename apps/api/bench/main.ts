// `npm run bench`: starts its own Redis, PostgreSQL, api (sandbox provider) and a bare server that runs the same scripts, and
// measures both in turn, several times over: what else the machine does meets both alike, and a median forgets its worst.
//   npm run bench -- [--seconds 2] [--rounds 3] [--connections 1,16,64,256] [--own-client]
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { KeyedHashes } from '@latchkey/core';
import { Redis } from 'ioredis';
import { openInstallation } from '#dist/platform/crypto/installation.js';
import { openMasterKeys } from '#dist/platform/crypto/master-keys.js';
import { loadConfig } from '#dist/platform/config.js';
import { openDatabase } from '#dist/platform/database/database.js';
import { freePort } from '../test/support/free-port.js';
import { LatchkeyProcess, NODE_FLAGS } from '../test/support/latchkey-process.js';
import { startPostgresServer } from '../test/support/postgres-server.js';
import { startRedisServer } from '../test/support/redis-server.js';
import { load, type Measured, type Operation, PARTITIONS } from './load.js';
import { seedApi, seedCeiling } from './seed.js';

const OPERATIONS = ['start', 'check-right', 'check-wrong'] as const satisfies readonly Operation[];
const TARGETS: Record<Operation, number> = { start: 0.6, 'check-right': 0.7, 'check-wrong': 0.7 };
/** The first thousands of requests of a process are spent compiling. */
const WARM_UP_SECONDS = 5;
/** How many seeds a second of checks gets: what was answered at best so far, this many times. Too few would show as other replies. */
const SEEDS_PER_REPLY = 2;
const LEAST_SEEDS_PER_SECOND = 8_000;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '1,16,64,256' },
    /** The ceiling talks to Redis as the api does, not as ioredis comes. */
    'own-client': { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
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
    ceiling: { url: ceiling.url, pid: ceiling.pid, seed: (count: number) => seedCeiling(redis, count) },
  };
  const names = ['api', 'ceiling'] as const;
  const bestRates = { api: 0, ceiling: 0 };
  const measure = async (
    name: (typeof names)[number],
    operation: Operation,
    connections: number,
    forSeconds: number,
  ) => {
    const { url, pid, seed } = servers[name];
    await redis.flushall();
    const seedsPerSecond = Math.max(LEAST_SEEDS_PER_SECOND, bestRates[name] * SEEDS_PER_REPLY);
    if (operation !== 'start') await seed(Math.ceil(forSeconds * seedsPerSecond));
    const measured = await load({ url, pid, apiKey, operation, connections, seconds: forSeconds, folder });
    bestRates[name] = Math.max(bestRates[name], measured.requestsPerSecond);
    return measured;
  };
  describeMachine(await redis.info('server'));
  for (const operation of OPERATIONS) {
    for (const name of names) await measure(name, operation, 64, WARM_UP_SECONDS);
  }
  printHead();
  for (const operation of OPERATIONS) {
    for (const connections of connectionCounts) {
      const results: { api: Measured; ceiling: Measured }[] = [];
      for (let round = 0; round < rounds; round++) {
        const ours = await measure('api', operation, connections, seconds);
        results.push({ api: ours, ceiling: await measure('ceiling', operation, connections, seconds) });
      }
      print(operation, connections, results);
    }
  }
  console.log(`\nload average afterwards: ${loadAverage()}`);
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
  const child = spawn(process.execPath, [...NODE_FLAGS, path.join(import.meta.dirname, 'ceiling.js')], {
    env: {
      ...process.env,
      PORT: String(port),
      REDIS_URL: redisServer.url,
      REDIS_CLIENT: values['own-client'] ? 'own' : 'plain',
    },
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
  const client = values['own-client'] ? "the api's own Redis client" : 'plain ioredis';
  console.log(`server, Redis and wrk on this machine; load average before: ${loadAverage()}`);
  console.log(
    `median of ${rounds} rounds of ${seconds} s, api and ceiling in turn; ceiling = bare Fastify, ${client}, the same scripts, the sandbox's inbox among them, bodies as long; both with node ${NODE_FLAGS.join(' ')}`,
  );
}

function loadAverage(): string {
  return loadavg()
    .map((average) => average.toFixed(2))
    .join(' ');
}

/** What is counted against the target is the ratio of requests per second; CPU time says what it would be on an idle machine. */
function printHead(): void {
  const server = (name: string) => `${name.padStart(14)}  p50 ms   p99 ms  CPU %  CPU µs  other`;
  console.log(
    `\noperation    conns${server('api req/s')}  RSS MB${server('ceiling req/s')}  ratio  (least–most)  CPU ratio  target`,
  );
}

function print(operation: Operation, connections: number, results: { api: Measured; ceiling: Measured }[]): void {
  const of = (name: 'api' | 'ceiling', member: keyof Measured) => results.map((result) => result[name][member]);
  const cells = (name: 'api' | 'ceiling') => [
    median(of(name, 'requestsPerSecond')).toFixed(0).padStart(13),
    median(of(name, 'p50Ms')).toFixed(2).padStart(7),
    median(of(name, 'p99Ms')).toFixed(2).padStart(8),
    median(of(name, 'cpuPercent')).toFixed(0).padStart(6),
    median(of(name, 'cpuMicroseconds')).toFixed(0).padStart(7),
    String(of(name, 'others').reduce((sum, others) => sum + others, 0)).padStart(6),
  ];
  const ratios = results.map((result) => result.api.requestsPerSecond / result.ceiling.requestsPerSecond);
  const cpuRatios = results.map((result) => result.ceiling.cpuMicroseconds / result.api.cpuMicroseconds);
  const spread = `(${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`;
  console.log(
    [
      operation.padEnd(12),
      String(connections).padStart(5),
      ...cells('api'),
      median(of('api', 'rssMb')).toFixed(0).padStart(7),
      ...cells('ceiling'),
      median(ratios).toFixed(2).padStart(6),
      spread.padStart(13),
      median(cpuRatios).toFixed(2).padStart(10),
      `≥ ${TARGETS[operation].toFixed(2)}`.padStart(7),
    ].join(' '),
  );
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
