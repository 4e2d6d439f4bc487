import { Refused } from '@latchkey/core';
import type { Rows } from '../tenant/tenant-repository.js';
import { deliveriesOf, type DeliveryView, deliveryView } from './delivery-listing.js';
import { eventsOf, eventView, type ShownEvent, type StoredEvent } from './event-listing.js';
import { outcomeOf, type VerificationOutcome } from './verification-listing.js';
import { type WindowThen, windowsThen } from './windows-then.js';

/** Everything that happened to one verification, in its order. */
export interface Timeline {
  /** The verification's. */
  readonly id: string;
  readonly tenantId: string;
  readonly mode: string;
  readonly purpose: string;
  /** Masked. */
  readonly phone: string;
  readonly country: string;
  /** Finds what else there is of the number. */
  readonly phoneKey: string;
  readonly startedAt: Date;
  readonly outcome: VerificationOutcome;
  /** How full the windows of the number were when it was asked for. */
  readonly windows: readonly WindowThen[];
  readonly events: readonly ShownEvent[];
  readonly deliveries: readonly DeliveryView[];
  /** Whether its number is kept and can be shown to who may see it. */
  readonly canReveal: boolean;
}

/** What may stand in the same millisecond, in the order in which it happens. */
const RANK: Readonly<Record<string, number>> = {
  start: 0,
  settle: 1,
  receipt: 2,
  check: 3,
  cancel: 3,
  release: 3,
  reply: 4,
};

/** Throws Refused with `not_found` when there is no such verification, or none of this tenant where one is given. */
export async function timelineOf(rows: Rows, tenantId: string | undefined, verificationId: string): Promise<Timeline> {
  const events = (await eventsOf(rows, tenantId, verificationId)).sort(inOrder);
  const start = events.find(({ type }) => type === 'start');
  const first = start ?? events[0];
  // A check may name an id that never was; that makes no verification of it.
  if (!first || first.purpose === '') throw new Refused({ kind: 'not_found' });
  const deliveries = await deliveriesOf(rows, first.tenantId, verificationId);
  const sent = deliveries.at(-1);
  return {
    id: verificationId,
    tenantId: first.tenantId,
    mode: first.mode,
    purpose: first.purpose,
    phone: first.phone || (sent?.phone ?? ''),
    country: first.country || (sent?.country ?? ''),
    phoneKey: first.phoneKey,
    startedAt: first.at,
    outcome: outcomeOf({
      start: first.outcome,
      approved: events.some(({ outcome }) => outcome === 'approved'),
      canceled: events.some(({ outcome }) => outcome === 'canceled'),
      delivery: sent?.state ?? null,
    }),
    windows: start ? await windowsThen(rows, start) : [],
    events: events.map(eventView),
    deliveries: deliveries.map(deliveryView),
    canReveal: [...events, ...deliveries].some(({ sealedPhone }) => sealedPhone !== ''),
  };
}

function inOrder(a: StoredEvent, b: StoredEvent): number {
  return (
    a.at.getTime() - b.at.getTime() || (RANK[a.type] ?? 9) - (RANK[b.type] ?? 9) || (a.attempt ?? 0) - (b.attempt ?? 0)
  );
}
