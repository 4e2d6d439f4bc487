import { type Clock, type ProviderAccount, systemClock } from '@latchkey/core';
import { LRUCache } from 'lru-cache';
import type { BreakerOptions, BreakerState } from '../breaker.js';
import { AccountLink } from './account-link.js';
import type { CredentialSources } from './credentials.js';
import { parseSettings, type TencentEndpoint } from './settings.js';

export interface AccountLinksOptions extends TencentEndpoint, CredentialSources {
  readonly clock?: Clock;
  /** For everything one `send` does, a repetition included; and for one question. */
  readonly deadlineMs?: number;
  /** Sends in flight per provider account. */
  readonly concurrency?: number;
  readonly breaker?: Partial<BreakerOptions>;
  /** Accounts kept connected; the least recently used one is let go. */
  readonly maxAccounts?: number;
}

/** One account as it stands now, for metrics and the console. */
export interface TencentAccountState {
  readonly accountId: string;
  readonly breaker: BreakerState;
  readonly inFlight: number;
  readonly limit: number;
}

interface Linked {
  readonly fingerprint: string;
  readonly link: AccountLink;
}

/** One link per account, made anew when what it was made from has changed. */
export class AccountLinks {
  readonly deadlineMs: number;
  private readonly links: LRUCache<string, Linked>;

  constructor(private readonly options: AccountLinksOptions) {
    this.links = new LRUCache({ max: options.maxAccounts ?? 1_000 });
    this.deadlineMs = options.deadlineMs ?? 5_000;
  }

  /** Undefined when the settings of the account cannot be used. */
  of(account: ProviderAccount): AccountLink | undefined {
    const fingerprint = JSON.stringify([account.settings, account.sealedCredentials]);
    const known = this.links.get(account.id);
    if (known?.fingerprint === fingerprint) return known.link;
    const settings = parseSettings(account.settings);
    if (!settings) return undefined;
    const link = new AccountLink(account, settings, {
      ...this.options,
      clock: this.options.clock ?? systemClock,
      deadlineMs: this.deadlineMs,
      concurrency: this.options.concurrency ?? 100,
      breaker: this.options.breaker ?? {},
    });
    this.links.set(account.id, { fingerprint, link });
    return link;
  }

  states(): TencentAccountState[] {
    return this.all().map(({ accountId, link }) => ({
      accountId,
      breaker: link.breaker.state(),
      ...link.cap.state(),
    }));
  }

  all(): { readonly accountId: string; readonly link: AccountLink }[] {
    return [...this.links.entries()].map(([accountId, { link }]) => ({ accountId, link }));
  }
}
