import { randomInt } from 'node:crypto';
import {
  type Delivery,
  deliveryOf,
  MemoryEventLog,
  merged,
  newEventId,
  newId,
  type VerificationEvent,
} from '@latchkey/core';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { type PostgresServer, startPostgresServer } from '../../test/support/postgres-server.js';
import { type RedisServer, startRedisServer } from '../../test/support/redis-server.js';
import { randomTraffic } from '../../test/support/random-traffic.js';
import { differencesOfStatistics } from '../../test/support/statistics-check.js';
import { type Database, openDatabase } from '../platform/database/database.js';
import { Metrics } from '../platform/metrics.js';
import { RedisVerificationStore } from '../verification/redis/redis-verification-store.js';
import { Batch } from './batch.js';
import { EventDrain } from './event-drain.js';
import { openBatch, rematchReceipts, storeEvents } from './event-table.js';

const silent = pino({ level: 'silent' });
const NOW = Date.UTC(2026, 10, 24, 13, 59, 58);

let server: PostgresServer;
let database: Database;

beforeAll(async () => {
  server = await startPostgresServer();
  database = await openDatabase({ url: await server.newDatabase() });
  await database.migrate();
});

afterAll(async () => {
  await database.close();
  await server.stop();
});

/** The events of one message, as the store and the provider's callback make them. */
function message(members: Partial<VerificationEvent> = {}) {
  const deliveryId = newId('dlv');
  const common = {
    tenantId: newId('ten'),
    mode: 'live' as const,
    purpose: 'login',
    phoneKey: `k${deliveryId.slice(-21)}`,
    verificationId: newId('ver'),
    country: 'CN',
    ...members,
  };
  const providerMessageId = `sid_${deliveryId}`;
  const route = { accountId: 'acc_1', templateId: 'tpl_1' };
  const event = (more: Partial<VerificationEvent>): VerificationEvent => ({
    ...common,
    id: newEventId(Date.now()),
    at: NOW,
    type: 'start',
    outcome: 'started',
    details: {},
    ...more,
  });
  const settle = (outcome: VerificationEvent['outcome'], details: VerificationEvent['details'], at = NOW + 150) =>
    event({ type: 'settle', outcome, deliveryId, ...route, startedAt: NOW, at, details });
  return {
    tenantId: common.tenantId,
    deliveryId,
    providerMessageId,
    start: event({ deliveryId, details: { phone: '+86 185****6612', sealedPhone: 'c2VhbGVk', keyId: 'key_1' } }),
    accepted: settle('accepted', {
      provider: 'tencent',
      signatureId: 'sig_1',
      providerMessageId,
      segments: 2,
      latencyMs: 150,
    }),
    rejected: settle('rejected', { provider: 'tencent', reason: 'funds', providerCode: 'NoMoney', latencyMs: 90 }),
    unknown: settle('unknown', { provider: 'tencent', cause: 'timeout', latencyMs: 5_000 }),
    /** What the sweeper says of a send whose process is gone. */
    lost: event({
      type: 'settle',
      outcome: 'unknown',
      deliveryId,
      startedAt: NOW,
      at: NOW + 60_000,
      details: { cause: 'process_lost' },
    }),
    receipt: (outcome: 'delivered' | 'undelivered', more: Partial<VerificationEvent> = {}) =>
      event({
        type: 'receipt',
        outcome,
        purpose: '',
        verificationId: '',
        accountId: 'acc_1',
        at: NOW + 4_000,
        details: {
          accountId: 'acc_1',
          providerMessageId,
          code: outcome === 'delivered' ? 'DELIVRD' : 'MK:0001',
          description: 'from the carrier',
          receivedAt: '2026-11-24T14:00:01.000Z',
          ...(outcome === 'undelivered' ? { bucket: 'recipient' } : {}),
        },
        ...more,
      }),
  };
}

const store = (...events: VerificationEvent[]) => storeEvents(database.pool, events);

async function deliveryRow(tenantId: string) {
  const { rows } = await database.pool.query<Record<string, unknown>>('SELECT * FROM delivery WHERE tenant_id = $1', [
    tenantId,
  ]);
  expect(rows.length).toBeLessThanOrEqual(1);
  return rows[0];
}

async function storedTypes(tenantId: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ what: string }>(
    `SELECT type || ' ' || outcome AS what FROM verification_event WHERE tenant_id = $1 ORDER BY at, id`,
    [tenantId],
  );
  return rows.map(({ what }) => what);
}

const waitingReceipts = async (tenantId: string) =>
  (await database.pool.query('SELECT FROM unmatched_receipt WHERE tenant_id = $1', [tenantId])).rowCount;

describe('a delivery', () => {
  it('is one row with everything that is known of its message', async () => {
    const { tenantId, deliveryId, start, accepted, providerMessageId, receipt } = message();
    await store(start);
    expect(await deliveryRow(tenantId)).toMatchObject({
      id: deliveryId,
      state: 'sending',
      settled_at: null,
      ask_at: null,
    });
    await store(accepted);
    await store(receipt('delivered'));
    expect(await deliveryRow(tenantId)).toEqual({
      tenant_id: tenantId,
      id: deliveryId,
      mode: 'live',
      verification_id: start.verificationId,
      purpose: 'login',
      phone_key: start.phoneKey,
      phone: '+86 185****6612',
      sealed_phone: 'c2VhbGVk',
      country: 'CN',
      account_id: 'acc_1',
      provider: 'tencent',
      template_id: 'tpl_1',
      signature_id: 'sig_1',
      state: 'delivered',
      segments: 2,
      provider_message_id: providerMessageId,
      reason: '',
      provider_code: 'DELIVRD',
      at: new Date(NOW),
      settled_at: new Date(NOW + 150),
      latency_ms: 150,
      received_at: new Date('2026-11-24T14:00:01.000Z'),
      receipt_at: new Date(NOW + 4_000),
      ask_at: null,
      asked: 0,
    });
  });

  it('of the sandbox is delivered when it is accepted', async () => {
    const { tenantId, start, accepted } = message();
    await store(start, { ...accepted, details: { ...accepted.details, provider: 'sandbox' } });
    expect(await deliveryRow(tenantId)).toMatchObject({ state: 'delivered', ask_at: null });
  });

  it('tells why a message was rejected', async () => {
    const { tenantId, start, rejected } = message();
    await store(start, rejected);
    expect(await deliveryRow(tenantId)).toMatchObject({ state: 'rejected', reason: 'funds', provider_code: 'NoMoney' });
  });

  it('is asked about soon when nobody knows whether it went out', async () => {
    const { tenantId, start, unknown } = message();
    await store(start, unknown);
    expect(await deliveryRow(tenantId)).toMatchObject({ state: 'unknown', ask_at: new Date(NOW + 60_150) });
  });

  it('comes out the same in whatever order and grouping its events arrive, and as the core merges them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(['start', 'accepted', 'rejected', 'unknown', 'lost'] as const, { minLength: 1 }),
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        async (names, together) => {
          const events = message();
          const { tenantId } = events;
          let batch: VerificationEvent[] = [];
          for (const [index, name] of names.entries()) {
            batch.push(events[name]);
            if (together[index] && index + 1 < names.length) continue;
            await store(...batch);
            batch = [];
          }
          const [first, ...rest] = names.map((name) => deliveryOf(events[name])!);
          const expected = rest.reduce<Delivery>(merged, first!);
          expect(await deliveryRow(tenantId)).toMatchObject({
            state: expected.state,
            phone: expected.phone,
            sealed_phone: expected.sealedPhone,
            at: new Date(expected.at),
            reason: expected.settlement?.reason ?? '',
            provider: expected.settlement?.provider ?? '',
            provider_code: expected.settlement?.providerCode ?? '',
            account_id: expected.settlement?.accountId ?? '',
            segments: expected.settlement?.segments ?? 0,
            provider_message_id: expected.settlement?.providerMessageId ?? null,
            latency_ms: expected.settlement?.latencyMs ?? null,
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a receipt', () => {
  it('moves its delivery and becomes an event with what is known of that', async () => {
    const { tenantId, start, accepted, receipt, deliveryId } = message();
    await store(start, accepted);
    const event = receipt('undelivered');
    const { receipts, stored } = await store(event);
    expect({ applied: receipts.applied.length, stored }).toEqual({ applied: 1, stored: 1 });
    expect(await deliveryRow(tenantId)).toMatchObject({
      state: 'undelivered',
      reason: 'recipient',
      provider_code: 'MK:0001',
    });
    const { rows } = await database.pool.query('SELECT * FROM verification_event WHERE tenant_id = $1 AND id = $2', [
      tenantId,
      event.id,
    ]);
    expect(rows).toMatchObject([
      {
        type: 'receipt',
        outcome: 'undelivered',
        purpose: 'login',
        verification_id: start.verificationId,
        delivery_id: deliveryId,
        country: 'CN',
        account_id: 'acc_1',
        template_id: 'tpl_1',
        started_at: new Date(NOW),
      },
    ]);
  });

  it('waits when it comes before our own record of the send, and counts once that is there', async () => {
    const { tenantId, start, accepted, receipt } = message();
    expect((await store(receipt('delivered'))).receipts).toMatchObject({ unmatched: 1, applied: [] });
    expect(await storedTypes(tenantId)).toEqual([]);
    await store(start);
    await store(accepted);
    expect(await storedTypes(tenantId)).toEqual(['start started', 'settle accepted', 'receipt delivered']);
    expect(await deliveryRow(tenantId)).toMatchObject({ state: 'delivered' });
    expect(await waitingReceipts(tenantId)).toBe(0);
  });

  it('counts in the batch of the send itself', async () => {
    const { tenantId, start, accepted, receipt } = message();
    await store(receipt('delivered'), accepted, start);
    expect(await deliveryRow(tenantId)).toMatchObject({ state: 'delivered', segments: 2 });
    expect(await waitingReceipts(tenantId)).toBe(0);
  });

  it('settles a send nobody heard the answer of, when the provider echoes our own id', async () => {
    const { tenantId, start, unknown, receipt, deliveryId, providerMessageId } = message();
    await store(start, unknown);
    await store(receipt('delivered', { deliveryId }));
    expect(await deliveryRow(tenantId)).toMatchObject({ state: 'delivered', provider_message_id: providerMessageId });
  });

  it('changes nothing the second time, nor does another one afterwards', async () => {
    const { tenantId, start, accepted, receipt } = message();
    const event = receipt('delivered');
    await store(start, accepted, event, event, receipt('undelivered'));
    expect((await store(event, receipt('undelivered'))).receipts).toMatchObject({ duplicates: 2, applied: [] });
    expect(await deliveryRow(tenantId)).toMatchObject({ state: 'delivered' });
    expect(await storedTypes(tenantId)).toEqual(['start started', 'settle accepted', 'receipt delivered']);
  });

  it.each([
    ['tenant', { tenantId: newId('ten') }],
    ['account', { accountId: 'acc_2' }],
    ['number', { phoneKey: 'another' }],
  ] as const)('of another %s touches nothing', async (_what, other) => {
    const { tenantId, start, accepted, receipt, deliveryId } = message();
    await store(start, accepted);
    expect((await store(receipt('undelivered', { ...other, deliveryId }))).receipts).toMatchObject({ unmatched: 1 });
    await rematchReceipts(database.pool, 100);
    expect(await deliveryRow(tenantId)).toMatchObject({ state: 'accepted' });
    expect(await storedTypes(tenantId)).toEqual(['start started', 'settle accepted']);
  });

  it('that another worker stored at the same moment as its message is found later', async () => {
    const { tenantId, start, accepted, receipt } = message();
    await store(start, accepted);
    await database.pool.query('UPDATE delivery SET account_id = $2 WHERE tenant_id = $1', [tenantId, 'hidden']);
    await store(receipt('delivered'));
    await database.pool.query('UPDATE delivery SET account_id = $2 WHERE tenant_id = $1', [tenantId, 'acc_1']);
    expect((await rematchReceipts(database.pool, 100)).stored).toBe(1);
    expect((await rematchReceipts(database.pool, 100)).stored).toBe(0);
    expect(await deliveryRow(tenantId)).toMatchObject({ state: 'delivered' });
    expect(await storedTypes(tenantId)).toContain('receipt delivered');
  });

  it('is stored once however receipts, settlements and repetitions are shuffled over batches of two workers', async () => {
    const messages = Array.from({ length: 60 }, () => message());
    const events = messages.flatMap((each, index) => [
      each.start,
      index % 5 === 0 ? each.unknown : each.accepted,
      ...(index % 2 === 0 ? [each.receipt('delivered')] : [each.receipt('undelivered'), each.receipt('delivered')]),
    ]);
    const shuffled = [...events, ...events].sort(() => randomInt(2) - 0.5);
    const worker = async (share: VerificationEvent[]) => {
      while (share.length > 0) await store(...share.splice(0, 1 + randomInt(20)));
    };
    const half = shuffled.length / 2;
    await Promise.all([worker(shuffled.slice(0, half)), worker(shuffled.slice(half))]);
    await rematchReceipts(database.pool, 1_000);
    for (const [index, { tenantId }] of messages.entries()) {
      const types = await storedTypes(tenantId);
      expect(types.filter((type) => type.startsWith('receipt'))).toHaveLength(index % 5 === 0 ? 0 : 1);
    }
    expect(await differencesOfStatistics(database.pool)).toEqual([]);
  });
});

describe('a batch that is opened while the one before is stored', () => {
  it('shares nothing with it before it is concluded: the settlement finds its message, the receipt too', async () => {
    const { tenantId, start, accepted, receipt } = message();
    const first = await openBatch(database.pool, Batch.of([start]));
    const second = await openBatch(database.pool, Batch.of([accepted, receipt('delivered')]));
    await first.conclude();
    expect(await second.conclude()).toMatchObject({ stored: 2, receipts: { applied: [expect.anything()] } });
    expect(await deliveryRow(tenantId)).toMatchObject({ state: 'delivered', segments: 2, phone: '+86 185****6612' });
    expect(await differencesOfStatistics(database.pool)).toEqual([]);
  });

  it('leaves nothing behind when it is abandoned, and is stored afterwards like any other', async () => {
    const { tenantId, start, accepted } = message();
    const batch = await openBatch(database.pool, Batch.of([start, accepted]));
    await batch.abandon();
    expect(await storedTypes(tenantId)).toEqual([]);
    expect((await store(start, accepted)).stored).toBe(2);
    expect(await storedTypes(tenantId)).toEqual(['start started', 'settle accepted']);
  });

  it('is refused as a whole when one of its events is stored already, and gives its connection back', async () => {
    const { start, accepted } = message();
    await store(start);
    for (let time = 0; time < 20; time++) {
      await expect(openBatch(database.pool, Batch.of([start, accepted]))).rejects.toMatchObject({ code: '23505' });
    }
    expect((await store(start, accepted)).stored).toBe(1);
  });

  it('is not stored when its connection dies before it is concluded', async () => {
    const { tenantId, start } = message();
    const batch = await openBatch(database.pool, Batch.of([start]));
    await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND state = 'idle in transaction'`,
    );
    await expect(batch.conclude()).rejects.toThrow();
    expect(await storedTypes(tenantId)).toEqual([]);
    expect((await store(start)).stored).toBe(1);
  });
});

describe('statistics', () => {
  let redisServer: RedisServer;
  let redis: Redis;

  beforeAll(async () => {
    redisServer = await startRedisServer({ exclusive: true });
    redis = new Redis(redisServer.url);
  });

  afterAll(async () => {
    redis.disconnect();
    await redisServer.stop();
  });

  it('are what the events add up to after random traffic through Redis and two workers that read everything twice', async () => {
    const newStore = () => new RedisVerificationStore(redis, { partitions: 16, maxBacklog: 100_000 });
    const drains = [newStore(), newStore()].map(
      ({ events }) => new EventDrain(events, database.pool, new Metrics(), silent),
    );
    for (const drain of drains) drain.start();
    const traffic = newStore();
    const { tenantIds, calls } = await randomTraffic(traffic, traffic.events, 600);
    const before = await everyEvent(redis);
    while ((await traffic.events.backlog()).events > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all(drains.map((drain) => drain.stop()));
    await storeEvents(database.pool, before);
    const { rows } = await database.pool.query<{ count: string }>(
      `SELECT count(*) FROM verification_event WHERE tenant_id = ANY($1) AND type <> 'receipt'`,
      [tenantIds],
    );
    expect(Number(rows[0]?.count)).toBe(calls);
    expect(await differencesOfStatistics(database.pool)).toEqual([]);
  });

  it('would show a sum that is one off', async () => {
    const { tenantId, start, accepted } = message();
    await store(start, accepted);
    await database.pool.query('UPDATE stats_hour SET segments = segments + 1 WHERE tenant_id = $1 AND accepted = 1', [
      tenantId,
    ]);
    expect(await differencesOfStatistics(database.pool)).toHaveLength(1);
    await database.pool.query('DELETE FROM stats_part WHERE tenant_id = $1', [tenantId]);
    expect(await differencesOfStatistics(database.pool)).toHaveLength(2);
  });

  /** What waits in the streams now: read without a group, so that it is stored once more than it should. */
  async function everyEvent(from: Redis): Promise<VerificationEvent[]> {
    const log = new MemoryEventLog();
    const { parseEvent } = await import('../verification/redis/stream-entry.js');
    for (const stream of await from.keys('*:events'))
      for (const [, fields] of await from.xrange(stream, '-', '+')) log.add(parseEvent(fields));
    return (await log.read(Infinity)).map(({ event }) => event);
  }
});
