export type VerificationStatus = 'pending' | 'approved' | 'expired' | 'canceled' | 'max_attempts_reached';

/** One proof of one number, as its tenant may see it. Times are milliseconds since 1970, UTC. */
export interface Verification {
  readonly id: string;
  readonly purpose: string;
  readonly status: VerificationStatus;
  readonly phoneMasked: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** When the next send to the number is allowed at the earliest. */
  readonly resendAfter: number;
  readonly attemptsLeft: number;
  /** Messages sent to the number one after another, this one included, without an approval between them. */
  readonly sends: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/** How long a verification is remembered after its code died, so that a used or spent code still answers "no longer valid". */
export const GRACE_MS = 600_000;

/** How many codes of a number that resends replaced are remembered. */
export const REPLACED_HASHES_KEPT = 20;

/** How long failed guesses in a row are remembered after the last one: as long as the log of them, unless told otherwise. */
export const FAILURES_MEMORY_MS = 183 * 86_400_000;

/** How long the answer to an Idempotency-Key is kept. */
export const IDEMPOTENCY_MS = 3_600_000;

/** After this long a start that never settled (its process died) is answered as sent, not as in progress. Longer than any send takes. */
export const SENDING_MS = 10_000;

/** A stored status as seen at `nowMs`: what is pending past its end is expired. */
export function statusAt(
  stored: Exclude<VerificationStatus, 'expired'>,
  expiresAt: number,
  nowMs: number,
): VerificationStatus {
  return stored === 'pending' && nowMs >= expiresAt ? 'expired' : stored;
}

export interface CountedAttempt {
  readonly codeHash: string;
  /** Codes of the same number that a resend replaced. */
  readonly replacedHashes: ReadonlySet<string>;
  /** This guess included. */
  readonly attempt: number;
  readonly maxAttempts: number;
}

export type Judgement = 'approved' | 'closed' | 'wrong_code';

/** Judges an attempt the store has already counted: spending comes before judging, so no race buys an extra guess. */
export function judge(
  counted: CountedAttempt,
  guessHashes: readonly string[],
  sameHash: (a: string, b: string) => boolean,
): Judgement {
  if (counted.attempt > counted.maxAttempts) return 'closed';
  if (guessHashes.some((guess) => sameHash(counted.codeHash, guess))) return 'approved';
  return guessHashes.some((guess) => counted.replacedHashes.has(guess)) ? 'closed' : 'wrong_code';
}
