import { callConsole } from '../../../test/support/console-client.js';
import { signInAs } from '../../../test/support/operators.js';
import { type PostgresServer, startPostgresServer } from '../../../test/support/postgres-server.js';
import { SDK_APP_ID, TencentApp } from '../../../test/support/tencent-app.js';
import type { Concern } from '../../stats/attention.js';
import { PackageKeeper } from './package-keeper.js';
import type { PackageView } from './package-view.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

let server: PostgresServer;
let app: TencentApp;
/** Two workers. */
let keeper: PackageKeeper;
let other: PackageKeeper;

beforeAll(async () => {
  server = await startPostgresServer();
  app = await TencentApp.start(await server.newDatabase());
  const { database, links, clock } = app.parts;
  keeper = new PackageKeeper(database.prisma, links, clock);
  other = new PackageKeeper(database.prisma, links, clock);
});

afterAll(async () => {
  await app.stop();
  await server.stop();
});

/** As the console shows them to an operator of the platform, or of one tenant. */
async function shown(accountId: string, tenantId?: string): Promise<PackageView | undefined> {
  const { cookie } = await signInAs(
    app.parts,
    tenantId === undefined ? { role: 'owner' } : { role: 'support', tenantId },
  );
  const { body } = await callConsole(app.http, `packages?accountId=${accountId}`, { cookie });
  return (body as unknown as PackageView[])[0];
}

async function attention(tenantId?: string): Promise<Concern[]> {
  const { cookie } = await signInAs(
    app.parts,
    tenantId === undefined ? { role: 'owner' } : { role: 'support', tenantId },
  );
  return (await callConsole(app.http, 'statistics/attention', { cookie })).body as unknown as Concern[];
}

const kindsOf = async (tenantId: string) => (await attention(tenantId)).map(({ kind }) => kind);

/** As if that much time had gone by since Tencent was asked. */
const wait = (ms: number) =>
  app.parts.database.pool.query(
    `UPDATE package_balance SET asked_at = asked_at - $1 * interval '1 ms', empty_since = empty_since - $1 * interval '1 ms'`,
    [ms],
  );

/** Tencent as it is from now on. */
const packages = (balance: number, ...others: { amount: number; used: number; expiresInDays: number }[]) =>
  app.simulator.addApp({
    sdkAppId: SDK_APP_ID,
    packageBalance: balance,
    otherPackages: others.map(({ amount, used, expiresInDays }, index) => ({
      PackageCreateTime: Math.floor(Date.now() / 1000) - 86_400,
      PackageEffectiveTime: Math.floor(Date.now() / 1000) - 86_400,
      PackageExpiredTime: Math.floor((Date.now() + expiresInDays * DAY_MS) / 1000),
      PackageId: 100 + index,
      PackageType: 0,
      PackageAmount: amount,
      CurrentUsage: used,
    })),
  });

describe('what an account has paid for in advance', () => {
  it('is asked for with the account’s own credentials, and only what is in force counts', async () => {
    packages(900, { amount: 100, used: 40, expiresInDays: 30 }, { amount: 5_000, used: 0, expiresInDays: -0.1 });
    const { tenantId, accountId } = await app.newTenant();
    expect(await shown(accountId)).toMatchObject({ state: 'not_asked', answeredAt: null });
    await keeper.refreshDue();
    const known = await shown(accountId, tenantId);
    expect(known).toMatchObject({ state: 'answered', bought: 1_000, remaining: 960, providerCode: '' });
    expect(known?.packages).toMatchObject([
      { id: '1', gift: false },
      { id: '100', gift: true, amount: 100, used: 40 },
    ]);
    expect(await kindsOf(tenantId)).toEqual([]);
  });

  it('is asked for once in ten minutes, by one of many workers, and by people twice a minute at most', async () => {
    const { tenantId, accountId } = await app.newTenant();
    await keeper.refreshDue();
    const asked = app.simulator.requestsOf('SmsPackagesStatistics');
    const { cookie } = await signInAs(app.parts, { role: 'support', tenantId });
    const refresh = () => callConsole(app.http, `accounts/${accountId}/packages`, { method: 'POST', cookie });
    expect((await refresh()).body).toMatchObject({ accountId, state: 'answered' });
    await Promise.all([keeper.refreshDue(), other.refreshDue(), refresh()]);
    expect(app.simulator.requestsOf('SmsPackagesStatistics')).toBe(asked);
    await wait(MINUTE_MS);
    await refresh();
    expect(app.simulator.requestsOf('SmsPackagesStatistics')).toBe(asked + 1);
    await wait(11 * MINUTE_MS);
    const accounts = await app.parts.database.prisma.providerAccount.count();
    await Promise.all([keeper.refreshDue(), other.refreshDue()]);
    expect(app.simulator.requestsOf('SmsPackagesStatistics')).toBe(asked + 1 + accounts);
  });

  it('is called for attention when a tenth is left, and for a week when nothing is', async () => {
    const { tenantId, accountId } = await app.newTenant();
    packages(0, { amount: 1_000, used: 900, expiresInDays: 300 });
    await keeper.refreshDue();
    expect(await attention(tenantId)).toMatchObject([
      { kind: 'package_low', tenantId, objectId: accountId, name: 'default', count: 100, of: 1_000 },
    ]);
    packages(0, { amount: 1_000, used: 1_000, expiresInDays: 300 });
    await wait(11 * MINUTE_MS);
    await keeper.refreshDue();
    expect(await attention(tenantId)).toMatchObject([{ kind: 'package_low', count: 0 }]);
    await wait(8 * DAY_MS);
    await keeper.refreshDue();
    expect(await shown(accountId)).toMatchObject({ remaining: 0, state: 'answered' });
    expect(await kindsOf(tenantId)).toEqual([]);
  });

  it('stays as it was known while Tencent does not answer or does not permit it, and says so', async () => {
    packages(500);
    const { accountId } = await app.newTenant();
    await keeper.refresh({ tenantId: (await shown(accountId))!.tenantId, id: accountId });
    const known = await shown(accountId);
    const states: (string | undefined)[] = [];
    for (const code of [
      'UnauthorizedOperation.RequestPermissionDeny',
      'InternalError',
      'FailedOperation.FailResolvePacket',
    ]) {
      await wait(MINUTE_MS);
      app.simulator.inject({ kind: 'api-code', code, match: { action: 'SmsPackagesStatistics' } });
      await keeper.refresh({ tenantId: known!.tenantId, id: accountId });
      const view = await shown(accountId);
      states.push(view?.state);
      expect(view).toMatchObject({ bought: 500, remaining: 500, answeredAt: known?.answeredAt, providerCode: code });
    }
    expect(states).toEqual(['not_permitted', 'silent', 'refused']);
    app.simulator.clearFaults();
  });

  it('is another tenant’s as little as the account is', async () => {
    const { accountId } = await app.newTenant();
    const { tenantId: stranger } = await app.newTenant();
    expect(await shown(accountId, stranger)).toBeUndefined();
    const { cookie } = await signInAs(app.parts, { role: 'owner', tenantId: stranger });
    const theirs = await callConsole(app.http, `accounts/${accountId}/packages`, { method: 'POST', cookie });
    const missing = await callConsole(app.http, 'accounts/acc_none/packages', { method: 'POST', cookie });
    expect([theirs.status, theirs.body]).toEqual([
      404,
      { ...missing.body, error: { ...missing.body.error, requestId: theirs.body.error?.['requestId'] } },
    ]);
  });
});

describe('what needs attention', () => {
  it('names refused signatures and templates of accounts that are in use, with the reviewer’s words', async () => {
    packages(Infinity);
    const { tenantId, accountId } = await app.newTenant();
    const { prisma } = app.parts.database;
    await prisma.template.updateMany({
      where: { tenantId },
      data: { review: 'rejected', reviewReply: 'no marketing' },
    });
    await prisma.signature.updateMany({ where: { tenantId }, data: { review: 'rejected' } });
    expect(await attention(tenantId)).toMatchObject([
      { kind: 'signature_rejected', name: 'Latchkey' },
      { kind: 'template_rejected', name: '1110', reason: 'no marketing' },
    ]);
    await prisma.providerAccount.updateMany({ where: { id: accountId }, data: { enabled: false } });
    expect(await kindsOf(tenantId)).toEqual([]);
  });

  it('names an account whose breaker has opened in this process, to its own people and the platform’s', async () => {
    const { tenantId, accountId } = await app.newTenant();
    const { tenantId: stranger } = await app.newTenant();
    app.simulator.inject({ kind: 'reset', times: 200, match: { action: 'SendSms' } });
    for (let sends = 0; sends < 60 && !(await kindsOf(tenantId)).includes('breaker_open'); sends += 1) {
      await app.start(tenantId);
    }
    app.simulator.clearFaults();
    expect(await attention(tenantId)).toMatchObject([{ kind: 'breaker_open', objectId: accountId, name: 'default' }]);
    expect(await kindsOf(stranger)).toEqual([]);
    expect((await attention()).map(({ kind, objectId }) => `${kind} ${objectId}`)).toContain(
      `breaker_open ${accountId}`,
    );
  });
});
