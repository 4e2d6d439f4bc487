import { openMasterKeys } from '../../src/platform/crypto/master-keys.js';
import { TenantKeys } from '../../src/platform/crypto/tenant-keys.js';
import { openDatabase } from '../../src/platform/database/database.js';
import { loadConfig } from '../../src/platform/config.js';
import { CallbackRepository } from '../../src/delivery/receipts/callback-repository.js';
import { CredentialVault } from '../../src/tenant/account-credentials.js';
import { AccountRepository } from '../../src/tenant/account-repository.js';
import { KeyRepository } from '../../src/tenant/key-repository.js';
import { PolicyRepository } from '../../src/tenant/policy-repository.js';
import { TenantRepository } from '../../src/tenant/tenant-repository.js';

/** The control plane of a running installation, written as the command line writes it. */
export async function openControlPlane(env: Readonly<Record<string, string>>) {
  const config = loadConfig(env);
  if (config.databaseUrl === undefined) throw new Error('a control plane beside a process needs a DATABASE_URL');
  const database = await openDatabase({ url: config.databaseUrl });
  const tenantKeys = new TenantKeys(await openMasterKeys(config), database);
  const { prisma, pool } = database;
  return {
    pool,
    tenants: new TenantRepository(prisma, tenantKeys),
    accounts: new AccountRepository(prisma, new CredentialVault(tenantKeys)),
    keys: new KeyRepository(prisma),
    policies: new PolicyRepository(prisma),
    callbacks: (publicUrl: string) => new CallbackRepository(prisma, tenantKeys, publicUrl),
    close: () => database.close(),
  };
}

export type ControlPlane = Awaited<ReturnType<typeof openControlPlane>>;
