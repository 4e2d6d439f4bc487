import type { Clock, EventLog, KeyedHashes, Provider, ProviderAccount, SealPhone } from '@latchkey/core';
import type { Logger } from 'pino';
import type { LiveState } from './live-state.js';
import type { Config } from './platform/config.js';
import type { Database } from './platform/database/database.js';
import type { Metrics } from './platform/metrics.js';
import type { Callers } from './tenant/callers.js';

/** What a process has opened before its modules are built. */
export interface Parts {
  readonly config: Config;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly database: Database;
  readonly live: LiveState;
  readonly events: EventLog;
  readonly hashes: KeyedHashes;
  readonly sealPhone: SealPhone;
  readonly callers: Callers;
  readonly providers: Readonly<Record<ProviderAccount['provider'], Provider>>;
}
