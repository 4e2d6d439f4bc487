// `npm run bench:queries`: fills a PostgreSQL of its own with what ten million events leave behind and measures what the console
// asks of it: statistics over any range, pages of the event log however deep, timelines.
//   npm run bench:queries -- [--events 10000000] [--plans]
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { deliveryPage } from '#dist/audit/delivery-listing.js';
import { ensureEventPartitions } from '#dist/audit/event-partitions.js';
import { eventPage } from '#dist/audit/event-listing.js';
import type { EventFilter } from '#dist/audit/filters.js';
import type { Position } from '#dist/audit/keyset.js';
import { timelineOf } from '#dist/audit/timeline.js';
import { verificationPage } from '#dist/audit/verification-listing.js';
import { openDatabase } from '#dist/platform/database/database.js';
import { Concerns } from '#dist/stats/attention.js';
import { buildDaySums } from '#dist/stats/day-sums.js';
import { breakdownOf, problemsOf, seriesOf, summaryOf } from '#dist/stats/statistics.js';
import type { Selection } from '#dist/stats/statistics-query.js';
import { startPostgresServer } from '../test/support/postgres-server.js';
import { DAYS, seed } from './queries-seed.js';

const DAY_MS = 86_400_000;
const ROUNDS = 9;
const TARGET_MS = 100;

const COLUMNS = `mode, type, outcome, purpose, phone_key, verification_id, delivery_id, attempt, window_name, country, account_id,
  template_id, started_at, key_id, client_ip, provider_code, details`;
const COPY_OF_SOME = `INSERT INTO verification_event (tenant_id, at, id, ${COLUMNS})
  SELECT tenant_id, now(), gen_random_uuid(), ${COLUMNS} FROM sample WHERE n > $1 AND n <= $1 + 500 ON CONFLICT DO NOTHING`;

const { values } = parseArgs({
  options: { events: { type: 'string', default: '10000000' }, plans: { type: 'boolean', default: false } },
});

const server = await startPostgresServer({ exclusive: true });
try {
  const url = await server.newDatabase();
  const database = await openDatabase({ url });
  await database.migrate();
  const now = Date.now();
  for (let days = 0; days <= DAYS + 31; days += 28) {
    await ensureEventPartitions(database.pool, new Date(now - days * DAY_MS));
  }
  console.log(
    `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB; Node ${process.version}`,
  );
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // the query that was running reports it
  await client.connect();
  await client.query(`SELECT set_config('latchkey.tenant', '*', false)`);
  await seed(client, Number(values.events), console.log);
  const from = Date.now();
  const days = await buildDaySums(database.pool, new Date());
  console.log(`${`sums of ${days.length} days`.padEnd(53)} ${((Date.now() - from) / 1000).toFixed(1).padStart(7)} s`);
  await client.query('ANALYZE stats_day, stats_part_day, stats_hour_total, stats_part_total');
  await describeSize(client);
  await measureAll(database.prisma, now);
  await measureWrites(client);
  await client.end();
  await database.close();
} finally {
  await server.stop();
}

type Database = Awaited<ReturnType<typeof openDatabase>>['prisma'];

async function measureAll(prisma: Database, now: number): Promise<void> {
  const rows = prisma;
  const range = (days: number, more: Partial<Selection> = {}): Selection => ({
    from: new Date(Math.floor(now / 3_600_000) * 3_600_000 - days * DAY_MS),
    to: new Date(Math.ceil(now / 3_600_000) * 3_600_000),
    mode: 'live',
    ...more,
  });
  heading('statistics');
  for (const [whose, more] of [
    ['all tenants', {}],
    ['largest tenant', { tenantId: 'ten_1' }],
  ] as const) {
    for (const days of [1, 30, DAYS]) {
      await measure(`summary, ${days} days, ${whose}`, () => summaryOf(rows, range(days, more)));
      const series = { ...range(days, more), step: days > 50 ? 'day' : 'hour', zone: 'Asia/Shanghai' } as const;
      await measure(`series by ${series.step}, ${days} days, ${whose}`, () => seriesOf(rows, series));
      await measure(`by country, ${days} days, ${whose}`, () =>
        breakdownOf(rows, { ...range(days, more), by: 'country' }),
      );
      await measure(`by account, ${days} days, ${whose}`, () =>
        breakdownOf(rows, { ...range(days, more), by: 'account' }),
      );
      await measure(`errors, ${days} days, ${whose}`, () => problemsOf(rows, range(days, more)));
    }
  }
  const concerns = new Concerns({
    events: { backlog: () => Promise.resolve({ events: 0, fullness: 0 }) },
    accounts: { states: () => Promise.resolve([]) },
    clock: { now: () => now },
  });
  await measure('what needs attention, all tenants', () => concerns.now(rows));
  await measure('what needs attention, largest tenant', () => concerns.now(rows, 'ten_1'));
  for (const days of [30, DAYS]) {
    const login = range(days, { purpose: 'login' });
    await measure(`summary of one purpose, ${days} days, all tenants`, () => summaryOf(rows, login));
    await measure(`series of one purpose, ${days} days, all tenants`, () =>
      seriesOf(rows, { ...login, step: 'day', zone: 'Asia/Shanghai' }),
    );
  }
  heading('event log, pages of 50');
  const middle: Position = { at: new Date(now - (DAYS / 2) * DAY_MS), id: '00000000-0000-7000-8000-000000000000' };
  const last: Position = { at: new Date(now - (DAYS - 1) * DAY_MS), id: '00000000-0000-7000-8000-000000000000' };
  const filters: Record<string, EventFilter> = {
    'no filter': {},
    'one tenant': { tenantId: 'ten_1' },
    'smallest tenant': { tenantId: 'ten_10' },
    rejected: { outcome: 'rejected' },
    'one tenant, limited': { tenantId: 'ten_10', outcome: 'limited' },
    'provider code': { providerCode: 'LimitExceeded.PhoneNumberDailyLimit' },
    'provider code nobody had': { providerCode: 'FailedOperation.Nothing' },
    'one limit': { window: 'sends_per_hour' },
    'one tenant, one limit': { tenantId: 'ten_10', window: 'sends_per_hour' },
    'limit that refused nothing': { window: 'sends_per_day' },
    'one key': { keyId: 'key_ten_3_1' },
    'key that was never used': { keyId: 'key_none' },
    'one address': { clientIp: '10.7.7.7' },
    'one tenant, cancels (none)': { tenantId: 'ten_1', type: 'cancel' },
  };
  for (const [name, filter] of Object.entries(filters)) {
    for (const [where, after] of [
      ['first', undefined],
      ['middle', middle],
      ['last', last],
    ] as const) {
      await measure(`${name}, ${where} page`, () => eventPage(rows, filter, { after, limit: 50 }));
    }
  }
  heading('deliveries, verifications');
  await measure('deliveries, no filter', () => deliveryPage(rows, {}, { limit: 50 }));
  await measure('deliveries, undelivered of one tenant', () =>
    deliveryPage(rows, { tenantId: 'ten_5', state: 'undelivered' }, { limit: 50, after: middle }),
  );
  await measure('deliveries, expired (none)', () => deliveryPage(rows, { state: 'expired' }, { limit: 50 }));
  const { rows: some } = await eventPage(rows, { tenantId: 'ten_4' }, { after: middle, limit: 50 });
  const { phoneKey, verificationId } = some.find(({ type }) => type === 'check')!;
  await measure('timeline by id', () => timelineOf(rows, undefined, verificationId));
  await measure('verifications of a number, one tenant', () =>
    verificationPage(rows, { tenantId: 'ten_4', phoneKey }, { limit: 25 }),
  );
  await measure('verifications of a number, all tenants', () => verificationPage(rows, { phoneKey }, { limit: 25 }));
  await measure('newest verifications', () => verificationPage(rows, {}, { limit: 25 }));
  if (values.plans) await plans(rows, range(DAYS));
}

async function measure(name: string, work: () => Promise<unknown>): Promise<void> {
  await work();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = performance.now();
    await work();
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  const [median, worst] = [times[Math.floor(ROUNDS / 2)]!, times.at(-1)!];
  const verdict = median <= TARGET_MS ? '' : '  slow';
  console.log(`${name.padEnd(48)}${median.toFixed(1).padStart(8)}${worst.toFixed(1).padStart(9)}${verdict}`);
}

function heading(title: string): void {
  console.log(`\n${title.padEnd(48)}${'p50 ms'.padStart(8)}${'worst ms'.padStart(9)}`);
}

async function describeSize(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string; rows: string; heap: string; indexes: string }>(
    `SELECT name, to_char(sum(c.reltuples), 'FM999,999,999') AS rows, pg_size_pretty(sum(pg_table_size(c.oid))) AS heap,
       pg_size_pretty(sum(pg_indexes_size(c.oid))) AS indexes
     FROM unnest(ARRAY['verification_event', 'delivery', 'stats_hour', 'stats_part', 'stats_day', 'stats_part_day',
       'stats_hour_total', 'stats_part_total']) name
     JOIN pg_class c ON c.relkind = 'r' AND c.relname ~ ('^' || name || '(_y\\d|_default|$)') GROUP BY name ORDER BY name`,
  );
  console.log('');
  for (const { name, rows: count, heap, indexes } of rows) {
    console.log(`${name.padEnd(20)}${count.padStart(14)} rows ${heap.padStart(9)}, indexes ${indexes.padStart(9)}`);
  }
}

/** What the indexes that only the console needs cost the drain: rows stored per second with them and without. */
async function measureWrites(client: pg.ClientBase): Promise<void> {
  heading('storing 100,000 events in batches of 500');
  const ours = ['at_id', 'key_id_at_id', 'client_ip', 'provider_code', 'uncommon', 'window_name'].map(
    (name) => `verification_event_${name}_idx`,
  );
  const once = async (name: string) => {
    const from = performance.now();
    for (let batch = 0; batch < 200; batch += 1) {
      await client.query(COPY_OF_SOME, [batch * 500]);
    }
    console.log(
      `${name.padEnd(48)}${Math.round(100_000 / ((performance.now() - from) / 1000))
        .toLocaleString('en')
        .padStart(17)} rows/s`,
    );
  };
  await client.query(`CREATE TEMP TABLE sample AS SELECT row_number() OVER () AS n, * FROM (
    SELECT * FROM verification_event WHERE at > now() - interval '20 days' LIMIT 100000) newest`);
  await client.query('CREATE INDEX ON sample (n)');
  await once('with all indexes');
  await client.query(`DROP INDEX ${ours.join(', ')}`);
  await once('without those of the event log');
}

/** The plans behind the slowest and the most used questions. */
async function plans(rows: Database, { from, to }: Selection): Promise<void> {
  const questions = {
    'a line of all tenants over the whole range': `SELECT hour, sum(requested), sum(accepted) FROM stats_hour_total
      WHERE hour >= '${from.toISOString()}' AND hour < '${to.toISOString()}' AND tenant_id = '*' AND mode = 'live' GROUP BY hour`,
    'durations of all tenants over the whole range': `SELECT measure, part, sum(count) FROM stats_part_total
      WHERE day >= '${from.toISOString()}' AND day < '${to.toISOString()}' AND tenant_id = '*' AND mode = 'live'
        AND measure = ANY ('{send_ms,delivery_ms,approval_ms}') GROUP BY measure, part`,
    'a page of the log in the middle': `SELECT * FROM verification_event WHERE tenant_id = 'ten_1'
      AND (at, id) < (now() - interval '90 days', '00000000-0000-7000-8000-000000000000'::uuid) ORDER BY at DESC, id DESC LIMIT 51`,
    'those that one limit refused': `SELECT * FROM verification_event WHERE window_name = 'sends_per_hour'
      AND (at, id) < (now() - interval '90 days', '00000000-0000-7000-8000-000000000000'::uuid) ORDER BY at DESC, id DESC LIMIT 51`,
    'rejected ones of a small tenant': `SELECT * FROM verification_event WHERE tenant_id = 'ten_10' AND outcome = 'rejected'
      ORDER BY at DESC, id DESC LIMIT 51`,
  };
  for (const [name, sql] of Object.entries(questions)) {
    const plan = await rows.$queryRawUnsafe<{ 'QUERY PLAN': string }[]>(`EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) ${sql}`);
    console.log(`\n${name}\n${plan.map((line) => `  ${line['QUERY PLAN']}`).join('\n')}`);
  }
}
