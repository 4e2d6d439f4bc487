import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Message, Provider, ProviderAccount, SendOutcome } from '@latchkey/core';
import type { AccountLink } from './account-link.js';
import { AccountLinks, type AccountLinksOptions, type TencentAccountState } from './account-links.js';
import { type Attempt, refused } from './attempt.js';

export interface TencentProviderOptions extends AccountLinksOptions {
  /** Mean pause before the first repetition; it grows with each. */
  readonly backoffMs?: number;
}

const MAX_REPETITIONS = 2;
/** Money does not come back within seconds: asking again and again only burns the account's request rate. */
const OUT_OF_FUNDS_MS = 30_000;

/** Tencent Cloud SMS, API 2021-01-11, through Tencent's own SDK. */
export class TencentProvider implements Provider {
  private readonly deadlineMs: number;
  private readonly backoffMs: number;

  /** @param links shared with whatever else is asked of the accounts */
  constructor(
    options: TencentProviderOptions,
    private readonly links: AccountLinks = new AccountLinks(options),
  ) {
    this.deadlineMs = links.deadlineMs;
    this.backoffMs = options.backoffMs ?? 100;
  }

  /** Resolves within the deadline. Throws for a test message, which must never be handed to a real vendor. */
  async send(account: ProviderAccount, message: Message): Promise<SendOutcome> {
    if (message.mode !== 'live') throw new Error('a test message must not reach a real provider');
    const link = this.links.of(account);
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
    return this.links.states();
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
