import { AMBIGUOUS, CODES, CONFIGURATION, LIMITED, type Meaning, OVERLOADED } from './codes.js';

/** Codes Tencent adds later are judged by their family. */
const FAMILIES: Readonly<Record<string, Meaning>> = {
  InternalError: AMBIGUOUS,
  LimitExceeded: LIMITED,
  RequestLimitExceeded: OVERLOADED,
};

/** What a code of either error level means. Total: a code nobody has seen yet has a meaning too. */
export function classify(code: string): Meaning {
  const known = own(CODES, code) ?? (code.toLowerCase() === 'ok' ? own(CODES, 'Ok') : undefined);
  return known ?? own(FAMILIES, code.split('.')[0] ?? '') ?? CONFIGURATION;
}

const own = (table: Readonly<Record<string, Meaning>>, key: string): Meaning | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
