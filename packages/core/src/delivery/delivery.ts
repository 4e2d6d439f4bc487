import type { EventDetails, VerificationEvent } from '../audit/event.js';
import type { Mode } from '../tenant/tenant.js';
import { DELIVERY_RANKS, type DeliveryStatus, moves } from './delivery-state.js';

/** One message handed to one provider, as far as start and settle tell of it. Times are milliseconds since 1970. */
export interface Delivery {
  readonly tenantId: string;
  readonly id: string;
  readonly mode: Mode;
  readonly verificationId: string;
  readonly purpose: string;
  readonly phoneKey: string;
  /** Masked; empty while only the settlement is known. */
  readonly phone: string;
  readonly sealedPhone: string;
  readonly country: string;
  readonly state: DeliveryStatus;
  /** When the send was reserved. */
  readonly at: number;
  readonly settlement?: Settlement | undefined;
}

/** How the provider answered. Texts are empty where there is nothing to say. */
export interface Settlement {
  readonly accountId: string;
  /** Empty when nobody heard the answer: the process that asked is gone. */
  readonly provider: string;
  readonly templateId: string;
  readonly signatureId: string;
  readonly segments: number;
  readonly providerMessageId?: string | undefined;
  /** Class of a rejection, or cause of not knowing. */
  readonly reason: string;
  readonly providerCode: string;
  readonly settledAt: number;
  /** Duration of the provider call. */
  readonly latencyMs?: number | undefined;
}

/** What an event tells of a delivery; undefined when it is about none. */
export function deliveryOf(event: VerificationEvent): Delivery | undefined {
  const { type, outcome, details } = event;
  if (type === 'start' && outcome === 'started') {
    return toldBy(event, 'sending', event.at, text(details, 'phone'), text(details, 'sealedPhone'));
  }
  const state = type === 'settle' ? stateOf(event) : undefined;
  return state && toldBy(event, state, event.startedAt ?? event.at, '', '', settlementOf(event));
}

/** Member by member, for there are thousands: copying an object and adding to it takes V8 ten times as long. */
function toldBy(
  { tenantId, mode, deliveryId, verificationId, purpose, phoneKey, country }: VerificationEvent,
  state: DeliveryStatus,
  at: number,
  phone: string,
  sealedPhone: string,
  settlement?: Settlement,
): Delivery | undefined {
  if (deliveryId === undefined) return undefined;
  return {
    tenantId,
    id: deliveryId,
    mode,
    verificationId,
    purpose,
    phoneKey,
    phone,
    sealedPhone,
    country: country ?? '',
    state,
    at,
    settlement,
  };
}

/** A message to the sandbox lies in its inbox at once. */
function stateOf({ outcome, details }: VerificationEvent): DeliveryStatus | undefined {
  if (outcome === 'accepted') return details['provider'] === 'sandbox' ? 'delivered' : 'accepted';
  return outcome === 'rejected' || outcome === 'unknown' ? outcome : undefined;
}

function settlementOf({ at, accountId = '', templateId = '', details }: VerificationEvent): Settlement {
  return {
    accountId,
    provider: text(details, 'provider'),
    templateId,
    signatureId: text(details, 'signatureId'),
    segments: integer(details, 'segments') ?? 0,
    providerMessageId: text(details, 'providerMessageId') || undefined,
    reason: text(details, 'reason') || text(details, 'cause'),
    providerCode: text(details, 'providerCode'),
    settledAt: at,
    latencyMs: integer(details, 'latencyMs'),
  };
}

/**
 * Two pieces of knowledge about one delivery as one, whichever came first. The state only moves forward; a settlement gives
 * way to one of a higher rank, and to any other while nobody heard the provider's answer.
 */
export function merged(known: Delivery, learnt: Delivery): Delivery {
  return {
    tenantId: known.tenantId,
    id: known.id,
    mode: known.mode,
    verificationId: known.verificationId,
    purpose: known.purpose,
    phoneKey: known.phoneKey,
    phone: known.phone || learnt.phone,
    sealedPhone: known.sealedPhone || learnt.sealedPhone,
    country: known.country,
    state: moves(known.state, learnt.state) ? learnt.state : known.state,
    at: Math.min(known.at, learnt.at),
    settlement: settlementOfBoth(known, learnt),
  };
}

/** The provider's id of a message is never forgotten: a receipt may come for it. */
function settlementOfBoth(known: Delivery, learnt: Delivery): Settlement | undefined {
  const [old, fresh] = [known.settlement, learnt.settlement];
  if (!old || !fresh) return old ?? fresh;
  if (old.provider !== '' && !moves(known.state, learnt.state)) return old;
  return {
    ...fresh,
    accountId: fresh.accountId || old.accountId,
    providerMessageId: fresh.providerMessageId ?? old.providerMessageId,
  };
}

/** How long after its settlement the provider is first asked what became of a message; undefined when it is not asked. */
export function askAfterMs(state: DeliveryStatus): number | undefined {
  if (DELIVERY_RANKS[state] > DELIVERY_RANKS.accepted) return undefined;
  return state === 'unknown' ? 60_000 : state === 'accepted' ? 600_000 : undefined;
}

function text(details: EventDetails, name: string): string {
  const value = details[name];
  return value === undefined ? '' : String(value);
}

/** As the columns hold it: a 32-bit integer. */
function integer(details: EventDetails, name: string): number | undefined {
  const value = details[name];
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 31 ? value : undefined;
}
