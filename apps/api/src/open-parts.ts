import { type Clock, KeyedHashes, systemClock } from '@latchkey/core';
import type { Logger } from 'pino';
import { BacklogWatch } from './audit/backlog-watch.js';
import { ensureEventPartitions } from './audit/event-partitions.js';
import { OptOutKeeper } from './delivery/index.js';
import { openProviders } from './delivery/providers.js';
import { openLiveState } from './live-state.js';
import { OperatorSecrets } from './operator/index.js';
import type { Parts } from './parts.js';
import { type Config, ConfigError } from './platform/config.js';
import { openInstallation } from './platform/crypto/installation.js';
import { openMasterKeys } from './platform/crypto/master-keys.js';
import { TenantKeys } from './platform/crypto/tenant-keys.js';
import { openDatabase } from './platform/database/database.js';
import { Metrics } from './platform/metrics.js';
import { CredentialVault } from './tenant/account-credentials.js';
import { phoneSealer } from './tenant/phone-seal.js';
import { SendingSwitch } from './tenant/sending-switch.js';
import { TenantDirectory } from './tenant/tenant-directory.js';

/**
 * Opens everything the process lives on, in the order in which each needs the other: database, migrations, partitions,
 * secrets, live state. What was opened is closed again when something later cannot be.
 */
export async function openParts(config: Config, logger: Logger, clock: Clock = systemClock): Promise<Parts> {
  if (!config.redis && config.roles.has('api') && !config.roles.has('worker')) {
    throw new ConfigError(['ROLES must hold worker beside api while live codes are in memory; or set REDIS_URL']);
  }
  const masterKeys = await openMasterKeys(config);
  const database = await openDatabase(
    config.databaseUrl ? { url: config.databaseUrl } : { dataDir: config.dataDir, alone: true },
  );
  try {
    const applied = await database.migrate();
    if (applied.length > 0) logger.info({ applied }, 'migrations applied');
    await ensureEventPartitions(database.pool, new Date(clock.now()));
    const { phoneKey, partitions } = await openInstallation(database, masterKeys, config.partitions);
    const hashes = new KeyedHashes(phoneKey, masterKeys.codeKeys);
    const tenantKeys = new TenantKeys(masterKeys, database);
    const operatorSecrets = new OperatorSecrets(masterKeys.wrapping);
    await operatorSecrets.reseal(database.prisma);
    const rewrapped = await tenantKeys.rewrap();
    if (rewrapped > 0) logger.info({ rewrapped }, 'data keys are wrapped by the newest master key');
    const directory = new TenantDirectory(database.pool, tenantKeys, clock);
    const sending = new SendingSwitch(database.pool);
    await sending.poll();
    const metrics = new Metrics();
    const live = await openLiveState({ ...config, partitions }, clock, logger);
    const backlog = new BacklogWatch(live.events, logger);
    backlog.measure(metrics);
    // Before anything can be sent.
    await new OptOutKeeper(database.pool, live.store).follow();
    const vault = new CredentialVault(tenantKeys);
    return {
      config,
      logger,
      clock,
      metrics,
      database,
      live,
      hashes,
      tenantKeys,
      operatorSecrets,
      vault,
      directory,
      sending,
      sealPhone: phoneSealer(tenantKeys),
      ...openProviders({ config, live, clock, metrics, vault }),
      backlog,
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** In the opposite order. Nothing may use the parts any more. */
export async function closeParts({ backlog, accountStates, directory, sending, live, database }: Parts): Promise<void> {
  backlog.stop();
  accountStates.stop();
  sending.stop();
  await directory.stop();
  await live.close();
  await database.close();
}
