import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseApiKey } from '@latchkey/core';
import { type PostgresServer, startPostgresServer } from '../../test/support/postgres-server.js';
import { createSetupLink, redeemSetupToken } from '../operator/setup-link.js';
import { loadConfig } from '../platform/config.js';
import { openInstallation } from '../platform/crypto/installation.js';
import { MasterKeys } from '../platform/crypto/master-keys.js';
import { TenantKeys } from '../platform/crypto/tenant-keys.js';
import { type Database, openDatabase } from '../platform/database/database.js';
import { CredentialVault } from './account-credentials.js';
import { AccountRepository } from './account-repository.js';
import { type FirstStart, firstStart, writeQuickstart } from './first-start.js';
import { KeyRepository } from './key-repository.js';
import { PolicyRepository } from './policy-repository.js';
import { TenantDirectory } from './tenant-directory.js';
import { TenantRepository } from './tenant-repository.js';

const clock = { now: () => Date.now() };
const masterKey = (id: string) => ({ id, secret: randomBytes(32) });
const older = masterKey('older');
const newer = masterKey('newer');

let server: PostgresServer;
const open: Database[] = [];

beforeAll(async () => {
  server = await startPostgresServer();
});

afterAll(async () => {
  await Promise.all(open.map((database) => database.close()));
  await server.stop();
});

async function newDatabase(kind: 'postgres' | 'embedded' = 'postgres'): Promise<Database> {
  const database = await openDatabase(
    kind === 'embedded' ? { dataDir: 'memory://' } : { url: await server.newDatabase() },
  );
  await database.migrate();
  open.push(database);
  return database;
}

async function callerOf(database: Database, keys: TenantKeys, key: string | undefined) {
  const caller = await new TenantDirectory(database.pool, keys, clock).caller(key ?? '');
  if (!caller) throw new Error('the key has no caller');
  return caller;
}

describe('the first start', () => {
  const tutorial = { SMS_SDKAPPID: '1400006666', SMS_SIGN: '腾讯云', SMS_TEMPLATE_ID: '449739' };

  it.each(['postgres', 'embedded'] as const)('makes a demo tenant on the sandbox, once (%s)', async (kind) => {
    const database = await newDatabase(kind);
    const keys = new TenantKeys(new MasterKeys([older]), database);
    const first = await firstStart(database, keys, loadConfig({}));
    expect(first).toMatchObject({ url: 'http://127.0.0.1:3000', tenantName: 'Demo', provider: 'sandbox' });
    expect(first).not.toHaveProperty('liveKey');
    expect(parseApiKey(first?.testKey ?? '')).toMatchObject({ mode: 'test' });
    const { tenant, permissions } = await callerOf(database, keys, first?.testKey);
    expect(tenant.templates.map(({ locale }) => locale).sort()).toEqual(['en', 'zh-CN']);
    expect(tenant.signatures).toHaveLength(1);
    expect(permissions).toContain('sandbox:read');
    await expect(firstStart(database, keys, loadConfig({}))).resolves.toBeUndefined();
  });

  it('is made by one of several processes', async () => {
    const database = await newDatabase();
    const keys = new TenantKeys(new MasterKeys([older]), database);
    const made = await Promise.all([1, 2, 3].map(() => firstStart(database, keys, loadConfig({}))));
    expect(made.filter(Boolean)).toHaveLength(1);
    await expect(database.prisma.tenant.count()).resolves.toBe(1);
  });

  it('takes over the tutorial’s settings, its permanent credentials sealed', async () => {
    const database = await newDatabase();
    const keys = new TenantKeys(new MasterKeys([older]), database);
    const env = { ...tutorial, TENCENTCLOUD_SECRET_ID: 'AKIDx', TENCENTCLOUD_SECRET_KEY: 'hunter2' };
    const first = await firstStart(database, keys, loadConfig(env));
    expect(first?.provider).toBe('tencent');
    expect(parseApiKey(first?.liveKey ?? '')).toMatchObject({ mode: 'live' });
    const { tenant } = await callerOf(database, keys, first?.liveKey);
    const [account] = tenant.accounts;
    expect(account).toMatchObject({
      provider: 'tencent',
      settings: { sdkAppId: '1400006666', region: 'ap-guangzhou', credentials: 'sealed' },
    });
    expect(tenant).toMatchObject({ signatures: [{ text: '腾讯云' }], templates: [{ providerTemplateId: '449739' }] });
    await expect(account && new CredentialVault(keys).open(account)).resolves.toEqual({
      secretId: 'AKIDx',
      secretKey: 'hunter2',
    });
    const { rows } = await database.pool.query('SELECT to_jsonb(provider_account)::text AS text FROM provider_account');
    expect(rows[0].text).not.toMatch(/AKIDx|hunter2/);
  });

  it('stores no temporary credentials', async () => {
    const database = await newDatabase();
    const keys = new TenantKeys(new MasterKeys([older]), database);
    const temporary = {
      TENCENTCLOUD_SECRETID: 'id',
      TENCENTCLOUD_SECRETKEY: 'key',
      TENCENTCLOUD_SESSIONTOKEN: 'token',
    };
    const first = await firstStart(database, keys, loadConfig({ ...tutorial, ...temporary }));
    const { tenant } = await callerOf(database, keys, first?.liveKey);
    expect(tenant.accounts[0]?.settings).toMatchObject({ credentials: 'environment' });
    expect(tenant.accounts[0]).not.toHaveProperty('sealedCredentials');
  });

  it('writes quickstart.json for its owner alone', async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-first-'));
    const first: FirstStart = {
      url: 'u',
      tenantId: 't',
      tenantName: 'n',
      provider: 'sandbox',
      testKey: 'k',
      setupUrl: 's',
    };
    const file = await writeQuickstart(dataDir, first);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ url: 'u', tenantId: 't', apiKey: 'k', setupUrl: 's' });
    await rm(dataDir, { recursive: true });
  });
});

describe('the installation', () => {
  it('has one phone key, whichever of many processes made it, and it outlives the master key', async () => {
    const database = await newDatabase();
    const opened = await Promise.all([1, 2, 3].map(() => openInstallation(database, new MasterKeys([older]), 16)));
    expect(new Set(opened.map(({ phoneKey }) => phoneKey.toString('hex'))).size).toBe(1);
    const rotated = await openInstallation(database, new MasterKeys([newer, older]), 16);
    expect(rotated.phoneKey).toEqual(opened[0]?.phoneKey);
    await expect(openInstallation(database, new MasterKeys([newer]), 16)).resolves.toEqual(rotated);
    await expect(openInstallation(database, new MasterKeys([older]), 16)).rejects.toThrow(
      'no key "newer" opens this sealed value',
    );
  });

  it('refuses another number of partitions', async () => {
    const database = await newDatabase();
    await openInstallation(database, new MasterKeys([older]), 16);
    await expect(openInstallation(database, new MasterKeys([older]), 32)).rejects.toThrow(
      'PARTITIONS is 32, but this installation was made with 16',
    );
  });
});

describe('tenants’ data keys', () => {
  it('are wrapped anew after a rotation, and then the old master key can go', async () => {
    const database = await newDatabase();
    const before = new TenantKeys(new MasterKeys([older]), database);
    const tenants = new TenantRepository(database.prisma, before);
    const [one, two] = [await tenants.create({ name: 'one' }), await tenants.create({ name: 'two' })];
    const place = { tenantId: one.id, table: 't', column: 'c', row: 'r' };
    const sealed = (await before.box(one.id)).seal('secret', place);
    const during = new TenantKeys(new MasterKeys([newer, older]), database);
    const wrapped = await Promise.all([during.rewrap(), during.rewrap()]);
    expect(wrapped[0] + wrapped[1]).toBe(2);
    await expect(during.rewrap()).resolves.toBe(0);
    const after = new TenantKeys(new MasterKeys([newer]), database);
    expect((await after.box(one.id)).open(sealed, place).toString()).toBe('secret');
    const theirs = await after.box(two.id);
    expect(() => theirs.open(sealed, place)).toThrow();
  });

  it('cannot be swapped between tenants', async () => {
    const database = await newDatabase();
    const keys = new TenantKeys(new MasterKeys([older]), database);
    const tenants = new TenantRepository(database.prisma, keys);
    const [one, two] = [await tenants.create({ name: 'one' }), await tenants.create({ name: 'two' })];
    await database.pool.query(
      'UPDATE tenant SET data_key = (SELECT data_key FROM tenant WHERE id = $1) WHERE id = $2',
      [one.id, two.id],
    );
    await expect(new TenantKeys(new MasterKeys([older]), database).box(two.id)).rejects.toThrow(/changed or moved/);
  });
});

describe('a setup link', () => {
  const tokenOf = (link: string) => new URL(link).hash.slice(1);

  it('works once, whoever of many is first, and only its hash is stored', async () => {
    const { prisma, pool } = await newDatabase();
    const now = new Date();
    const link = await createSetupLink(prisma, 'https://otp.example.com', now);
    expect(link).toMatch(/^https:\/\/otp\.example\.com\/setup#[A-Za-z0-9_-]{43}$/);
    const { rows } = await pool.query('SELECT to_jsonb(operator_session)::text AS text FROM operator_session');
    expect(rows[0].text).not.toContain(tokenOf(link));
    const redeemed = await Promise.all(Array.from({ length: 8 }, () => redeemSetupToken(prisma, tokenOf(link), now)));
    expect(redeemed.filter(Boolean)).toHaveLength(1);
  });

  it('is over after 24 hours', async () => {
    const { prisma } = await newDatabase();
    const now = Date.now();
    const link = await createSetupLink(prisma, 'https://otp.example.com', new Date(now));
    await expect(redeemSetupToken(prisma, tokenOf(link), new Date(now + 24 * 3_600_000))).resolves.toBe(false);
    await expect(redeemSetupToken(prisma, tokenOf(link), new Date(now + 24 * 3_600_000 - 1))).resolves.toBe(true);
    await expect(redeemSetupToken(prisma, 'guess', new Date(now))).resolves.toBe(false);
  });
});

describe('what operators write', () => {
  let database: Database;
  let keys: TenantKeys;
  let tenantId: string;
  let strangerId: string;

  beforeAll(async () => {
    database = await newDatabase();
    keys = new TenantKeys(new MasterKeys([older]), database);
    const tenants = new TenantRepository(database.prisma, keys);
    tenantId = (await tenants.create({ name: 'Acme' })).id;
    strangerId = (await tenants.create({ name: 'Stranger' })).id;
  });

  const accounts = () => new AccountRepository(database.prisma, new CredentialVault(keys));
  const refused = (field: string) => ({ refusal: { kind: 'invalid_parameter', field } });

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 'a\u202Eb' }, 'name'],
    [{ name: 'x', timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ name: 'x', locale: 'no locale' }, 'locale'],
    [{ name: 'x', homeCountry: 'XX' }, 'homeCountry'],
    [{ name: 'x', allowedCountries: ['CN', 'cn'] }, 'allowedCountries.1'],
    [{ name: 'Acme' }, 'name'],
  ])('refuses the tenant %j', async (input, field) => {
    await expect(new TenantRepository(database.prisma, keys).create(input)).rejects.toMatchObject(refused(field));
  });

  it('finds a tenant by id or by name', async () => {
    const tenants = new TenantRepository(database.prisma, keys);
    await expect(tenants.find('Acme')).resolves.toMatchObject({ id: tenantId });
    await expect(tenants.find(tenantId)).resolves.toMatchObject({ name: 'Acme' });
    await expect(tenants.find('nobody')).rejects.toMatchObject({ refusal: { kind: 'not_found' } });
  });

  it('refuses keys that may do more than their kind, or that are over already', async () => {
    const repository = new KeyRepository(database.prisma);
    const create = (input: object) => repository.create(tenantId, input);
    await expect(create({ kind: 'pub', permissions: ['verification:read'] })).rejects.toMatchObject(
      refused('permissions'),
    );
    await expect(create({ kind: 'live', permissions: ['sandbox:read'] })).rejects.toMatchObject(refused('permissions'));
    await expect(create({ permissions: [] })).rejects.toMatchObject(refused('permissions'));
    await expect(create({ expiresAt: new Date(0) })).rejects.toMatchObject(refused('expiresAt'));
  });

  it('answers a stranger’s key, and account, like a missing one', async () => {
    const repository = new KeyRepository(database.prisma);
    const { id } = await repository.create(strangerId, {});
    await expect(repository.revoke(tenantId, id)).rejects.toMatchObject({ refusal: { kind: 'not_found' } });
    await expect(repository.revoke(strangerId, id)).resolves.toMatchObject({ id, revokedAt: expect.any(Date) });
    const account = await accounts().set(strangerId, { provider: 'sandbox', name: 'theirs' });
    const signature = { account: account.id, text: 'x' };
    await expect(accounts().addSignature(tenantId, signature)).rejects.toMatchObject(refused('account'));
    await expect(accounts().addSignature(strangerId, signature)).resolves.toMatchObject({ accountId: account.id });
  });

  it('keeps an account’s credentials while its settings change, and never shows them', async () => {
    const credentials = { secretId: 'AKIDx', secretKey: 'hunter2' };
    const settings = { sdkAppId: '1400006666' };
    await expect(accounts().set(tenantId, { provider: 'tencent', settings })).rejects.toMatchObject(
      refused('credentials'),
    );
    const made = await accounts().set(tenantId, { provider: 'tencent', settings, credentials });
    const changed = await accounts().set(tenantId, {
      provider: 'tencent',
      settings: { sdkAppId: '1400007777' },
      priority: 3,
    });
    expect(changed).toMatchObject({
      id: made.id,
      priority: 3,
      settings: { sdkAppId: '1400007777' },
      hasCredentials: true,
    });
    expect(JSON.stringify([made, await accounts().list(tenantId)])).not.toContain('hunter2');
    await expect(accounts().set(tenantId, { provider: 'sandbox' })).rejects.toMatchObject(refused('provider'));
  });

  it.each([
    [{ content: '{1}' }, 'content'],
    [{ content: '{1} {3}', params: ['code', 'minutes'] }, 'content'],
    [{ content: '{1}', params: ['minutes'] }, 'params'],
    [{ content: '{1} {2}', purpose: 'Log in' }, 'purpose'],
  ])('refuses the template %j', async (input, field) => {
    const template = { providerTemplateId: '1', ...input } as { providerTemplateId: string; content: string };
    await expect(accounts().addTemplate(tenantId, template)).rejects.toMatchObject(refused(field));
  });

  it('changes a policy by what is given, within bounds', async () => {
    const policies = new PolicyRepository(database.prisma);
    await expect(policies.set(tenantId, { purpose: '*', sendsPerDay: 20 })).resolves.toMatchObject({
      sendsPerDay: 20,
      ttlSeconds: 300,
    });
    await expect(policies.set(tenantId, { purpose: 'login', ttlSeconds: 120 })).resolves.toMatchObject({
      sendsPerDay: 20,
      ttlSeconds: 120,
    });
    await expect(policies.set(tenantId, { purpose: 'login', requireId: true })).resolves.toMatchObject({
      ttlSeconds: 120,
      requireId: true,
    });
    await expect(policies.set(tenantId, { purpose: 'login', maxAttempts: 11 })).rejects.toMatchObject(
      refused('maxAttempts'),
    );
    await expect(policies.list(strangerId)).resolves.toMatchObject([{ purpose: '*', sendsPerDay: 10 }]);
  });
});
