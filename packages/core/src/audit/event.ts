import type { Mode } from '../tenant/tenant.js';

/** An immutable fact, appended in the same atomic step as the change of state it records. */
export interface VerificationEvent {
  /** UUIDv7, fixed at birth: the same event delivered twice is recognised by it. */
  readonly id: string;
  /** Milliseconds since 1970 by the store's clock, fixed at birth. */
  readonly at: number;
  readonly tenantId: string;
  readonly mode: Mode;
  readonly type: EventType;
  readonly outcome: EventOutcome;
  /** Empty where a check named an id that nothing answers to. */
  readonly purpose: string;
  /** Keyed hash of the number; empty like `purpose`. */
  readonly phoneKey: string;
  readonly verificationId: string;
  readonly deliveryId?: string;
  /** Which guess at its code a check was, from 1; absent when nothing was compared. */
  readonly attempt?: number;
  /** The window that was full, on outcome `limited`. */
  readonly window?: string;
  readonly details: EventDetails;
}

export type EventType = 'start' | 'settle' | 'check' | 'cancel';

export type EventOutcome =
  | 'started'
  | 'limited'
  | 'accepted'
  | 'rejected'
  | 'unknown'
  | 'approved'
  | 'wrong_code'
  | 'closed'
  | 'expired'
  | 'not_found'
  | 'canceled';

/** What the caller and the provider add: key id, client address, country, ciphertext of the number, provider code… Never a code. */
export type EventDetails = Readonly<Record<string, string | number>>;

/** The part of an event that is known before the store decides. */
export interface EventSeed {
  readonly id: string;
  readonly details: EventDetails;
}

/** An event as read from the log, with the handle that acknowledges it. */
export interface LoggedEvent {
  readonly handle: string;
  readonly event: VerificationEvent;
}

/** The log every transition appends to: the outbox of audit and statistics. At least once, in order per partition. */
export interface EventLog {
  /** Up to `limit` events not yet acknowledged, oldest first; waits a moment for the first when there is none. */
  read(limit: number): Promise<LoggedEvent[]>;
  /** Removes events for good; call it only after they are stored elsewhere. */
  acknowledge(events: readonly LoggedEvent[]): Promise<void>;
  /** How many events wait. */
  backlog(): Promise<number>;
}
