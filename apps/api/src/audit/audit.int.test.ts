import { randomBytes } from 'node:crypto';
import { KeyedHashes, newEventId, newId, parsePhone, type VerificationEvent } from '@latchkey/core';
import { pino } from 'pino';
import { eventOf } from '../../test/support/events.js';
import { type PostgresServer, startPostgresServer } from '../../test/support/postgres-server.js';
import { type Database, openDatabase } from '../platform/database/database.js';
import { Metrics } from '../platform/metrics.js';
import { Concerns } from '../stats/attention.js';
import { buildDaySums } from '../stats/day-sums.js';
import { breakdownOf, problemsOf, seriesOf, summaryOf } from '../stats/statistics.js';
import type { TenantKeys } from '../platform/crypto/tenant-keys.js';
import { deliveryPage } from './delivery-listing.js';
import { erasePhone, repeatErasures } from './erasure.js';
import { eventPage } from './event-listing.js';
import { ensureEventPartitions } from './event-partitions.js';
import { storeEvents } from './event-table.js';
import { Exports } from './exports.js';
import type { Position } from './keyset.js';
import { Retention } from './retention.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const silent = pino({ level: 'silent' });

let server: PostgresServer;
let database: Database;
const hashes = new KeyedHashes(randomBytes(32), [randomBytes(32)]);

beforeAll(async () => {
  server = await startPostgresServer({ exclusive: true });
  database = await openDatabase({ url: await server.newDatabase() });
  await database.migrate();
});

afterAll(async () => {
  await database.close();
  await server.stop();
});

const store = (events: readonly VerificationEvent[]) => storeEvents(database.pool, events);

async function newTenant(timeZone = 'Asia/Shanghai'): Promise<string> {
  const id = newId('ten');
  await database.pool.query(
    `INSERT INTO tenant (id, name, time_zone, locale, home_country, allowed_countries, data_key)
     VALUES ($1, $1, $2, 'zh-CN', 'CN', '{CN}', '')`,
    [id, timeZone],
  );
  return id;
}

describe('pages of the event log', () => {
  it('hold every event once, in order, although many share a moment and new ones arrive in between', async () => {
    const tenantId = await newTenant();
    const at = Date.now() - HOUR_MS;
    const events = Array.from({ length: 500 }, (_, index) => eventOf(tenantId, { at: at + Math.floor(index / 40) }));
    await store(events);
    const read: string[] = [];
    let after: Position | undefined;
    do {
      const { rows, next } = await eventPage(database.prisma, { tenantId }, { after, limit: 37 });
      read.push(...rows.map(({ id }) => id));
      after = next === undefined ? undefined : rows.at(-1);
      await store([eventOf(tenantId, { at: Date.now() })]);
    } while (after);
    const wanted = [...events].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)).map(({ id }) => id);
    expect(read).toEqual(wanted);
  });

  it('find by outcome, provider code, key and address', async () => {
    const tenantId = await newTenant();
    const at = Date.now();
    const rejected = eventOf(tenantId, {
      at,
      type: 'settle',
      outcome: 'rejected',
      details: { providerCode: 'LimitExceeded.X', reason: 'limited' },
    });
    const told = eventOf(tenantId, { at, details: { keyId: 'key_2', clientIp: '203.0.113.7' } });
    await store([rejected, told, eventOf(tenantId, { at })]);
    const found = async (filter: object) => {
      const { rows } = await eventPage(database.prisma, { tenantId, ...filter }, { limit: 10 });
      return rows.map(({ id }) => id);
    };
    expect(await found({ outcome: 'rejected' })).toEqual([rejected.id]);
    expect(await found({ providerCode: 'LimitExceeded.X' })).toEqual([rejected.id]);
    expect(await found({ keyId: 'key_2' })).toEqual([told.id]);
    expect(await found({ clientIp: '203.0.113.7' })).toEqual([told.id]);
    expect(await found({ from: new Date(at + 1) })).toEqual([]);
  });
});

describe('sums by day', () => {
  const range = (tenantId: string, from: number, to: number) => ({
    tenantId,
    from: new Date(from),
    to: new Date(to),
    mode: 'live' as const,
  });

  it('tell the same as the hours do, before they are built, after, and when events come late', async () => {
    const tenantId = await newTenant();
    const now = Math.floor(Date.now() / DAY_MS) * DAY_MS + 5 * HOUR_MS;
    const events = Array.from({ length: 400 }, (_, index) => {
      const at = now - (index * 10 * DAY_MS) / 400 - 1_000;
      const limited = index % 7 === 0;
      return eventOf(tenantId, { at, ...(limited ? { outcome: 'limited', window: 'resend' } : {}) });
    });
    await store(events);
    const asked = range(tenantId, now - 9 * DAY_MS - 3 * HOUR_MS, now - HOUR_MS);
    const answers = async () => [
      (await summaryOf(database.prisma, asked)).current.counts,
      await breakdownOf(database.prisma, { ...asked, by: 'country' }),
      await problemsOf(database.prisma, asked),
    ];
    const before = await answers();
    expect(before[0]).toMatchObject({
      requested: events.filter(({ at }) => at >= asked.from.getTime() && at < asked.to.getTime()).length,
    });
    expect((await buildDaySums(database.pool, new Date(now))).length).toBeGreaterThanOrEqual(9);
    expect(await answers()).toEqual(before);
    expect(await buildDaySums(database.pool, new Date(now))).toEqual([]);

    await store([eventOf(tenantId, { at: now - 3 * DAY_MS })]);
    const after = await answers();
    expect(after[0]).toMatchObject({ requested: (before[0] as { requested: number }).requested + 1 });
    expect(await buildDaySums(database.pool, new Date(now))).toEqual([
      new Date(now - 3 * DAY_MS).toISOString().slice(0, 10),
    ]);
    expect(await answers()).toEqual(after);
  });

  it('tell of all tenants what their hours add up to, in sums, lines and parts', async () => {
    const now = Math.floor(Date.now() / DAY_MS) * DAY_MS + 5 * HOUR_MS;
    for (const tenantId of [await newTenant(), await newTenant()]) {
      await store(
        Array.from({ length: 100 }, (_, index) =>
          eventOf(tenantId, {
            at: now - (index * 8 * DAY_MS) / 100 - 1_000,
            ...(index % 3
              ? { type: 'check', outcome: 'approved', startedAt: now - (index * 8 * DAY_MS) / 100 - 9_000 }
              : {}),
          }),
        ),
      );
    }
    const everybody = { from: new Date(now - 9 * DAY_MS - HOUR_MS), to: new Date(now), mode: 'live' as const };
    const answers = async () => ({
      summary: await summaryOf(database.prisma, everybody),
      series: await seriesOf(database.prisma, { ...everybody, step: 'day', zone: 'Asia/Kolkata' }),
      problems: await problemsOf(database.prisma, everybody),
    });
    await buildDaySums(database.pool, new Date(now));
    const built = await answers();
    expect(built.summary.current.counts.approved).toBeGreaterThanOrEqual(132);
    expect(built.summary.durations.approval_ms.count).toBe(built.summary.current.counts.approved);
    await database.pool.query('DELETE FROM stats_built');
    expect(await answers()).toEqual(built);
    await buildDaySums(database.pool, new Date(now));
  });

  it('hold no change that was under way while they were built for done', async () => {
    const tenantId = await newTenant();
    const now = Math.floor(Date.now() / DAY_MS) * DAY_MS + 5 * HOUR_MS;
    const day = now - 2 * DAY_MS;
    const asked = { ...range(tenantId, day - 2 * DAY_MS, now) };
    const requested = async () => (await summaryOf(database.prisma, asked)).current.counts.requested;
    await store([eventOf(tenantId, { at: day })]);
    await buildDaySums(database.pool, new Date(now));
    await store([eventOf(tenantId, { at: day })]); // marks the day
    const worker = await database.pool.connect();
    await worker.query('BEGIN');
    await worker.query('UPDATE stats_hour SET requested = requested + 5 WHERE tenant_id = $1', [tenantId]);
    await buildDaySums(database.pool, new Date(now)); // takes the marks it sees away
    expect(await requested()).toBe(2);
    await worker.query('COMMIT');
    worker.release();
    expect(await requested()).toBe(7);
    await buildDaySums(database.pool, new Date(now));
    expect(await requested()).toBe(7);
  });

  it('draws days of the zone that is asked for, empty ones too', async () => {
    const tenantId = await newTenant();
    const at = Date.UTC(2026, 9, 1, 17, 30); // 01:30 of the next day in Shanghai, 23:00 in Kolkata
    await store([eventOf(tenantId, { at })]);
    const asked = { ...range(tenantId, Date.UTC(2026, 9, 1), Date.UTC(2026, 9, 4)), step: 'day' as const };
    const days = async (zone: string) =>
      (await seriesOf(database.prisma, { ...asked, zone })).filter(({ requested }) => requested > 0);
    expect(await days('Asia/Shanghai')).toMatchObject([{ step: '2026-10-02', requested: 1 }]);
    // The hour from 17:00 UTC begins at 22:30 there.
    expect(await days('Asia/Kolkata')).toMatchObject([{ step: '2026-10-01', requested: 1 }]);
    expect(await seriesOf(database.prisma, { ...asked, zone: 'UTC' })).toHaveLength(3);
  });

  it('prices segments by country, the star where there is no other, and says what has no price', async () => {
    const tenantId = await newTenant();
    const at = Date.now();
    const sent = (country: string, segments: number) =>
      eventOf(tenantId, {
        at,
        type: 'settle',
        outcome: 'accepted',
        country,
        details: { provider: 'tencent', segments, latencyMs: 90 },
      });
    await store([sent('CN', 3), sent('HK', 2), sent('SG', 1)]);
    const cost = async () =>
      (await summaryOf(database.prisma, range(tenantId, at - HOUR_MS, at + HOUR_MS))).cost.map(
        ({ amount, ...rest }) => ({ ...rest, amount: Number(amount) }),
      );
    const price = (country: string, segment: string) =>
      database.prisma.price.create({ data: { tenantId, country, segment } });
    await price('CN', '0.045');
    expect(await cost()).toEqual([{ currency: 'CNY', amount: 0.135, segments: 3, unpriced: 3 }]);
    await price('*', '0.32');
    expect(await cost()).toEqual([{ currency: 'CNY', amount: 1.095, segments: 6, unpriced: 0 }]);
  });
});

describe('what needs attention', () => {
  it('names an account that fails and a country whose codes are entered unusually seldom, and nobody else’s', async () => {
    const tenantId = await newTenant();
    const other = await newTenant();
    const now = Date.now();
    const many = (count: number, members: Partial<VerificationEvent>, at = now) =>
      Array.from({ length: count }, () => eventOf(tenantId, { at, ...members }));
    const sent = (outcome: 'accepted' | 'rejected', country = 'CN') =>
      ({ type: 'settle', outcome, accountId: `acc_${outcome}`, country, details: {} }) as const;
    const approved = { type: 'check', outcome: 'approved', country: 'HK', accountId: 'acc_accepted' } as const;
    await store([
      ...many(30, sent('rejected')),
      ...many(40, sent('accepted', 'HK')),
      ...many(2, approved),
      ...many(40, sent('accepted', 'HK'), now - 3 * DAY_MS),
      ...many(38, approved, now - 3 * DAY_MS),
    ]);
    const log = { backlog: () => Promise.resolve({ events: 0, fullness: 0.7 }) };
    const concerns = new Concerns({
      events: log,
      accounts: { states: () => Promise.resolve([]) },
      clock: { now: () => now },
    });
    const bound = (id: string) => concerns.now(database.prisma, id);
    expect(await bound(tenantId)).toMatchObject([
      // The account is gone, so its id has to do.
      { kind: 'account_failing', tenantId, objectId: 'acc_rejected', name: 'acc_rejected', count: 30, of: 30 },
      { kind: 'conversion_low', tenantId, country: 'HK', count: 2, of: 40 },
    ]);
    expect(await bound(other)).toEqual([]);
    expect(await concerns.now(database.prisma)).toContainEqual({ kind: 'backlog', count: 70 });
  });
});

describe('an export', () => {
  it('writes many times more than it holds at once, and reads no more than is taken', async () => {
    const tenantId = await newTenant();
    const at = Date.now();
    await store(Array.from({ length: 5_500 }, (_, index) => eventOf(tenantId, { at: at - index })));
    let reads = 0;
    const text = new Exports({} as TenantKeys).events(
      (work) => {
        reads += 1;
        return work(database.prisma);
      },
      { tenantId },
      { format: 'jsonl', reveal: false },
    );
    await text.next();
    expect(reads).toBe(1);
    let lines = 1_000;
    for await (const part of text) lines += part.split('\n').length - 1;
    expect([lines, reads]).toEqual([5_500, 6]);
  });
});

describe('an erasure', () => {
  const phone = parsePhone('+8618566246612')!;
  const phoneKey = hashes.phoneKey(phone.e164);
  const personal = { phone: phone.masked, sealedPhone: 'sealed', clientIp: '203.0.113.9', keyId: 'key_1' };

  it('reaches what was on its way when it happened, and then forgets the number itself', async () => {
    const tenantId = await newTenant();
    const other = await newTenant();
    const at = Date.now() - 60_000;
    const start = (id: string) => eventOf(id, { at, phoneKey, deliveryId: newId('dlv'), details: personal });
    const [ours, theirs] = [start(tenantId), start(other)];
    await store([ours, theirs]);
    await database.prisma.deadLetter.create({
      data: { id: newEventId(at), tenantId, at: new Date(at), event: { phoneKey }, error: 'x' },
    });
    const erased = await database.prisma.$transaction((rows) => erasePhone(rows, hashes, tenantId, phone));
    expect(erased.rows).toEqual({ events: 1, deliveries: 1, unmatchedReceipts: 0, deadLetters: 1, optOuts: 0 });

    const late = eventOf(tenantId, { at: at + 1, phoneKey, details: personal });
    const check = { type: 'check', outcome: 'approved', verificationId: ours.verificationId } as const;
    const lateCheck = eventOf(tenantId, { at: Date.now() + 1_000, ...check, phoneKey, details: personal });
    const anew = eventOf(tenantId, { at: Date.now() + 2_000, phoneKey, details: personal });
    await store([late, lateCheck, anew]);
    expect(await repeatErasures(database.prisma, new Date())).toBe(2);

    const { rows } = await eventPage(database.prisma, { tenantId }, { limit: 10 });
    expect(rows.filter((row) => row.phoneKey === phoneKey).map(({ id }) => id)).toEqual([anew.id]);
    expect(rows.filter(({ sealedPhone, clientIp }) => sealedPhone || clientIp).map(({ id }) => id)).toEqual([anew.id]);
    const { rows: untouched } = await eventPage(database.prisma, { tenantId: other }, { limit: 10 });
    expect(untouched).toMatchObject([{ phoneKey, sealedPhone: 'sealed' }]);
    const { rows: deliveries } = await deliveryPage(database.prisma, { tenantId }, { limit: 10 });
    expect(deliveries.filter(({ verificationId }) => verificationId === ours.verificationId)).toMatchObject([
      { phone: '', sealedPhone: '' },
    ]);

    await repeatErasures(database.prisma, new Date(Date.now() + 2 * DAY_MS));
    expect(await database.prisma.erasure.findMany({ where: { tenantId } })).toMatchObject([{ phoneKey: null }]);
  });
});

describe('retention', () => {
  const days = { events: 183, deliveries: 183, statistics: 1_100, deadLetters: 183 };
  const retention = () => new Retention(database.pool, days, new Metrics(), silent);

  it('drops whole months, deletes what is older in the others, and leaves the rest', async () => {
    const tenantId = await newTenant();
    const now = new Date('2026-11-20T00:00:00Z');
    for (const month of ['2026-03-10', '2026-04-10', '2026-05-10'])
      await ensureEventPartitions(database.pool, new Date(month));
    const at = (day: string) => Date.parse(`${day}T12:00:00Z`);
    const kept = eventOf(tenantId, { at: at('2026-05-22'), deliveryId: newId('dlv') });
    const old = ['2025-01-01', '2026-03-02', '2026-04-30', '2026-05-19'].map((day) =>
      eventOf(tenantId, { at: at(day), deliveryId: newId('dlv') }),
    );
    await store([kept, ...old]);
    const preview = await retention().preview(now);
    expect(preview.partitions).toEqual(['verification_event_y2026m03', 'verification_event_y2026m04']);
    expect(preview.rows).toMatchObject({ verification_event: 4, delivery: 4 });

    const workers = await Promise.all([retention().run(now), retention().run(now)]);
    // Whichever finds the other at work leaves it; together they did all, once.
    await retention().run(now);
    const dropped = workers.flatMap(({ partitions }) => partitions);
    expect(new Set(dropped).size).toBe(dropped.length);
    const { rows } = await eventPage(database.prisma, { tenantId }, { limit: 10 });
    expect(rows.map(({ id }) => id)).toEqual([kept.id]);
    const { rows: deliveries } = await deliveryPage(database.prisma, { tenantId }, { limit: 10 });
    expect(deliveries.map(({ id }) => id)).toEqual([kept.deliveryId]);
    expect(await retention().preview(now)).toEqual({ rows: {}, partitions: [] });
    // Sums are kept longer.
    await buildDaySums(database.pool, now, true);
    const range = { tenantId, from: new Date('2025-01-01'), to: new Date('2026-06-01'), mode: 'live' as const };
    expect((await summaryOf(database.prisma, range)).current.counts.requested).toBe(5);
  });
});
