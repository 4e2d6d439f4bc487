import type { Clock, KeyedHashes, SealPhone } from '@latchkey/core';
import type { Logger } from 'pino';
import type { BacklogWatch } from './audit/backlog-watch.js';
import type { Providers } from './delivery/providers.js';
import type { AccountLinks } from './delivery/tencent/account-links.js';
import type { AccountStates } from './delivery/tencent/account-states.js';
import type { LiveState } from './live-state.js';
import type { Config } from './platform/config.js';
import type { TenantKeys } from './platform/crypto/tenant-keys.js';
import type { OperatorSecrets } from './operator/operator-secrets.js';
import type { Database } from './platform/database/database.js';
import type { Metrics } from './platform/metrics.js';
import type { CredentialVault } from './tenant/account-credentials.js';
import type { SendingSwitch } from './tenant/sending-switch.js';
import type { TenantDirectory } from './tenant/tenant-directory.js';

/** What a process has opened before its modules are built. */
export interface Parts {
  readonly config: Config;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly database: Database;
  readonly live: LiveState;
  readonly hashes: KeyedHashes;
  readonly tenantKeys: TenantKeys;
  readonly operatorSecrets: OperatorSecrets;
  readonly vault: CredentialVault;
  readonly sealPhone: SealPhone;
  readonly directory: TenantDirectory;
  readonly sending: SendingSwitch;
  readonly providers: Providers;
  readonly backlog: BacklogWatch;
  readonly links: AccountLinks;
  readonly accountStates: AccountStates;
}
