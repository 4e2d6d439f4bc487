// `npm run bench:events`: starts its own Redis and PostgreSQL, fills the event log through the real store, drains it with the
// worker's own code, and lets PostgreSQL copy the very same rows into the very same table from a file, all in one run.
//   npm run bench:events -- [--verifications 40000] [--rounds 3]
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import pg from 'pg';
import { pino } from 'pino';
import { EventDrain } from '#dist/audit/event-drain.js';
import { ensureEventPartitions } from '#dist/audit/event-partitions.js';
import { openDatabase } from '#dist/platform/database/database.js';
import { Metrics } from '#dist/platform/metrics.js';
import { connectRedis, whenReady } from '#dist/platform/redis/redis.js';
import { RedisVerificationStore } from '#dist/verification/redis/redis-verification-store.js';
import { startPostgresServer } from '../../test/support/postgres-server.js';
import { startRedisServer } from '../../test/support/redis-server.js';
import { fillLog } from './fill.js';

const TARGET_RATIO = 0.5;
const TARGET_PER_SECOND = 10_000;
const STORE = { partitions: 16, maxBacklog: 10_000_000 };

const { values } = parseArgs({
  options: { verifications: { type: 'string', default: '40000' }, rounds: { type: 'string', default: '3' } },
});

const redisServer = await startRedisServer({ exclusive: true });
const postgres = await startPostgresServer({ exclusive: true });
const url = await postgres.newDatabase();
const database = await openDatabase({ url });
const superuser = new pg.Client({ connectionString: postgres.asSuperuser(url) });
const filler = new Redis(redisServer.url);
const redis = connectRedis({ kind: 'single', url: redisServer.url });
redis.on('error', (error) => console.error(error.message));

try {
  await superuser.connect();
  await database.migrate();
  await ensureEventPartitions(database.pool, new Date());
  await whenReady(redis);
  await describeMachine();
  const rates: number[] = [];
  const ratios: number[] = [];
  // The first round compiles the code and fills the caches; it is not counted.
  for (let round = 0; round <= Number(values.rounds); round++) {
    const { events, drain, copy } = await measure(Number(values.verifications));
    if (round === 0) continue;
    const drained = events / drain.seconds;
    const copied = events / copy.seconds;
    rates.push(drained);
    ratios.push(drained / copied);
    const cpu = [drain.workerCpuUs, drain.postgresCpuUs, copy.postgresCpuUs].map((us) => us / events);
    print(round, events, Math.round(drained), Math.round(copied), drained / copied, cpu, drain.pausesMs);
  }
  console.log(
    `\nmedian: ${Math.round(median(rates))} events/s (target > ${TARGET_PER_SECOND}), ` +
      `${median(ratios).toFixed(2)} of raw COPY (target ≥ ${TARGET_RATIO})`,
  );
} finally {
  redis.disconnect();
  filler.disconnect();
  await superuser.end();
  await database.close();
  await Promise.all([redisServer.stop(), postgres.stop()]);
}

async function measure(verifications: number) {
  await filler.flushall();
  await superuser.query('TRUNCATE verification_event, delivery, stats_hour, stats_part, unmatched_receipt');
  await superuser.query('CHECKPOINT');
  const events = await fillLog(new RedisVerificationStore(filler, STORE), verifications);
  const drain = await drainAll();
  const { rows } = await superuser.query<{ count: string }>('SELECT count(*) FROM verification_event');
  const stored = Number(rows[0]?.count);
  if (stored !== events) throw new Error(`${events} events were logged and ${stored} stored`);
  return { events, drain, copy: await copyTheSame() };
}

/** The worker's own loop, in this process. */
async function drainAll() {
  const { events } = new RedisVerificationStore(redis, STORE);
  const metrics = new Metrics();
  const drain = new EventDrain(events, database.pool, metrics, pino({ level: 'warn' }));
  const { events: fillersLog } = new RedisVerificationStore(filler, STORE);
  const all = (await fillersLog.backlog()).events;
  const cpuBefore = process.cpuUsage();
  const postgresBefore = await postgresCpuUs();
  const pauses = monitorEventLoopDelay({ resolution: 1 });
  pauses.enable();
  const startedAt = performance.now();
  drain.start();
  // Asking the log what waits is 32 commands: only once the worker says that everything is stored.
  const stored = async () => (await metrics.eventsStored.get()).values[0]?.value ?? 0;
  while ((await stored()) < all || (await fillersLog.backlog()).events > 0) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  pauses.disable();
  const postgresCpuSpentUs = (await postgresCpuUs()) - postgresBefore;
  await drain.stop();
  const pausesMs = [pauses.percentile(99), pauses.max].map((ns) => ns / 1e6);
  return { seconds, workerCpuUs: user + system, postgresCpuUs: postgresCpuSpentUs, pausesMs };
}

/** Processor time of all connections, in microseconds; NaN where the system does not tell. */
async function postgresCpuUs(): Promise<number> {
  const { rows } = await superuser.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE client_port IS NOT NULL',
  );
  return rows.reduce((sum, { pid }) => sum + cpuUsOf(pid), 0);
}

/** Fields 14 and 15 of /proc/<pid>/stat, in hundredths of a second (proc(5)); the name before them may hold blanks. */
function cpuUsOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  } catch {
    return NaN;
  }
}

/** The server reads its own file: no client, no network, one transaction. Nothing puts rows into this table faster. */
async function copyTheSame() {
  const { rows } = await superuser.query<{ data_directory: string }>('SHOW data_directory');
  const file = `${rows[0]?.data_directory}/${randomUUID()}.copy`;
  await superuser.query(`COPY (SELECT * FROM verification_event ORDER BY id) TO '${file}'`);
  await superuser.query('TRUNCATE verification_event');
  await superuser.query('CHECKPOINT');
  const cpuBefore = await postgresCpuUs();
  const startedAt = performance.now();
  await superuser.query(`COPY verification_event FROM '${file}'`);
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, postgresCpuUs: (await postgresCpuUs()) - cpuBefore };
}

async function describeMachine(): Promise<void> {
  const redisVersion = /redis_version:(\S+)/.exec(await filler.info('server'))?.[1];
  const { rows } = await superuser.query<{ server_version: string }>('SHOW server_version');
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const versions = `Node ${process.version}, Redis ${redisVersion}, PostgreSQL ${rows[0]?.server_version.split(' ')[0]}`;
  console.log(`${machine}; ${versions}`);
  console.log(
    'one worker, Redis and PostgreSQL (fsync off) on this machine; ratio = drained by copied of the same rows',
  );
  console.log('CPU µs per event of the worker, of PostgreSQL for it, and of PostgreSQL for COPY');
  console.log(
    'ms for which the worker’s event loop answers nobody: 99 % are shorter than the first figure; the longest',
  );
  console.log('\nround    events  drained/s   copied/s  ratio   worker  postgres    copy    p99    max   load');
}

function print(
  round: number,
  events: number,
  drained: number,
  copied: number,
  ratio: number,
  cpu: number[],
  pausesMs: number[],
): void {
  const cells = [
    [round, 5],
    [events, 9],
    [drained, 10],
    [copied, 10],
    [ratio.toFixed(2), 6],
    [cpu[0]?.toFixed(1), 8],
    [cpu[1]?.toFixed(1), 9],
    [cpu[2]?.toFixed(1), 7],
    [pausesMs[0]?.toFixed(1), 6],
    [pausesMs[1]?.toFixed(1), 6],
    [loadavg()[0]?.toFixed(1), 6],
  ] as const;
  console.log(cells.map(([cell, width]) => String(cell).padStart(width)).join(' '));
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
