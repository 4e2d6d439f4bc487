import { randomBytes } from 'node:crypto';
import { newApiKey } from '@latchkey/core';
import { type PostgresServer, startPostgresServer } from '../../test/support/postgres-server.js';
import { MasterKeys } from '../platform/crypto/master-keys.js';
import { TenantKeys } from '../platform/crypto/tenant-keys.js';
import { type Database, openDatabase } from '../platform/database/database.js';
import { CredentialVault } from './account-credentials.js';
import { AccountRepository } from './account-repository.js';
import { KeyRepository } from './key-repository.js';
import { PolicyRepository } from './policy-repository.js';
import { TenantDirectory } from './tenant-directory.js';
import { TenantRepository } from './tenant-repository.js';

class HandClock {
  ms = Date.now();
  now = () => this.ms;
  advance(seconds: number) {
    this.ms += seconds * 1_000;
  }
}

let server: PostgresServer;
let database: Database;
let tenantKeys: TenantKeys;
let clock: HandClock;
let directory: TenantDirectory;

beforeAll(async () => {
  server = await startPostgresServer({ exclusive: true });
  database = await openDatabase({ url: await server.newDatabase() });
  await database.migrate();
  tenantKeys = new TenantKeys(new MasterKeys([{ id: 'k1', secret: randomBytes(32) }]), database);
});

afterAll(async () => {
  await database.close();
  await server.stop();
});

beforeEach(() => {
  clock = new HandClock();
  directory = new TenantDirectory(database.pool, tenantKeys, clock);
});

async function newTenant() {
  const { id } = await new TenantRepository(database.prisma, tenantKeys).create({
    name: randomBytes(6).toString('hex'),
  });
  return id;
}

const newKey = (tenantId: string, input = {}) => new KeyRepository(database.prisma).create(tenantId, input);

async function queriesDuring(work: () => Promise<unknown>): Promise<number> {
  const query = jest.spyOn(database.pool, 'query');
  await work();
  const { length } = query.mock.calls;
  query.mockRestore();
  return length;
}

describe('the tenant directory', () => {
  it('knows the caller of a key with all that a request needs', async () => {
    const tenantId = await newTenant();
    const vault = new CredentialVault(tenantKeys);
    const accounts = new AccountRepository(database.prisma, vault);
    const credentials = { secretId: 'AKIDx', secretKey: 'hunter2' };
    const second = await accounts.set(tenantId, { name: 'second', provider: 'sandbox', priority: 5 });
    const first = await accounts.set(tenantId, {
      provider: 'tencent',
      settings: { sdkAppId: '1400006666' },
      credentials,
    });
    await accounts.set(tenantId, { name: 'off', provider: 'sandbox', enabled: false });
    const signature = await accounts.addSignature(tenantId, { text: '腾讯云', region: 'mainland' });
    const template = await accounts.addTemplate(tenantId, { providerTemplateId: '449739', content: '{1} {2}' });
    await new PolicyRepository(database.prisma).set(tenantId, { purpose: 'login', ttlSeconds: 120 });
    const { key, id } = await newKey(tenantId, { kind: 'pub' });

    const caller = await directory.caller(key);

    expect(caller).toMatchObject({ tenantId, mode: 'live', keyId: id, publishable: true });
    expect([...(caller?.permissions ?? [])]).toEqual(['verification:start', 'verification:check']);
    expect(caller?.tenant).toMatchObject({
      id: tenantId,
      status: 'active',
      timeZone: 'Asia/Shanghai',
      allowedCountries: ['CN'],
      accounts: [{ id: first.id, provider: 'tencent', settings: { sdkAppId: '1400006666' } }, { id: second.id }],
      signatures: [{ id: signature.id, text: '腾讯云', region: 'mainland', accountId: first.id }],
      templates: [{ id: template.id, providerTemplateId: '449739', content: '{1} {2}', accountId: first.id }],
    });
    expect(caller?.tenant.policies.get('login')).toMatchObject({ ttlSeconds: 120, maxAttempts: 5, requireId: false });
    const [account] = caller?.tenant.accounts ?? [];
    await expect(account && vault.open(account)).resolves.toEqual(credentials);
    expect(JSON.stringify(caller)).not.toContain('hunter2');
  });

  it('does not ask for what cannot be a key', async () => {
    const queries = await queriesDuring(async () => {
      for (const junk of ['', 'nonsense', 'lk_live_'.padEnd(57, 'x'), 'x'.repeat(100_000)]) {
        await expect(directory.caller(junk)).resolves.toBeUndefined();
        expect(directory.cachedCaller(junk)).toBeUndefined();
      }
    });
    expect(queries).toBe(0);
  });

  it('asks once for an unknown key in five seconds', async () => {
    const { text } = newApiKey('live');
    const queries = await queriesDuring(async () => {
      await expect(directory.caller(text)).resolves.toBeUndefined();
      clock.advance(4.9);
      await expect(directory.caller(text)).resolves.toBeUndefined();
    });
    expect(queries).toBe(1);
    clock.advance(0.2);
    await expect(queriesDuring(() => directory.caller(text))).resolves.toBe(1);
  });

  it('refuses another secret under the id of a real key', async () => {
    const { key, id } = await newKey(await newTenant());
    await database.pool.query('UPDATE api_key SET secret_hash = $1 WHERE id = $2', [randomBytes(32), id]);
    await expect(directory.caller(key)).resolves.toBeUndefined();
  });

  it('asks the database once, however many requests come at once, and answers the next from memory without waiting', async () => {
    const { key } = await newKey(await newTenant());
    await expect(
      queriesDuring(() => Promise.all(Array.from({ length: 100 }, () => directory.caller(key)))),
    ).resolves.toBe(1);
    expect(directory.cachedCaller(key)).toBeDefined();
    clock.advance(10.1);
    expect(directory.cachedCaller(key)).toBeUndefined();
  });

  it('forgets a revoked key with the next poll, whoever revoked it', async () => {
    const tenantId = await newTenant();
    const [one, other] = [await newKey(tenantId), await newKey(tenantId)];
    await Promise.all([directory.caller(one.key), directory.caller(other.key)]);
    await database.pool.query('UPDATE api_key SET revoked_at = now() WHERE id = $1', [one.id]);
    await directory.poll();
    expect(directory.cachedCaller(one.key)).toBeUndefined();
    await expect(directory.caller(one.key)).resolves.toBeUndefined();
    await expect(directory.caller(other.key)).resolves.toBeDefined();
  });

  it('forgets nobody else', async () => {
    const [mine, theirs] = [await newTenant(), await newTenant()];
    const { key } = await newKey(mine);
    await directory.caller(key);
    await newKey(theirs);
    await directory.poll();
    expect(directory.cachedCaller(key)).toBeDefined();
  });

  it('sees a suspension and its end', async () => {
    const tenantId = await newTenant();
    const tenants = new TenantRepository(database.prisma, tenantKeys);
    const { key } = await newKey(tenantId);
    await directory.caller(key);
    for (const status of ['suspended', 'active'] as const) {
      await tenants.setStatus(tenantId, status);
      await directory.poll();
      await expect(directory.caller(key)).resolves.toMatchObject({ tenant: { status } });
    }
  });

  it('sees sending stopped and resumed, and new sources of a key', async () => {
    const tenantId = await newTenant();
    const tenants = new TenantRepository(database.prisma, tenantKeys);
    const { key, id } = await newKey(tenantId);
    await directory.caller(key);
    for (const sending of [false, true]) {
      await tenants.setSending(tenantId, sending);
      await directory.poll();
      await expect(directory.caller(key)).resolves.toMatchObject({ tenant: { sending } });
    }
    await new KeyRepository(database.prisma).change(tenantId, id, { sources: ['192.0.2.0/24'] });
    await directory.poll();
    const { sources } = (await directory.caller(key))!;
    expect([sources?.('192.0.2.1'), sources?.('192.0.3.1')]).toEqual([true, false]);
  });

  it('keeps what it knows of a tenant when a provider was merely asked about reviews', async () => {
    const tenantId = await newTenant();
    await new AccountRepository(database.prisma, new CredentialVault(tenantKeys)).set(tenantId, {
      provider: 'sandbox',
    });
    const { key } = await newKey(tenantId);
    await directory.caller(key);
    await database.pool.query('UPDATE provider_account SET reviews_asked_at = now() WHERE tenant_id = $1', [tenantId]);
    await directory.poll();
    expect(directory.cachedCaller(key)).toBeDefined();
  });

  it('lets a key go at the very moment it expires', async () => {
    const { key } = await newKey(await newTenant(), { expiresAt: new Date(clock.now() + 5_000) });
    await directory.caller(key);
    clock.advance(4.9);
    expect(directory.cachedCaller(key)).toBeDefined();
    clock.advance(0.1);
    expect(directory.cachedCaller(key)).toBeUndefined();
    await expect(directory.caller(key)).resolves.toBeUndefined();
  });

  it('records when a key was last used, and drops nothing for it', async () => {
    const tenantId = await newTenant();
    const { key, id } = await newKey(tenantId);
    await directory.caller(key);
    clock.advance(3);
    directory.cachedCaller(key);
    await directory.recordLastUse();
    const [listed] = await new KeyRepository(database.prisma).list(tenantId);
    expect(listed).toMatchObject({ id, lastUsedAt: new Date(clock.now()) });
    await directory.poll();
    expect(directory.cachedCaller(key)).toBeDefined();
    await expect(queriesDuring(() => directory.recordLastUse())).resolves.toBe(0);
  });

  it('drops tenants that no longer fit, rather than miss a change of theirs', async () => {
    const small = new TenantDirectory(database.pool, tenantKeys, clock, 1);
    const { key } = await newKey(await newTenant());
    const { key: other } = await newKey(await newTenant());
    await small.caller(key);
    await small.caller(other);
    expect(small.cachedCaller(key)).toBeUndefined();
    expect(small.cachedCaller(other)).toBeDefined();
  });
});

describe('while the database is away', () => {
  let known: string;
  let tenantId: string;

  beforeEach(async () => {
    tenantId = await newTenant();
    ({ key: known } = await newKey(tenantId));
    await directory.caller(known);
  });

  it.each(['frozen', 'killed'] as const)(
    '(%s) known callers go on, unknown keys get 503 and never 401',
    async (how) => {
      if (how === 'frozen') server.pause();
      else await server.kill();
      try {
        clock.advance(11);
        const startedAt = Date.now();
        await expect(directory.caller(known)).resolves.toBeDefined();
        expect(Date.now() - startedAt).toBeLessThan(1_500);
        expect(directory.cachedCaller(known)).toBeDefined();
        await expect(directory.caller(newApiKey('live').text)).rejects.toMatchObject({
          refusal: { kind: 'unavailable' },
        });
        expect(Date.now() - startedAt).toBeLessThan(4_000);
        clock.advance(3_600);
        await expect(directory.caller(known)).rejects.toMatchObject({ refusal: { kind: 'unavailable' } });
      } finally {
        if (how === 'frozen') server.resume();
        else await server.restart();
      }
    },
  );

  it('nothing is dropped, and a revocation from that time is noticed afterwards', async () => {
    await server.kill();
    await directory.poll();
    clock.advance(11);
    await expect(directory.caller(known)).resolves.toBeDefined();
    await server.restart();
    await database.pool.query('UPDATE api_key SET revoked_at = now() WHERE tenant_id = $1', [tenantId]);
    // By the time the poll gets through, the change is older than the usual window.
    await database.pool.query('ALTER TABLE tenant DISABLE TRIGGER tenant_revision');
    await database.pool.query(`UPDATE tenant SET changed_at = changed_at - interval '10 minutes' WHERE id = $1`, [
      tenantId,
    ]);
    await database.pool.query('ALTER TABLE tenant ENABLE TRIGGER tenant_revision');
    clock.advance(1_200);
    await directory.poll();
    expect(directory.cachedCaller(known)).toBeUndefined();
    await expect(directory.caller(known)).resolves.toBeUndefined();
  });
});
