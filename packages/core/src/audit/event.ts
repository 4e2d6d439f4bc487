import type { Mode } from '../tenant/tenant.js';

/** An immutable fact, appended in the same atomic step as the change of state it records. It carries the dimensions it is counted by. */
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
  /** Of the number, ISO 3166 alpha-2; absent where a check named nothing. */
  readonly country?: string;
  /** Of the provider account and template that took the message; absent while that is not known. */
  readonly accountId?: string;
  readonly templateId?: string;
  /** When the verification that this happened to was started: milliseconds since 1970. Absent on a start itself. */
  readonly startedAt?: number;
  readonly details: EventDetails;
}

/** `receipt` and `reply` come from the provider, `release` from an operator; the others from the caller. */
export const EVENT_TYPES = ['start', 'settle', 'check', 'cancel', 'release', 'receipt', 'reply'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export type EventOutcome =
  | 'started'
  | 'limited'
  /** The recipient wants no messages of this tenant. */
  | 'blocked'
  /** The number is on hold after too many failed guesses in a row. */
  | 'held'
  | 'accepted'
  | 'rejected'
  | 'unknown'
  | 'approved'
  | 'wrong_code'
  | 'closed'
  | 'expired'
  | 'not_found'
  | 'canceled'
  | 'released'
  | 'delivered'
  | 'undelivered'
  | 'received'
  | 'opted_out';

/** What the caller and the provider add: key id, client address, ciphertext of the number, provider code… Never a code. */
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

/** How much waits in the log. */
export interface Backlog {
  readonly events: number;
  /** The fullest part's share of its bound. Sends stop at 1, checks at 2. */
  readonly fullness: number;
  /** When the oldest of them was appended, in milliseconds since 1970; absent when none waits. */
  readonly oldestAt?: number;
}

/** The log every transition appends to: the outbox of audit and statistics. At least once, in order per partition. */
export interface EventLog {
  /** Appends an event that no transition of the store makes. False when the log is at its bound: nothing was appended. */
  append(event: VerificationEvent): Promise<boolean>;
  /**
   * Up to `limit` events that nobody holds, oldest first; waits a moment for the first when there is none. The reader holds
   * them until it acknowledges or releases them, or dies.
   */
  read(limit: number): Promise<LoggedEvent[]>;
  /** Gives back what could not be stored now: the next read returns it again. */
  release(events: readonly LoggedEvent[]): void;
  /** Removes events for good; call it only after they are stored elsewhere. */
  acknowledge(events: readonly LoggedEvent[]): Promise<void>;
  /** What waits, read or not. */
  backlog(): Promise<Backlog>;
}
