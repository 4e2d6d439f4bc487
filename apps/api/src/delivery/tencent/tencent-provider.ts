import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Clock,
  type Message,
  type Provider,
  type ProviderAccount,
  type SendOutcome,
  systemClock,
} from '@latchkey/core';
import { LRUCache } from 'lru-cache';
import type { BreakerOptions, BreakerState } from '../breaker.js';
import { AccountLink } from './account-link.js';
import { type Attempt, refused } from './attempt.js';
import type { CredentialSources } from './credentials.js';
import { parseSettings, type TencentEndpoint } from './settings.js';

export interface TencentProviderOptions extends TencentEndpoint, CredentialSources {
  readonly clock?: Clock;
  /** For everything one `send` does, a repetition included. */
  readonly deadlineMs?: number;
  /** Sends in flight per provider account. */
  readonly concurrency?: number;
  readonly breaker?: Partial<BreakerOptions>;
  /** Mean pause before the first repetition; it grows with each. */
  readonly backoffMs?: number;
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

const MAX_REPETITIONS = 2;
/** Money does not come back within seconds: asking again and again only burns the account's request rate. */
const OUT_OF_FUNDS_MS = 30_000;

/** Tencent Cloud SMS, API 2021-01-11, through Tencent's own SDK. */
export class TencentProvider implements Provider {
  private readonly links: LRUCache<string, Linked>;
  private readonly deadlineMs: number;
  private readonly backoffMs: number;

  constructor(private readonly options: TencentProviderOptions) {
    this.links = new LRUCache({ max: options.maxAccounts ?? 1_000 });
    this.deadlineMs = options.deadlineMs ?? 5_000;
    this.backoffMs = options.backoffMs ?? 100;
  }

  /** Resolves within the deadline. Throws for a test message, which must never be handed to a real vendor. */
  async send(account: ProviderAccount, message: Message): Promise<SendOutcome> {
    if (message.mode !== 'live') throw new Error('a test message must not reach a real provider');
    const link = this.linkOf(account);
    if (!link) {
      return refused('configuration', 'Latchkey.SettingsInvalid', 'the settings of this provider account are unusable')
        .outcome;
    }
    const release = link.cap.tryAcquire();
    if (!release) return refused('busy', 'Latchkey.Busy', 'too many messages in flight for this account').outcome;
    try {
      const settle = link.breaker.tryEnter();
      if (!settle) return refused('busy', 'Latchkey.CircuitOpen', 'sending for this account is paused').outcome;
      const attempt = await this.callUntilSettled(link, message);
      settle(showsTrouble(attempt.outcome) ? 'failed' : 'healthy');
      if (attempt.wholeAccount) link.breaker.open(OUT_OF_FUNDS_MS);
      return attempt.outcome;
    } finally {
      release();
    }
  }

  state(): TencentAccountState[] {
    return [...this.links.entries()].map(([accountId, { link }]) => ({
      accountId,
      breaker: link.breaker.state(),
      ...link.cap.state(),
    }));
  }

  /** Repeats only what is proven not to have gone out, and only while the deadline lasts. */
  private async callUntilSettled(link: AccountLink, message: Message): Promise<Attempt> {
    const deadline = AbortSignal.timeout(this.deadlineMs);
    let attempt = await link.call(message, deadline);
    for (let repetition = 1; repetition <= MAX_REPETITIONS && mayRepeat(attempt, link, repetition); repetition += 1) {
      const waited = await this.waitBefore(repetition, deadline);
      if (!waited) break;
      attempt = await link.call(message, deadline);
    }
    return attempt;
  }

  private async waitBefore(repetition: number, deadline: AbortSignal): Promise<boolean> {
    try {
      // Between half and one and a half of the mean, so that refused callers do not come back together.
      await pause((this.backoffMs * repetition * randomInt(50, 151)) / 100, undefined, { signal: deadline });
      return true;
    } catch {
      return false; // The deadline came first: the last answer stands.
    }
  }

  /** One link per account, made anew when what it was made from has changed. */
  private linkOf(account: ProviderAccount): AccountLink | undefined {
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
}

function mayRepeat({ retry }: Attempt, { settings }: AccountLink, repetition: number): boolean {
  if (retry === 'soon') return true;
  // Stored credentials will not have changed since; the environment's may just have been replaced.
  return retry === 'with_fresh_credentials' && settings.credentials === 'environment' && repetition === 1;
}

/** What the breaker counts against the account: silence, no connection, overload. A refusal is an answer. */
function showsTrouble(outcome: SendOutcome): boolean {
  if (outcome.outcome === 'unknown') return true;
  return outcome.outcome === 'rejected' && (outcome.reason === 'unreachable' || outcome.reason === 'transient');
}
