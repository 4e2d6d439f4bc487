import type { Policy as Limits } from '@latchkey/core';

export interface Policy extends Limits {
  readonly id: string;
  readonly tenantId: string;
  readonly purpose: string;
  /** Nobody has set it: it is what holds without. */
  readonly isDefault: boolean;
}

/** In the order in which a code lives. */
export const LIMITS = [
  'codeLength',
  'ttlSeconds',
  'maxAttempts',
  'resendAfterSeconds',
  'sendsPerHour',
  'sendsPerDay',
  'guessesPerHour',
  'guessesPerDay',
  'failuresBeforeHold',
] as const;

export interface Bounds {
  readonly bounds: Readonly<Record<(typeof LIMITS)[number], { readonly min: number; readonly max: number }>>;
  readonly defaults: Limits;
}
