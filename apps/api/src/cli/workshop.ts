import { KeyedHashes, Refused, systemClock } from '@latchkey/core';
import { AccountLinks, CallbackRepository, linkOptions, OptOutRepository, Reconciler } from '../delivery/index.js';
import type { Config } from '../platform/config.js';
import { openInstallation } from '../platform/crypto/installation.js';
import { openMasterKeys } from '../platform/crypto/master-keys.js';
import { TenantKeys } from '../platform/crypto/tenant-keys.js';
import { type Database, type DatabaseLocation, openDatabase } from '../platform/database/database.js';
import { MigrationError, pendingMigrations } from '../platform/database/migrate.js';
import {
  AccountRepository,
  CredentialVault,
  InstallationRepository,
  KeyRepository,
  PolicyRepository,
  TenantRepository,
  type TenantSummary,
} from '../tenant/index.js';

/** What commands work with, while the database is open. */
export interface Workshop {
  readonly config: Config;
  readonly database: Database;
  readonly tenants: TenantRepository;
  readonly keys: KeyRepository;
  readonly accounts: AccountRepository;
  readonly policies: PolicyRepository;
  readonly optOuts: OptOutRepository;
  readonly reconciler: Reconciler;
  readonly callbacks: CallbackRepository;
  readonly tenantKeys: TenantKeys;
  readonly hashes: KeyedHashes;
  readonly installation: InstallationRepository;
}

export const databaseLocation = ({ databaseUrl, dataDir }: Config): DatabaseLocation =>
  databaseUrl === undefined ? { dataDir } : { url: databaseUrl };

/** Opens the database that the configuration names, checks that it is this installation's, and closes it afterwards. */
export async function inWorkshop<T>(config: Config, work: (workshop: Workshop) => Promise<T>): Promise<T> {
  const database = await openDatabase(databaseLocation(config));
  try {
    await demandMigrations(database);
    const masterKeys = await openMasterKeys(config);
    // Fails for a wrong master key or partition count, before anything is written that the servers could not read.
    const { phoneKey } = await openInstallation(database, masterKeys, config.partitions);
    const hashes = new KeyedHashes(phoneKey, masterKeys.codeKeys);
    const tenantKeys = new TenantKeys(masterKeys, database);
    const vault = new CredentialVault(tenantKeys);
    const { prisma } = database;
    return await work({
      config,
      database,
      tenants: new TenantRepository(prisma, tenantKeys),
      keys: new KeyRepository(prisma),
      accounts: new AccountRepository(prisma, vault),
      policies: new PolicyRepository(prisma),
      optOuts: new OptOutRepository(prisma, hashes),
      reconciler: new Reconciler(database.pool, new AccountLinks(linkOptions(config, vault, systemClock))),
      callbacks: new CallbackRepository(prisma, tenantKeys, config.publicUrl),
      tenantKeys,
      hashes,
      installation: new InstallationRepository(prisma),
    });
  } finally {
    await database.close();
  }
}

/** An embedded database is migrated on the way; a server's is changed only when somebody says so. */
async function demandMigrations(database: Database): Promise<void> {
  if (database.kind === 'embedded') await database.migrate();
  const { length } = await pendingMigrations(database.pool);
  if (length > 0) throw new MigrationError(`migrations missing in the database: ${length}; run \`latchkey migrate\``);
}

/** The tenant that was named, or the only one there is. */
export async function theTenant(
  { tenants }: Pick<Workshop, 'tenants'>,
  named: string | undefined,
): Promise<TenantSummary> {
  if (named !== undefined) return tenants.find(named);
  const [only, ...others] = await tenants.list();
  if (only && others.length === 0) return only;
  const message = only ? 'name one of the tenants with --tenant' : 'there is no tenant yet';
  throw new Refused({ kind: 'invalid_parameter', field: 'tenant', message });
}
