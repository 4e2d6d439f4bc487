import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { type PostgresServer, startPostgresServer } from '../../../test/support/postgres-server.js';
import { TencentApp } from '../../../test/support/tencent-app.js';
import { Inquiries } from '../receipts/inquiries.js';
import { tencentAccounts } from '../tencent/accounts.js';
import { chinaDay } from './china-day.js';
import { DailyReconciliation } from './daily-reconciliation.js';
import { Reconciler } from './reconciler.js';

const DAY_MS = 24 * 3_600_000;

let server: PostgresServer;
let app: TencentApp;

beforeEach(async () => {
  server = await startPostgresServer();
  app = await TencentApp.start(await server.newDatabase());
});
afterEach(async () => {
  await app.stop();
  await server.stop();
});

/** Three messages: one arrives, one does not, one is refused. */
async function aDay(tenantId: string): Promise<void> {
  const [arrives, fails, refused] = [app.newPhone(), app.newPhone(), app.newPhone()];
  app.simulator.planReceipts({ phone: fails, report: 'FAIL' });
  app.simulator.blacklist(refused);
  for (const phone of [arrives, fails, refused]) await app.start(tenantId, phone);
  await pause(30);
  await app.drainAll();
  await app.makeDue(tenantId);
  await new Inquiries(app.work).round();
  await app.drainAll();
}

describe('a day of an account', () => {
  it('is compared with the provider’s own count, and the difference is kept', async () => {
    const { tenantId } = await app.newTenant();
    const { pool } = app.parts.database;
    await aDay(tenantId);
    const reconciler = new Reconciler(pool, app.parts.links);
    const [account] = await tencentAccounts(pool, tenantId);
    const day = chinaDay(Date.now());
    const sums = { requested: 3, accepted: 2, segments: 2, reported: 2, delivered: 1, undelivered: 1 };
    const none = Object.fromEntries(Object.keys(sums).map((sum) => [sum, 0]));
    expect(await reconciler.reconcile(account!, day)).toMatchObject({ ours: sums, theirs: sums, difference: none });

    await pool.query(`DELETE FROM delivery WHERE tenant_id = $1 AND state = 'delivered'`, [tenantId]);
    await reconciler.reconcile(account!, day);
    const { rows } = await pool.query(`SELECT day::text, difference FROM reconciliation WHERE tenant_id = $1`, [
      tenantId,
    ]);
    expect(rows).toEqual([
      { day, difference: { ...none, requested: 1, accepted: 1, segments: 1, reported: 1, delivered: 1 } },
    ]);
  });

  it('is compared once, the morning after, by one of many workers', async () => {
    await app.newTenant();
    await app.newTenant();
    const { pool } = app.parts.database;
    const tomorrow = Date.parse(`${chinaDay(Date.now())}T16:00:00Z`);
    const clock = { ms: tomorrow, now: () => clock.ms };
    const worker = () =>
      new DailyReconciliation({
        pool,
        reconciler: new Reconciler(pool, app.parts.links),
        clock,
        logger: pino({ level: 'silent' }),
      });
    expect(await worker().round()).toBe(0);
    clock.ms += 3 * 3_600_000;
    const compared = await Promise.all([worker().round(), worker().round(), worker().round()]);
    expect(compared.reduce((sum, count) => sum + count)).toBe(2);
    expect(await worker().round()).toBe(0);
    const { rows } = await pool.query(`SELECT DISTINCT day::text FROM reconciliation`);
    expect(rows).toEqual([{ day: chinaDay(Date.now()) }]);
    clock.ms += DAY_MS;
    expect(await worker().round()).toBe(2);
  });
});
