import { HttpError } from 'react-admin';

/** What the console API said no with. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  /** The member that is wrong. */
  readonly field?: string;
  readonly providerCode?: string;
  /** How long to wait. */
  readonly retryAfterSeconds?: number;
}

export function refusalOf(error: unknown): Refusal | undefined {
  const body: unknown = error instanceof HttpError ? error.body : undefined;
  const { error: refusal } = (body ?? {}) as { error?: Partial<Refusal> };
  return typeof refusal?.code === 'string' ? { message: '', ...refusal, code: refusal.code } : undefined;
}

/** Refusals that have words of their own; the rest is told by their HTTP status. */
const TOLD = new Set([
  'sending_stopped',
  'tenant_suspended',
  'not_configured',
  'provider_rejected',
  'destination_not_allowed',
  'wrong_code',
  'verification_closed',
  'verification_expired',
]);

export const refusalKey = (code: unknown) =>
  typeof code === 'string' && TOLD.has(code) ? `latchkey.refusal.${code}` : undefined;

/** What the server says in English is said to people in their own language; the first that fits counts. */
const WORDS: readonly (readonly [said: RegExp, key: string])[] = [
  [/ is taken$/, 'taken'],
  [/ is missing|are missing|received undefined/, 'missing'],
  [/digits of an SDKAppID/, 'sdk_app_id'],
  [/addresses or CIDR/, 'networks'],
  [/must be origins/, 'origins'],
  [/for publishable keys alone/, 'publishable'],
  [/1 to 64 characters and no (control|brackets)/, 'name'],
  [/visible ASCII/, 'ascii'],
  [/whole number/, 'bounds'],
  [/must hold \{1\}/, 'variables'],
  [/must hold the code$/, 'needs_code'],
  [/words between two variables/, 'adjacent'],
  [/hold the word code/, 'word_code'],
  [/brackets and no special/, 'signs'],
  [/language tag/, 'language'],
  [/IANA name/, 'time_zone'],
  [/ISO 3166/, 'country'],
  [/must be an amount/, 'amount'],
  [/word such as login|lower-case letter/, 'purpose'],
  [/must be in the future/, 'future'],
  [/number that can receive|international form/, 'phone'],
  [/picture/, 'picture'],
  [/not be app|not be app_backend/, 'mainland'],
  [/no tenant$/, 'tenant'],
];

/** The translation key for what is wrong with a field, or what the server said of it. */
export function fieldWords(message: string): string {
  const known = WORDS.find(([said]) => said.test(message))?.[1];
  return known === undefined ? message : `latchkey.invalid.${known}`;
}
