import { setTimeout as pause } from 'node:timers/promises';
import { type PostgresServer, startPostgresServer } from '../../../test/support/postgres-server.js';
import { SDK_APP_ID, TencentApp } from '../../../test/support/tencent-app.js';
import { Inquiries } from './inquiries.js';

let server: PostgresServer;
let app: TencentApp;

beforeAll(async () => {
  server = await startPostgresServer();
  app = await TencentApp.start(await server.newDatabase());
});
afterAll(async () => {
  await app.stop();
  await server.stop();
});
afterEach(() => app.simulator.clearFaults());

const dropAfterAccepting = (phone: string) => app.simulator.inject({ kind: 'accept-then-drop', match: { phone } });

const timeOf = (column: unknown) => (column as Date).getTime();

/** Stores what is known, then asks as if it were time to. */
async function inquire(tenantId: string, inquiries = new Inquiries(app.work)): Promise<void> {
  await app.drainAll();
  await app.makeDue(tenantId);
  await inquiries.round();
  await app.drainAll();
}

describe('asking what became of a message', () => {
  it('finds the receipt that never came', async () => {
    const { tenantId } = await app.newTenant();
    await app.start(tenantId);
    await pause(20);
    await inquire(tenantId);
    expect(await app.deliveries(tenantId)).toMatchObject([
      { state: 'delivered', provider_code: 'DELIVRD', ask_at: null, asked: 1, received_at: expect.any(Date) },
    ]);
    expect(await app.stats(tenantId)).toMatchObject({ accepted: 1, delivered: 1 });
  });

  it('finds out that a message did not arrive, and why', async () => {
    const { tenantId } = await app.newTenant();
    const phone = app.newPhone();
    app.simulator.planReceipts({ phone, report: 'FAIL', code: 'UNDELIV' });
    await app.start(tenantId, phone);
    await pause(20);
    await inquire(tenantId);
    expect(await app.deliveries(tenantId)).toMatchObject([{ state: 'undelivered', reason: 'shutdown' }]);
  });

  it('asks again at its next time while the message is on its way', async () => {
    const { tenantId } = await app.newTenant();
    const phone = app.newPhone();
    app.simulator.planReceipts({ phone, when: 'never' });
    await app.start(tenantId, phone);
    await inquire(tenantId);
    const [delivery] = await app.deliveries(tenantId);
    expect(delivery).toMatchObject({ state: 'accepted', asked: 1 });
    const inMinutes = (timeOf(delivery?.['ask_at']) - Date.now()) / 60_000;
    expect(inMinutes).toBeGreaterThan(9);
    expect(inMinutes).toBeLessThan(11);
  });

  it('finds the message of which nobody knew whether it went out', async () => {
    const { tenantId, accountId } = await app.newTenant();
    const phone = app.newPhone();
    dropAfterAccepting(phone);
    expect((await app.start(tenantId, phone)).body).toMatchObject({ delivery: 'unknown' });
    await pause(20);
    await inquire(tenantId);
    const serialNo = app.simulator.messages().find((message) => message.phone === phone)?.serialNo;
    expect(await app.deliveries(tenantId)).toMatchObject([
      { state: 'delivered', provider_message_id: serialNo, account_id: accountId, segments: 1 },
    ]);
    expect(await app.stats(tenantId)).toMatchObject({ unknown: 1, accepted: 1, delivered: 1 });
    expect((await app.check(tenantId, phone, app.codeOf(phone))).status).toBe(200);
  });

  it('learns nothing of a message that never reached the provider', async () => {
    const { tenantId } = await app.newTenant();
    const phone = app.newPhone();
    app.simulator.inject({ kind: 'reset', match: { phone } });
    await app.start(tenantId, phone);
    await inquire(tenantId);
    expect(await app.deliveries(tenantId)).toMatchObject([{ state: 'unknown', provider_message_id: null, asked: 1 }]);
  });

  it('finds out that the provider had refused it', async () => {
    const { tenantId } = await app.newTenant();
    const phone = app.newPhone();
    app.simulator.blacklist(phone);
    app.simulator.inject({ kind: 'accept-then-drop', match: { phone } });
    await app.start(tenantId, phone);
    await inquire(tenantId);
    expect(await app.deliveries(tenantId)).toMatchObject([
      { state: 'rejected', reason: 'recipient', provider_code: expect.stringContaining('Blacklist') },
    ]);
  });

  it('never guesses between two messages, until the provider returns our own reference', async () => {
    const [mine, other] = [await app.newTenant(), await app.newTenant()];
    const phone = app.newPhone();
    dropAfterAccepting(phone);
    await app.start(mine.tenantId, phone);
    // Another tenant of the same application, of whose send nobody knows either: the platform's pause is switched off for it.
    await app.drainAll();
    const [{ at }] = (await app.deliveries(mine.tenantId)) as [{ at: Date }];
    await app.parts.database.pool.query(
      `INSERT INTO delivery (tenant_id, id, mode, verification_id, purpose, phone_key, phone, country, state, at)
       SELECT $1, 'dlv_rival', mode, '', purpose, phone_key, phone, country, 'unknown', at FROM delivery WHERE tenant_id = $2`,
      [other.tenantId, mine.tenantId],
    );
    await pause(20);
    await inquire(mine.tenantId);
    expect(await app.deliveries(mine.tenantId)).toMatchObject([{ state: 'unknown', provider_message_id: null, at }]);
    app.simulator.addApp({ sdkAppId: SDK_APP_ID, echoesSessionContext: true });
    await inquire(mine.tenantId);
    app.simulator.addApp({ sdkAppId: SDK_APP_ID });
    expect(await app.deliveries(mine.tenantId)).toMatchObject([{ state: 'delivered' }]);
  });

  it('asks once about each, however many workers there are', async () => {
    const { tenantId } = await app.newTenant();
    const count = 12;
    for (let i = 0; i < count; i += 1) await app.start(tenantId);
    await pause(20);
    await app.drainAll();
    await app.makeDue(tenantId);
    const before = app.simulator.requestsOf('DescribeSendRecordList');
    await Promise.all(Array.from({ length: 4 }, () => new Inquiries(app.work).round()));
    expect(app.simulator.requestsOf('DescribeSendRecordList') - before).toBe(count);
    await app.drainAll();
    expect((await app.deliveries(tenantId)).map(({ state }) => state)).toEqual(Array(count).fill('delivered'));
    expect(await app.stats(tenantId)).toMatchObject({ delivered: count });
  });

  it('asks by the other way where the records are closed, and again soon when it was too much', async () => {
    const { tenantId } = await app.newTenant();
    await app.start(tenantId);
    await pause(20);
    const refuse = (action: string, code: string) =>
      app.simulator.inject({ kind: 'api-code', code, match: { action } });
    refuse('DescribeSendRecordList', 'RequestLimitExceeded');
    refuse('PullSmsSendStatusByPhoneNumber', 'RequestLimitExceeded');
    await inquire(tenantId);
    const [delivery] = await app.deliveries(tenantId);
    expect(delivery).toMatchObject({ state: 'accepted' });
    expect(timeOf(delivery?.['ask_at'])).toBeLessThan(Date.now() + 31_000);
    refuse('DescribeSendRecordList', 'UnauthorizedOperation');
    await inquire(tenantId);
    expect(await app.deliveries(tenantId)).toMatchObject([{ state: 'delivered' }]);
  });

  it('leaves alone what has no number any more', async () => {
    const { tenantId } = await app.newTenant();
    await app.start(tenantId);
    await app.drainAll();
    await app.parts.database.pool.query(`UPDATE delivery SET sealed_phone = '' WHERE tenant_id = $1`, [tenantId]);
    await inquire(tenantId);
    expect(await app.deliveries(tenantId)).toMatchObject([{ state: 'accepted', asked: 1 }]);
  });
});
