import { setTimeout as pause } from 'node:timers/promises';
import type { EventLog, VerificationEvent } from '@latchkey/core';
import { type PostgresServer, startPostgresServer } from '../../../test/support/postgres-server.js';
import { SDK_APP_ID, TencentApp } from '../../../test/support/tencent-app.js';
import { Inquiries } from './inquiries.js';
import { ReceiptQueues } from './receipt-queues.js';
import { ReportLog } from './report-log.js';

let server: PostgresServer;
let app: TencentApp;
let full = false;

/** The real log, which can be told to be at its bound. */
const boundedLog = (events: EventLog): EventLog =>
  new Proxy(events, {
    get: (log, name: keyof EventLog) =>
      name === 'append'
        ? (event: VerificationEvent) => (full ? Promise.resolve(false) : log.append(event))
        : (log[name] as () => unknown).bind(log),
  });

beforeAll(async () => {
  server = await startPostgresServer();
  app = await TencentApp.start(await server.newDatabase(), ({ live }) => ({
    live: { ...live, events: boundedLog(live.events) },
  }));
});
afterAll(async () => {
  await app.stop();
  await server.stop();
});
beforeEach(() => {
  full = false;
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > giveUpAt) throw new Error('it did not happen within 10 s');
    await pause(10);
  }
}

const pushesTo = (url: string) => app.simulator.pushes().filter((push) => push.url === url);

/** A tenant whose application pushes to its address. */
async function pushedTenant() {
  const tenant = await app.newTenant();
  const { url } = await app.addresses.show(tenant.tenantId, 'default');
  app.simulator.addApp({ sdkAppId: SDK_APP_ID, statusCallbackUrl: url, replyCallbackUrl: url });
  return { ...tenant, url };
}

describe('receipts that are pushed', () => {
  it('count once each, doubled, shuffled and before the answer to the send as they come', async () => {
    const { tenantId, url } = await pushedTenant();
    const phones = Array.from({ length: 12 }, () => app.newPhone());
    for (const [index, phone] of phones.entries()) {
      const failed = index % 4 === 3;
      app.simulator.planReceipts({
        phone,
        copies: 1 + (index % 3),
        delayMs: 60 - 5 * index,
        report: failed ? 'FAIL' : 'SUCCESS',
        ...(index % 5 === 0 ? { when: 'before-response' as const } : {}),
      });
    }
    await Promise.all(phones.map((phone) => app.start(tenantId, phone)));
    const items = () => pushesTo(url).flatMap(({ body }) => body as object[]).length;
    await until(() => items() === phones.reduce((sum, _, index) => sum + 1 + (index % 3), 0));
    await app.drainAll();
    const states = (await app.deliveries(tenantId)).map(({ state }) => state);
    expect(states.filter((state) => state === 'delivered')).toHaveLength(9);
    expect(states.filter((state) => state === 'undelivered')).toHaveLength(3);
    expect(await app.stats(tenantId)).toMatchObject({ accepted: 12, delivered: 9, undelivered: 3 });
    const { rows } = await app.parts.database.pool.query('SELECT 1 FROM unmatched_receipt');
    expect(rows).toHaveLength(0);
  });

  it('come again when the log was at its bound', async () => {
    const { tenantId, url } = await pushedTenant();
    full = true;
    const phone = app.newPhone();
    app.simulator.planReceipts({ phone, delayMs: 30 });
    await app.start(tenantId, phone);
    await until(() => pushesTo(url).length === 1);
    full = false;
    await until(() => pushesTo(url).length === 2);
    expect(pushesTo(url).map(({ accepted }) => accepted)).toEqual([false, true]);
    await app.drainAll();
    expect(await app.deliveries(tenantId)).toMatchObject([{ state: 'delivered' }]);
  });

  it('of a stranger’s message change nothing, nor does a receipt change whether a code is valid', async () => {
    const { tenantId, url } = await pushedTenant();
    const phone = app.newPhone();
    app.simulator.planReceipts({ phone, report: 'FAIL' });
    await app.start(tenantId, phone);
    await until(() => pushesTo(url).length === 1);
    const forged = { nationcode: '86', mobile: phone.slice(3), report_status: 'SUCCESS', sid: '5000:guessed' };
    await fetch(url, { method: 'POST', body: JSON.stringify([forged]) });
    await app.drainAll();
    expect(await app.deliveries(tenantId)).toMatchObject([{ state: 'undelivered' }]);
    expect((await app.check(tenantId, phone, app.codeOf(phone))).status).toBe(200);
  });
});

describe('a reply', () => {
  it('that asks for it ends the messages of its tenant, and of no other', async () => {
    const { tenantId, url } = await pushedTenant();
    const phone = app.newPhone();
    await app.start(tenantId, phone);
    const serialNo = app.simulator.messages().at(-1)!.serialNo;
    await app.simulator.reply(serialNo, ' td ');
    await app.simulator.reply(serialNo, ' td ');
    await until(() => pushesTo(url).filter(({ accepted }) => accepted).length >= 2);
    await app.drainAll();
    const worker = app.startWork();
    await until(async () => (await app.start(tenantId, phone)).status === 403);
    await worker.stop();
    expect((await app.start(tenantId, phone)).body).toMatchObject({ error: { code: 'recipient_opted_out' } });
    const { rows } = await app.parts.database.pool.query(
      `SELECT outcome, details->>'text' AS text FROM verification_event WHERE tenant_id = $1 AND type = 'reply'`,
      [tenantId],
    );
    expect(rows).toEqual([{ outcome: 'opted_out', text: ' td ' }]);
  });
});

describe('the pull queue', () => {
  const queues = () => new ReceiptQueues(app.work);

  async function pulledTenant() {
    app.simulator.addApp({ sdkAppId: SDK_APP_ID });
    return app.newTenant({ receipts: 'pull' });
  }

  const switchOff = (tenantId: string) =>
    app.parts.database.pool.query('UPDATE provider_account SET enabled = false WHERE tenant_id = $1', [tenantId]);

  /** As a minute without them does. */
  const endLeases = () => app.parts.database.pool.query('DELETE FROM lease');

  it('is emptied, receipts and replies alike', async () => {
    const { tenantId } = await pulledTenant();
    const phone = app.newPhone();
    await app.start(tenantId, phone);
    await app.simulator.reply(app.simulator.messages().at(-1)!.serialNo, '退订');
    await pause(30);
    await queues().round();
    await app.drainAll();
    expect(await app.deliveries(tenantId)).toMatchObject([{ state: 'delivered' }]);
    const { rows } = await app.parts.database.pool.query('SELECT source FROM opt_out WHERE tenant_id = $1', [tenantId]);
    expect(rows).toEqual([{ source: 'reply' }]);
    await switchOff(tenantId);
  });

  it('loses nothing while the log takes nothing, and is asked for no more meanwhile', async () => {
    const { tenantId } = await pulledTenant();
    await Promise.all(Array.from({ length: 5 }, () => app.start(tenantId)));
    await pause(30);
    const mine = queues();
    full = true;
    await mine.round();
    const asked = app.simulator.requestsOf('PullSmsSendStatus');
    await mine.round();
    expect(app.simulator.requestsOf('PullSmsSendStatus')).toBe(asked);
    full = false;
    await mine.round();
    await app.drainAll();
    expect(await app.stats(tenantId)).toMatchObject({ delivered: 5 });
    await mine.stop();
    await switchOff(tenantId);
  });

  it('that a worker took a receipt from and died before it was in the log is made up for by asking', async () => {
    const { tenantId } = await pulledTenant();
    await app.start(tenantId);
    await pause(30);
    full = true;
    const dying = queues();
    await dying.round();
    full = false;
    // Whoever comes after it finds nothing: what the dead one held is nowhere else.
    await endLeases();
    await queues().round();
    await app.drainAll();
    expect(await app.deliveries(tenantId)).toMatchObject([{ state: 'accepted' }]);
    await app.makeDue(tenantId);
    await new Inquiries(app.work).round();
    await app.drainAll();
    expect(await app.deliveries(tenantId)).toMatchObject([{ state: 'delivered', provider_code: 'DELIVRD' }]);
    expect(await app.stats(tenantId)).toMatchObject({ accepted: 1, delivered: 1 });
    await switchOff(tenantId);
  });

  it('is emptied by one worker at a time, and by another when that one is gone', async () => {
    const { tenantId } = await pulledTenant();
    const [first, second] = [queues(), queues()];
    await first.round();
    const asked = app.simulator.requestsOf('PullSmsSendStatus');
    await second.round();
    expect(app.simulator.requestsOf('PullSmsSendStatus')).toBe(asked);
    await first.stop();
    await second.round();
    expect(app.simulator.requestsOf('PullSmsSendStatus')).toBe(asked + 1);
    await second.stop();
    await switchOff(tenantId);
  });

  it('takes out more than a hundred, a hundred at a time', async () => {
    const { tenantId, accountId } = await pulledTenant();
    const reports = new ReportLog(app.parts.live.events, app.parts.hashes, app.parts.clock, app.parts.metrics);
    const take = jest.spyOn(reports, 'take');
    for (let i = 0; i < 130; i += 10) await Promise.all(Array.from({ length: 10 }, () => app.start(tenantId)));
    await pause(50);
    await new ReceiptQueues({ ...app.work, reports }).round();
    expect(take.mock.calls.map(([account, items]) => [account.accountId, items.length])).toEqual([
      [accountId, 100],
      [accountId, 30],
    ]);
    await app.drainAll();
    expect(await app.stats(tenantId)).toMatchObject({ delivered: 130 });
    await switchOff(tenantId);
  });
});
