/** The limits of one tenant for one purpose. */
export interface Policy {
  /** Digits of a code. Mainland verification templates of Tencent take at most 6. */
  readonly codeLength: number;
  /** How long a code can be used. NIST SP 800-63B-4 §3.1.3.2 allows ten minutes at most. */
  readonly ttlSeconds: number;
  /** Guesses compared for one code. */
  readonly maxAttempts: number;
  /** Least time between two sends to one number. */
  readonly resendAfterSeconds: number;
  readonly sendsPerHour: number;
  /** Sends per calendar day in the tenant's time zone. */
  readonly sendsPerDay: number;
  /** Failed guesses per hour for one number, over all its codes. */
  readonly guessesPerHour: number;
  /** Failed guesses per 24 hours for one number, over all its codes. */
  readonly guessesPerDay: number;
  /**
   * Failed guesses in a row for one number, over all purposes, codes and time, after which none is compared until somebody
   * has looked into it. NIST SP 800-63B-4 §3.2.2 allows a hundred at most.
   */
  readonly failuresBeforeHold: number;
  /** A check must name the verification id, which binds a code to the request it was made for (OWASP ASVS 5.0, 6.6.2). */
  readonly requireId: boolean;
}

type Limit = { [K in keyof Policy]: Policy[K] extends number ? K : never }[keyof Policy];

/** Bounds are inclusive. */
export const POLICY_BOUNDS: Readonly<Record<Limit, { min: number; max: number }>> = {
  codeLength: { min: 6, max: 8 },
  ttlSeconds: { min: 60, max: 600 },
  maxAttempts: { min: 1, max: 10 },
  resendAfterSeconds: { min: 15, max: 600 },
  sendsPerHour: { min: 1, max: 30 },
  sendsPerDay: { min: 1, max: 50 },
  guessesPerHour: { min: 1, max: 30 },
  guessesPerDay: { min: 1, max: 60 },
  // Fewer would let anybody who can ask for a code put a number on hold within the hour.
  failuresBeforeHold: { min: 20, max: 100 },
};

export const DEFAULT_POLICY: Policy = {
  codeLength: 6,
  ttlSeconds: 300,
  maxAttempts: 5,
  resendAfterSeconds: 30,
  sendsPerHour: 5,
  sendsPerDay: 10,
  guessesPerHour: 10,
  guessesPerDay: 20,
  failuresBeforeHold: 100,
  requireId: false,
};

export const DEFAULT_PURPOSE = 'login';
/** The policy of this purpose serves every purpose that has none of its own. */
export const ANY_PURPOSE = '*';
export const PURPOSE = /^[a-z][a-z0-9_]{0,31}$/;

/** Caps on one number over all tenants: a victim's phone must not be bombed through many of them. */
export interface PlatformLimits {
  readonly sendIntervalSeconds: number;
  readonly sendsPer24Hours: number;
}

export const DEFAULT_PLATFORM_LIMITS: PlatformLimits = { sendIntervalSeconds: 30, sendsPer24Hours: 10 };
