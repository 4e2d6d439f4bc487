import { z } from 'zod';
import { parseNetworks } from './http/networks.js';

/* How single settings are read. Messages say what is wanted and never repeat what was given, for it may be a secret. */

export const ROLES = ['api', 'worker', 'console'] as const;
export type Role = (typeof ROLES)[number];

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A whole number, bounds included. */
export const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);

export const url = (...protocols: string[]) => {
  const wanted = `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
  return z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), wanted);
};

/** Runs a parser that throws an Error whose message is fit to be printed. */
export const parsed = <T>(parse: (text: string) => T) =>
  z.string().transform((text, context): T => {
    try {
      return parse(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });

export function parseRoles(text: string): ReadonlySet<Role> {
  const names = text.split(',').map((name) => name.trim());
  const roles = ROLES.filter((role) => names.includes(role));
  if (roles.length !== new Set(names).size) throw new Error(`must be a comma list of ${ROLES.join(', ')}`);
  return new Set(roles);
}

/** A master key as it was given; `master-keys.ts` derives the keys that are used. */
export interface MasterKey {
  readonly id: string;
  /** 32 bytes. */
  readonly secret: Buffer;
}

/** The id of the only key, where none is spelled out. */
export const LONE_MASTER_KEY = 'default';

export function parseSecret(text: string): Buffer {
  const secret = Buffer.from(text, 'base64');
  const same = secret.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '');
  if (!same || secret.length !== 32)
    throw new Error('must be 32 bytes in base64, as `openssl rand -base64 32` makes them');
  return secret;
}

export function parseMasterKeys(text: string): readonly MasterKey[] {
  const keys = text.split(',').map((part) => {
    const [, id, secret] = /^([A-Za-z0-9_-]{1,16}):(.+)$/.exec(part.trim()) ?? [];
    if (id === undefined || secret === undefined)
      throw new Error('must be a list id:base64,id:base64 with the newest first');
    return { id, secret: parseSecret(secret) };
  });
  if (new Set(keys.map((key) => key.id)).size !== keys.length) throw new Error('names one key id twice');
  return keys;
}

/** Plain http is for a provider on this very machine. */
export function parseIssuer(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const local = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && local)) return text;
  throw new Error('must be a URL that starts with https://');
}

/** What Fastify takes as `trustProxy`. */
export type TrustedProxies = false | number | string[];

export function parseTrustedProxies(text: string): TrustedProxies {
  if (text === 'none') return false;
  if (/^\d$/.test(text)) return Number(text);
  const networks = parseNetworks(text);
  if (!networks) throw new Error('must be none, a number of hops, or a comma list of addresses and CIDR networks');
  return networks;
}
