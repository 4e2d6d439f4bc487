import type { Clock, Provider, ProviderAccount } from '@latchkey/core';
import { Gauge } from 'prom-client';
import type { LiveState } from '../live-state.js';
import type { Config } from '../platform/config.js';
import type { Metrics } from '../platform/metrics.js';
import type { CredentialVault } from '../tenant/account-credentials.js';
import { MeasuredProvider } from './measured-provider.js';
import { SandboxProvider } from './sandbox/sandbox-provider.js';
import { AccountLinks, type AccountLinksOptions } from './tencent/account-links.js';
import { AccountStates } from './tencent/account-states.js';
import { RedisStateBoard } from './tencent/redis-state-board.js';
import { parseEndpoint } from './tencent/settings.js';
import { TencentProvider } from './tencent/tencent-provider.js';

export type Providers = Readonly<Record<ProviderAccount['provider'], Provider>>;

export interface OpenedProviders {
  readonly providers: Providers;
  /** For whatever else is asked of Tencent than to send. */
  readonly links: AccountLinks;
  /** How the accounts stand, in whichever process sends through them. */
  readonly accountStates: AccountStates;
}

export interface ProviderParts {
  readonly config: Pick<Config, 'tencent' | 'tencentCredentials'>;
  readonly live: Pick<LiveState, 'inbox' | 'redis'>;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly vault: CredentialVault;
}

/** Every provider an account may name, measured. */
export function openProviders({ config, live, clock, metrics, vault }: ProviderParts): OpenedProviders {
  const options = linkOptions(config, vault, clock);
  const links = new AccountLinks(options);
  const tencent = new TencentProvider(options, links);
  measureAccounts(tencent, metrics);
  const providers = {
    tencent: new MeasuredProvider(tencent, metrics),
    sandbox: new MeasuredProvider(new SandboxProvider(live.inbox, clock), metrics),
  };
  const board = live.redis && new RedisStateBoard(live.redis);
  return { providers, links, accountStates: new AccountStates(links, board, clock) };
}

/** How Tencent's accounts are reached and opened. */
export function linkOptions(
  config: ProviderParts['config'],
  vault: CredentialVault,
  clock: Clock,
): AccountLinksOptions {
  const { smsEndpoint } = config.tencent;
  return {
    ...(smsEndpoint === undefined ? {} : parseEndpoint(smsEndpoint)),
    openCredentials: (account) => vault.open(account),
    readEnvironment: () => environmentOf(config),
    clock,
  };
}

/** What the configuration reads anew at each call, in the spelling the provider reads. */
function environmentOf({ tencentCredentials }: ProviderParts['config']): Record<string, string | undefined> {
  const { secretId, secretKey, token } = tencentCredentials() ?? {};
  return { TENCENTCLOUD_SECRETID: secretId, TENCENTCLOUD_SECRETKEY: secretKey, TENCENTCLOUD_SESSIONTOKEN: token };
}

const BREAKER_LEVELS = { closed: 0, half_open: 1, open: 2 } as const;

function measureAccounts(tencent: TencentProvider, { registry }: Metrics): void {
  new Gauge({
    name: 'latchkey_provider_breaker_state',
    help: 'Per provider account: 0 closed, 1 trying again, 2 open.',
    labelNames: ['account'],
    registers: [registry],
    collect(): void {
      this.reset();
      for (const { accountId, breaker: state } of tencent.state())
        this.set({ account: accountId }, BREAKER_LEVELS[state]);
    },
  });
}
