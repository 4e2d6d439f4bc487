import type { VerificationEvent } from '../audit/event.js';
import { eventIdOf } from '../ids.js';
import type { Mode } from '../tenant/tenant.js';

/* Asking a provider what became of a message whose receipt did not come, or of which nobody knows whether it went out. */

/** A delivery of which something can still be learnt. */
export interface OpenDelivery {
  readonly tenantId: string;
  readonly id: string;
  readonly mode: Mode;
  readonly state: 'unknown' | 'accepted';
  readonly verificationId: string;
  readonly purpose: string;
  readonly phoneKey: string;
  readonly country: string;
  readonly templateId: string;
  readonly signatureId: string;
  readonly providerMessageId: string | null;
  /** When the send was reserved, in milliseconds since 1970. */
  readonly at: number;
}

/** A message as the provider's records have it. */
export interface FoundMessage {
  readonly accountId: string;
  readonly provider: string;
  readonly providerMessageId: string;
  /** Absent where the record does not tell. */
  readonly sentAt?: number;
  readonly state: 'rejected' | 'sending' | 'delivered' | 'undelivered';
  /** The provider's code: of the rejection, or of the receipt. */
  readonly code: string;
  /** Class of a rejection. */
  readonly reason: string;
  readonly receivedAt?: number;
  readonly segments: number;
  /** What we had sent along, where the provider returns it; empty where it does not. */
  readonly echo: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** After how long a provider is asked, from the send on. Records reach back 72 hours. */
const SCHEDULE: Readonly<Record<OpenDelivery['state'], readonly number[]>> = {
  unknown: [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 3 * HOUR_MS, 24 * HOUR_MS, 71 * HOUR_MS],
  accepted: [10 * MINUTE_MS, HOUR_MS, 24 * HOUR_MS, 71 * HOUR_MS],
};

/** When the provider is asked next, in milliseconds since 1970; undefined when it was asked often enough. */
export function nextInquiryAt({ state, at }: Pick<OpenDelivery, 'state' | 'at'>, nowMs: number): number | undefined {
  const afterMs = SCHEDULE[state].find((ms) => at + ms > nowMs);
  return afterMs === undefined ? undefined : at + afterMs;
}

/** Our clock and the provider's may differ, and it counts in whole seconds. */
const EARLIEST_MS = 10_000;
/** A send ends within six seconds, its repetitions included; the rest is for a slow provider. */
const LATEST_MS = 30_000;

/** When a message of this delivery can have been sent. */
export const sendWindow = ({ at }: Pick<OpenDelivery, 'at'>) => ({ from: at - EARLIEST_MS, to: at + LATEST_MS });

/** Two sends to one number that lie closer together may each be what a record tells of. */
export const RIVAL_MS = EARLIEST_MS + LATEST_MS;

export interface Neighbours {
  /** Message ids that belong to other deliveries. */
  readonly taken: ReadonlySet<string>;
  /** Whether another delivery to this number, close in time, has no message id either. */
  readonly rival: boolean;
}

/**
 * Which of the messages to its number is this delivery's. By the message id where there is one, else by what we had sent along, else
 * the only one that was sent at the time and is nobody else's. Undefined when there is none, or more than one: a guess would
 * credit one person's message to another's login.
 */
export function ownMessage(
  delivery: OpenDelivery,
  found: readonly FoundMessage[],
  { taken, rival }: Neighbours,
): FoundMessage | undefined {
  if (delivery.providerMessageId) {
    return found.find(({ providerMessageId }) => providerMessageId === delivery.providerMessageId);
  }
  const echoed = found.find(({ echo }) => echo === delivery.id);
  if (echoed) return echoed;
  const { from, to } = sendWindow(delivery);
  const candidates = found.filter(
    ({ echo, sentAt, providerMessageId }) =>
      echo === '' && sentAt !== undefined && sentAt >= from && sentAt <= to && !taken.has(providerMessageId),
  );
  return candidates.length === 1 && !rival ? candidates[0] : undefined;
}

/**
 * The settlement of an `unknown` delivery, as its provider's records tell it. Its id and time follow from the record, so learning
 * it twice is one event. Live state is left alone: whether a code is valid was decided long before.
 */
export function lateSettlement(delivery: OpenDelivery, message: FoundMessage): VerificationEvent {
  const { tenantId, mode, purpose, phoneKey, verificationId, id, country, templateId, signatureId, at } = delivery;
  const { accountId, provider, providerMessageId, segments, code, reason } = message;
  const rejected = message.state === 'rejected';
  const settledAt = message.sentAt ?? at;
  return {
    id: eventIdOf(settledAt, [id, rejected ? 'rejected' : 'accepted']),
    at: settledAt,
    tenantId,
    mode,
    type: 'settle',
    outcome: rejected ? 'rejected' : 'accepted',
    purpose,
    phoneKey,
    verificationId,
    deliveryId: id,
    country,
    accountId,
    templateId,
    startedAt: at,
    details: {
      accountId,
      provider,
      templateId,
      ...(signatureId === '' ? {} : { signatureId }),
      learnt: 'inquiry',
      ...(rejected ? { reason, providerCode: code } : { providerMessageId, segments }),
    },
  };
}
