import type { EventSeed } from '../audit/event.js';
import type { TenantScope } from '../tenant/tenant.js';
import type { Verification } from './verification.js';
import type { CalendarDay, FullWindow, Window } from './windows.js';

/**
 * The one port that holds live state. Every method is one atomic step and appends exactly one event in that step
 * (reads and replays change nothing and append none). Time is the store's own. Throws `Refused` with `unavailable` when the
 * state cannot be reached; nothing is then approved or sent.
 */
export interface VerificationStore {
  /** Reserves one send: windows, guess budget, a new verification that replaces the number's live one. */
  start(scope: TenantScope, command: StartCommand): Promise<StartResult>;
  /**
   * Records how the send ended. A rejected one gives its windows back, revives the verification it had replaced and leaves no
   * answer under its Idempotency-Key: nothing was sent, so a retry may try again.
   */
  settle(scope: TenantScope, command: SettleCommand): Promise<void>;
  /** Counts one guess, compares it, closes the verification when it is right or the last. */
  check(scope: TenantScope, command: CheckCommand): Promise<CheckResult>;
  cancel(scope: TenantScope, command: CancelCommand): Promise<CancelResult>;
  /** Forgets the failed guesses in a row of a number, so that it is on hold no more. */
  release(scope: TenantScope, command: ReleaseCommand): Promise<ReleaseResult>;
  /** Failed guesses in a row of a number, over all purposes, since the last approval or release. */
  failuresOf(scope: TenantScope, phoneKey: string): Promise<number>;
  /** Another tenant's id answers like a missing one: undefined. */
  get(scope: TenantScope, verificationId: string): Promise<Verification | undefined>;
  /**
   * Binds an Idempotency-Key to the fingerprint of the first request that used it, for an hour.
   * @returns false when the key is bound to another request.
   */
  claimIdempotencyKey(scope: TenantScope, key: string, fingerprint: string): Promise<boolean>;
  /** From now on no start of this tenant reaches the number. No event: the list's truth is the table it is copied from. */
  optOut(tenantId: string, phoneKey: string): Promise<void>;
  optIn(tenantId: string, phoneKey: string): Promise<void>;
  /** Whether every opt-out is here. False in a store that is new or has lost its memory, until `confirmOptOuts`. */
  knowsOptOuts(): Promise<boolean>;
  confirmOptOuts(): Promise<void>;
}

export interface StartCommand {
  readonly purpose: string;
  readonly phoneKey: string;
  readonly phoneMasked: string;
  /** Of the number, ISO 3166 alpha-2. */
  readonly country: string;
  /** The id of the verification that will be, in the partition of the phone key. */
  readonly verificationId: string;
  readonly deliveryId: string;
  /** Keyed hash of the code bound to tenant, purpose and number. */
  readonly codeHash: string;
  /** Keyed hash of the code bound to tenant and verification id. */
  readonly idCodeHash: string;
  readonly ttlMs: number;
  readonly maxAttempts: number;
  readonly sendWindows: readonly Window[];
  /** Empty for test traffic, which reaches nobody's phone. */
  readonly platformWindows: readonly Window[];
  /** Sliding only. Kept with the verification, so that a check need not be told. */
  readonly guessWindows: readonly Window[];
  /** Failed guesses in a row at which the number is on hold. Kept with the verification, like the windows. */
  readonly holdAfter: number;
  readonly day: CalendarDay;
  readonly resendAfterMs: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string | undefined;
  readonly event: EventSeed;
}

export type StartResult =
  | { readonly outcome: 'started'; readonly verification: Verification }
  | ({ readonly outcome: 'limited' } & FullWindow)
  /** The number wants no messages of this tenant. Nothing was counted. */
  | { readonly outcome: 'blocked' }
  /** Too many failed guesses in a row: a code could not be checked. Nothing was counted. */
  | { readonly outcome: 'held' }
  /** The store or its event log is at its bound; sends stop before anything is lost. Appends no event. */
  | { readonly outcome: 'full' }
  /** The answer kept under the same Idempotency-Key. Appends no event. */
  | {
      readonly outcome: 'replayed';
      readonly verification: Verification;
      readonly delivery: 'sending' | Exclude<DeliveryState, 'rejected'>;
    };

/** How a send ended. */
export type DeliveryState = 'accepted' | 'rejected' | 'unknown';

/** The provider account and the template that a message goes by. */
export interface DeliveryRoute {
  readonly accountId: string;
  readonly templateId: string;
}

export interface SettleCommand {
  readonly purpose: string;
  readonly phoneKey: string;
  readonly verificationId: string;
  readonly deliveryId: string;
  readonly delivery: DeliveryState;
  readonly country: string;
  /** When the verification was started, by the store's clock. */
  readonly startedAt: number;
  /** Who took the message; absent when that is not known. Kept with the verification unless the message was rejected. */
  readonly route?: DeliveryRoute | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly event: EventSeed;
}

export type CheckTarget =
  | { readonly by: 'phone'; readonly purpose: string; readonly phoneKey: string }
  /** With `phoneKey` the verification must also be of that number. */
  | { readonly by: 'id'; readonly verificationId: string; readonly phoneKey?: string | undefined };

export interface CheckCommand {
  readonly target: CheckTarget;
  /** The guess hashed as the target asks: bound to the number or to the id. More than one while master keys rotate. */
  readonly guessHashes: readonly string[];
  readonly idempotencyKey?: string | undefined;
  readonly event: EventSeed;
}

export type CheckResult =
  | { readonly outcome: 'approved'; readonly verification: Verification }
  | { readonly outcome: 'wrong_code'; readonly attemptsLeft: number }
  /** Used, replaced, canceled, or its attempts are spent. */
  | { readonly outcome: 'closed' }
  /** Nothing is live: never started, or its time is over. */
  | { readonly outcome: 'expired' }
  | { readonly outcome: 'not_found' }
  | ({ readonly outcome: 'limited' } & FullWindow)
  /** Too many failed guesses in a row. Nothing was counted or compared. */
  | { readonly outcome: 'held' }
  /** The event log is at twice the bound at which sends stop. Nothing was counted or compared. */
  | { readonly outcome: 'full' };

export interface CancelCommand {
  readonly verificationId: string;
  readonly event: EventSeed;
}

export type CancelResult =
  | { readonly outcome: 'canceled'; readonly verification: Verification }
  | { readonly outcome: 'closed' | 'expired' | 'not_found' };

export interface ReleaseCommand {
  readonly phoneKey: string;
  /** Of the verification that led to the number; empty when it was named itself. */
  readonly purpose: string;
  readonly verificationId: string;
  readonly event: EventSeed;
}

export type ReleaseResult =
  | { readonly outcome: 'released'; readonly failures: number }
  /** The number has no failures to forget. */
  | { readonly outcome: 'not_found' };
