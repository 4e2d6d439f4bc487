import type { EventDetails } from '../audit/event.js';
import type { Delivered, PassedOver } from '../delivery/courier.js';
import type { RejectionReason, SendOutcome } from '../delivery/provider.js';
import { type Refusal, Refused } from '../refusal.js';
import { SENDING_MS, type Verification } from './verification.js';
import type { CheckResult, StartResult } from './verification-store.js';

/** A verification whose message was accepted, or may have gone out (`unknown`): its code can be used either way. */
export interface Started {
  readonly verification: Verification;
  readonly delivery: 'accepted' | 'unknown';
}

/** The refusal for an outcome that is one by itself. */
export const REFUSALS = {
  closed: 'verification_closed',
  expired: 'verification_expired',
  not_found: 'not_found',
  held: 'number_held',
} as const;
const RETRY_LATER_SECONDS = 5;

/** The verification of a right code; throws the refusal of everything else. */
export function approvedOrRefused(result: CheckResult): Verification {
  switch (result.outcome) {
    case 'approved':
      return result.verification;
    case 'wrong_code':
      throw new Refused({ kind: 'wrong_code', attemptsLeft: result.attemptsLeft });
    case 'limited':
      throw new Refused(rateLimited(result.name, result.retryAfterMs));
    case 'full':
      throw new Refused({ kind: 'unavailable', retryAfterSeconds: RETRY_LATER_SECONDS });
    default:
      throw new Refused({ kind: REFUSALS[result.outcome] });
  }
}

/** The kept answer of a repeated start; throws the refusal of everything else. */
export function replayedOrRefused(result: Exclude<StartResult, { outcome: 'started' }>, nowMs: number): Started {
  if (result.outcome === 'limited') throw new Refused(rateLimited(result.name, result.retryAfterMs));
  if (result.outcome === 'held') throw new Refused({ kind: 'number_held' });
  if (result.outcome === 'blocked') throw new Refused({ kind: 'recipient_opted_out' });
  if (result.outcome === 'full') throw new Refused({ kind: 'unavailable', retryAfterSeconds: RETRY_LATER_SECONDS });
  const { verification, delivery } = result;
  if (delivery !== 'sending') return { verification, delivery };
  if (nowMs - verification.createdAt > SENDING_MS) return { verification, delivery: 'unknown' };
  throw new Refused({ kind: 'idempotency_in_progress', retryAfterSeconds: 1 });
}

function rateLimited(window: string, retryAfterMs: number): Refusal {
  return { kind: 'rate_limited', window, retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) };
}

const OUT_OF_REACH: ReadonlySet<RejectionReason> = new Set(['transient', 'unreachable', 'busy']);

/** What a caller is told when every account definitely failed: out of reach for now, or the provider's own words. */
export function refusalOf({ reason, providerCode, message }: Extract<SendOutcome, { outcome: 'rejected' }>): Refusal {
  return OUT_OF_REACH.has(reason)
    ? { kind: 'unavailable', retryAfterSeconds: RETRY_LATER_SECONDS }
    : { kind: 'provider_rejected', providerCode, message };
}

/** What the event of a settled send says about it. */
export function deliveryDetails(requestId: string, delivered: Delivered): EventDetails {
  const { route, latencyMs } = delivered;
  const details: Record<string, string | number> = { requestId, provider: route.account.provider, latencyMs };
  if (route.signature) details['signatureId'] = route.signature.id;
  if (delivered.passedOver) details['passedOver'] = passedOverText(delivered.passedOver);
  switch (delivered.outcome) {
    case 'accepted':
      details['providerMessageId'] = delivered.providerMessageId;
      details['segments'] = delivered.segments;
      return details;
    case 'rejected':
      details['reason'] = delivered.reason;
      details['providerCode'] = delivered.providerCode;
      return details;
    case 'unknown':
      details['cause'] = delivered.cause;
      return details;
  }
}

/** Details hold no lists: one account after the other, `account reason code` each. None of the three holds a space. */
const passedOverText = (accounts: readonly PassedOver[]): string =>
  accounts
    .slice(0, MOST_PASSED_OVER)
    .map(({ accountId, reason, providerCode }) => `${accountId} ${reason} ${providerCode || '-'}`)
    .join(', ');

/** Of each no more than 150 characters, and a detail has 2,000. */
const MOST_PASSED_OVER = 12;

/** The accounts that refused a message before the one of the settlement; see `passedOver` of `Delivered`. */
export function passedOverOf({ passedOver }: EventDetails): PassedOver[] {
  if (typeof passedOver !== 'string') return [];
  return passedOver.split(', ').flatMap((line) => {
    const [accountId = '', reason = '', code = ''] = line.split(' ');
    const providerCode = code === '-' ? '' : code;
    return accountId === '' ? [] : [{ accountId, reason: reason as PassedOver['reason'], providerCode }];
  });
}
