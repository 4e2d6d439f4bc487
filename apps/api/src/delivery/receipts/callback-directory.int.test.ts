import { randomBytes } from 'node:crypto';
import { type PostgresServer, startPostgresServer } from '../../../test/support/postgres-server.js';
import { MasterKeys } from '../../platform/crypto/master-keys.js';
import { TenantKeys } from '../../platform/crypto/tenant-keys.js';
import { type Database, openDatabase } from '../../platform/database/database.js';
import { AccountRepository, CredentialVault, TenantRepository } from '../../tenant/index.js';
import { CallbackDirectory } from './callback-directory.js';
import { CallbackRepository } from './callback-repository.js';
import { newCallbackToken } from './callback-token.js';

describe('the directory of callback addresses', () => {
  let server: PostgresServer;
  let database: Database;
  let token: string;
  let tenantId: string;
  const clock = { ms: Date.now(), now: () => clock.ms };

  beforeAll(async () => {
    server = await startPostgresServer({ exclusive: true });
    database = await openDatabase({ url: await server.newDatabase() });
    await database.migrate();
    const keys = new TenantKeys(new MasterKeys([{ id: 'k1', secret: randomBytes(32) }]), database);
    tenantId = (await new TenantRepository(database.prisma, keys).create({ name: 'Acme' })).id;
    await new AccountRepository(database.prisma, new CredentialVault(keys)).set(tenantId, {
      provider: 'tencent',
      settings: { sdkAppId: '1400006666', credentials: 'environment', callbackSources: '10.0.0.0/8' },
    });
    const { url } = await new CallbackRepository(database.prisma, keys, 'https://x').show(tenantId, 'default');
    token = url.split('/').at(-1) ?? '';
  });

  afterAll(async () => {
    await database.close();
    await server.stop();
  });

  it('knows an address for as long as the database is away, and says of a new one that it cannot tell', async () => {
    const directory = new CallbackDirectory(database.pool, clock);
    const account = await directory.account(token);
    expect(account).toMatchObject({ tenantId });
    expect([account?.sources?.('10.1.2.3'), account?.sources?.('11.1.2.3')]).toEqual([true, false]);
    server.pause();
    try {
      expect(directory.cached(token)).toBe(account);
      clock.ms += 60_000;
      expect(directory.cached(token)).toBeUndefined();
      expect(await directory.account(token)).toBe(account);
      expect(directory.cached(token)).toBe(account);
      await expect(directory.account(newCallbackToken())).rejects.toMatchObject({ refusal: { kind: 'unavailable' } });
      clock.ms += 25 * 3_600_000;
      await expect(directory.account(token)).rejects.toMatchObject({ refusal: { kind: 'unavailable' } });
    } finally {
      server.resume();
    }
  });

  it('asks the database once for many callbacks, and not again for an unknown address', async () => {
    const directory = new CallbackDirectory(database.pool, clock);
    const query = jest.spyOn(database.pool, 'query');
    await Promise.all(Array.from({ length: 50 }, () => directory.account(token)));
    expect(query).toHaveBeenCalledTimes(1);
    const unknown = newCallbackToken();
    expect(await directory.account(unknown)).toBeUndefined();
    expect(await directory.account(unknown)).toBeUndefined();
    expect(await directory.account('short')).toBeUndefined();
    expect(query).toHaveBeenCalledTimes(2);
    query.mockRestore();
  });
});
