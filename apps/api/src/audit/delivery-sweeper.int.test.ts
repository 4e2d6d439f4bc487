import { MemoryVerificationStore, RECEIPT_AWAITED_MS, systemClock } from '@latchkey/core';
import { newScope, newSubject, settleCommand, startCommand } from '@latchkey/core/testing';
import { pino } from 'pino';
import { type PostgresServer, startPostgresServer } from '../../test/support/postgres-server.js';
import { type Database, openDatabase } from '../platform/database/database.js';
import { Metrics } from '../platform/metrics.js';
import { DeliverySweeper } from './delivery-sweeper.js';
import { EventDrain } from './event-drain.js';

const silent = pino({ level: 'silent' });

describe('the sweeper', () => {
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

  function setUp() {
    let aheadMs = 0;
    const clock = { now: () => Date.now() + aheadMs };
    const store = new MemoryVerificationStore(systemClock);
    const metrics = new Metrics();
    const drain = new EventDrain(store.events, database.pool, metrics, silent);
    const sweeper = () => new DeliverySweeper(database.pool, store, store.events, metrics, clock);
    const scope = newScope();
    const start = async () => {
      const command = startCommand(scope, newSubject(), '135790', Date.now());
      await store.start(scope, command);
      return command;
    };
    const states = async () => {
      const { rows } = await database.pool.query<{ state: string; reason: string }>(
        'SELECT state, reason FROM delivery WHERE tenant_id = $1 ORDER BY state',
        [scope.tenantId],
      );
      return rows.map(({ state, reason }) => (reason ? `${state} ${reason}` : state));
    };
    const settlements = async () =>
      (
        await database.pool.query(`SELECT FROM verification_event WHERE tenant_id = $1 AND type = 'settle'`, [
          scope.tenantId,
        ])
      ).rowCount;
    return {
      store,
      scope,
      start,
      states,
      settlements,
      metrics,
      sweeper,
      drained: () => drain.flush(5_000),
      later: (ms: number) => (aheadMs += ms),
    };
  }

  it('settles the sends of a killed process as unknown within a minute, once, however many workers sweep', async () => {
    const { start, drained, sweeper, states, settlements, later } = setUp();
    for (let i = 0; i < 20; i++) await start();
    await drained();
    later(44_000);
    expect((await sweeper().sweep()).lost).toBe(0);
    later(2_000);
    const swept = await Promise.all([sweeper(), sweeper(), sweeper()].map((each) => each.sweep()));
    expect(swept.reduce((sum, { lost }) => sum + lost, 0)).toBe(20);
    expect((await sweeper().sweep()).lost).toBe(0);
    await drained();
    expect(await states()).toEqual(Array.from({ length: 20 }, () => 'unknown process_lost'));
    expect(await settlements()).toBe(20);
    expect((await sweeper().sweep()).lost).toBe(0);
  });

  it('leaves alone a send whose answer may still wait in the log', async () => {
    const { store, scope, start, drained, sweeper, states, later } = setUp();
    const command = await start();
    await drained();
    await store.settle(scope, settleCommand(command, 'accepted', { startedAt: Date.now() }));
    later(46_000);
    expect((await sweeper().sweep()).lost).toBe(0);
    await drained();
    expect(await states()).toEqual(['accepted']);
  });

  it('takes a claim over from a worker that died with it', async () => {
    const { start, drained, sweeper, scope, later } = setUp();
    await start();
    await drained();
    later(46_000);
    const claim = `UPDATE delivery SET ask_at = now() + $2::interval WHERE tenant_id = $1`;
    await database.pool.query(claim, [scope.tenantId, '1 minute']);
    expect((await sweeper().sweep()).lost).toBe(0);
    await database.pool.query(claim, [scope.tenantId, '-1 second']);
    expect((await sweeper().sweep()).lost).toBe(1);
  });

  it('ends what nothing more is learnt of after 72 hours, and nothing else', async () => {
    const { store, scope, start, drained, sweeper, states, later } = setUp();
    for (const outcome of ['accepted', 'unknown', 'rejected'] as const) {
      await store.settle(scope, settleCommand(await start(), outcome, { startedAt: Date.now() }));
    }
    await drained();
    later(RECEIPT_AWAITED_MS - 10_000);
    expect((await sweeper().sweep()).expired).toBe(0);
    later(20_000);
    expect((await sweeper().sweep()).expired).toBeGreaterThanOrEqual(2);
    expect(await states()).toEqual(['expired', 'expired', 'rejected']);
  });

  it('forgets receipts for messages that nobody knows after 72 hours, and counts them', async () => {
    const { store, scope, drained, sweeper, metrics, later } = setUp();
    const { phoneKey } = newSubject();
    await store.events.append({
      ...(await strange(scope.tenantId)),
      phoneKey,
    });
    await drained();
    expect((await sweeper().sweep()).strangers).toBe(0);
    later(RECEIPT_AWAITED_MS + 1_000);
    expect((await sweeper().sweep()).strangers).toBe(1);
    const { values } = await metrics.receipts.get();
    expect(Object.fromEntries(values.map(({ labels, value }) => [labels.effect, value]))).toEqual({
      unmatched: 1,
      expired: 1,
    });
  });

  async function strange(tenantId: string) {
    const { newEventId } = await import('@latchkey/core');
    return {
      id: newEventId(Date.now()),
      at: Date.now(),
      tenantId,
      mode: 'live' as const,
      type: 'receipt' as const,
      outcome: 'delivered' as const,
      purpose: '',
      phoneKey: '',
      verificationId: '',
      accountId: 'acc_1',
      details: { providerMessageId: 'nobody’s', code: 'DELIVRD' },
    };
  }
});
