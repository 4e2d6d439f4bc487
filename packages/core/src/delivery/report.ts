import type { VerificationEvent } from '../audit/event.js';
import { eventIdOf, newEventId } from '../ids.js';
import type { Phone } from '../phone/phone.js';
import { wantsOut } from './opt-out.js';

/** Whose account a provider speaks of: it follows from where it spoke, never from what it said. */
export interface ReportingAccount {
  readonly tenantId: string;
  readonly accountId: string;
}

/** What a provider says later of a message that it had accepted. */
export interface Receipt {
  readonly kind: 'receipt';
  readonly phone: Phone;
  readonly providerMessageId: string;
  readonly delivered: boolean;
  /** The carrier's own code, `DELIVRD` when it arrived. */
  readonly code: string;
  readonly description: string;
  /** Milliseconds since 1970, when it was told and is believable. */
  readonly receivedAt?: number;
  /** Our own reference, where the provider returns it. */
  readonly deliveryId?: string;
}

/** What the owner of a phone answered. */
export interface Reply {
  readonly kind: 'reply';
  readonly phone: Phone;
  readonly text: string;
  /** The extension of the sender's number that was answered; mostly empty. */
  readonly extend: string;
  /** The signature of the message that was answered. */
  readonly sign: string;
  /** Milliseconds since 1970, when it was told and is believable. */
  readonly repliedAt?: number;
}

export type Report = Receipt | Reply;

/** Why a message did not arrive, in the classes of the provider's own statistics. */
export type UndeliveredBucket =
  'internal_error' | 'invalid_number' | 'shutdown' | 'blacklist' | 'frequency_limit' | 'other';

/**
 * The codes of Tencent's receipts for international messages, by bucket of CallbackStatusStatistics. Mainland carriers have
 * thousands of codes of their own that change over time: the raw one is kept, and those not listed here are `other`.
 */
const BUCKETS: Readonly<Record<string, UndeliveredBucket>> = {
  COMFAIL: 'internal_error',
  WTNFAIL: 'internal_error',
  UNKNOWN: 'internal_error',
  SUBFAIL: 'invalid_number',
  UNDELIV: 'shutdown',
  EXPIRED: 'shutdown',
  '002': 'shutdown',
  REJECTD: 'blacklist',
  '-106': 'blacklist',
  DELETED: 'frequency_limit',
};

export function undeliveredBucketOf(code: string): UndeliveredBucket {
  return Object.hasOwn(BUCKETS, code) ? BUCKETS[code]! : 'other';
}

/** How a provider's report stands in the event log. Purpose and verification are found when it meets its delivery. */
export function reportEvent(
  account: ReportingAccount,
  report: Report,
  phoneKey: string,
  nowMs: number,
): VerificationEvent {
  return report.kind === 'receipt'
    ? receiptEvent(account, report, phoneKey, nowMs)
    : replyEvent(account, report, phoneKey, nowMs);
}

function receiptEvent(account: ReportingAccount, receipt: Receipt, phoneKey: string, nowMs: number): VerificationEvent {
  const { delivered, providerMessageId, code, description, receivedAt, deliveryId } = receipt;
  return {
    ...common(account, receipt.phone, phoneKey),
    id: newEventId(nowMs),
    at: nowMs,
    type: 'receipt',
    outcome: delivered ? 'delivered' : 'undelivered',
    ...(deliveryId === undefined ? {} : { deliveryId }),
    details: {
      accountId: account.accountId,
      providerMessageId,
      code,
      description,
      receivedAt: new Date(receivedAt ?? nowMs).toISOString(),
      ...(delivered ? {} : { bucket: undeliveredBucketOf(code) }),
    },
  };
}

/** A reply has no number of its own, so its id follows from what it says: the same one told twice is one event. */
function replyEvent(account: ReportingAccount, reply: Reply, phoneKey: string, nowMs: number): VerificationEvent {
  const { text, extend, sign, phone } = reply;
  const at = reply.repliedAt ?? nowMs;
  return {
    ...common(account, phone, phoneKey),
    id: eventIdOf(at, [account.accountId, phoneKey, extend, sign, text]),
    at,
    type: 'reply',
    outcome: wantsOut(text) ? 'opted_out' : 'received',
    details: { accountId: account.accountId, phone: phone.masked, text, extend, sign },
  };
}

/** Real phones alone answer, and only live messages reach them. */
const common = ({ tenantId, accountId }: ReportingAccount, { country }: Phone, phoneKey: string) =>
  ({ tenantId, mode: 'live', purpose: '', verificationId: '', phoneKey, country, accountId }) as const;
