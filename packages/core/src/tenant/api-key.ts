import { hash, randomInt, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Mode } from './tenant.js';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 12;
/** 178 random bits. */
const SECRET_LENGTH = 30;
const CHECKSUM_LENGTH = 6;

const KINDS = {
  live: { prefix: 'lk_live_', mode: 'live', publishable: false },
  test: { prefix: 'lk_test_', mode: 'test', publishable: false },
  /** May stand in a web page or an app: everybody can read it. Live traffic only. */
  pub: { prefix: 'lk_pub_', mode: 'live', publishable: true },
} as const satisfies Record<string, { prefix: string; mode: Mode; publishable: boolean }>;

export type ApiKeyKind = keyof typeof KINDS;

/** What a key says of itself, before anybody has looked it up. */
export interface ApiKey {
  /** The whole key; shown once, never stored. */
  readonly text: string;
  /** `key_` and the 12 characters of the key that are no secret. */
  readonly id: string;
  readonly mode: Mode;
  /** May be used where everybody can read it, such as in the path of `/v0/<key>`. */
  readonly publishable: boolean;
}

/** For secret scanners; the checksum leaves next to no false positives. */
export const API_KEY = /^lk_(live|test|pub)_([0-9A-Za-z]{12})_[0-9A-Za-z]{36}$/;

const LONGEST = KINDS.live.prefix.length + ID_LENGTH + 1 + SECRET_LENGTH + CHECKSUM_LENGTH;

/** `lk_live_<12 of id>_<30 of secret><6 of checksum>`, all base62. The underscores keep it one word to a double click. */
export function newApiKey(kind: ApiKeyKind): ApiKey {
  const id = randomBase62(ID_LENGTH);
  const body = `${KINDS[kind].prefix}${id}_${randomBase62(SECRET_LENGTH)}`;
  return describe(kind, id, body + checksum(body));
}

/** Undefined for whatever is no key of ours: decided without looking anything up, so junk costs nothing. */
export function parseApiKey(text: string): ApiKey | undefined {
  if (text.length > LONGEST) return undefined;
  const [, kind, id] = API_KEY.exec(text) ?? [];
  if (kind === undefined || id === undefined) return undefined;
  if (checksum(text.slice(0, -CHECKSUM_LENGTH)) !== text.slice(-CHECKSUM_LENGTH)) return undefined;
  return describe(kind as ApiKeyKind, id, text);
}

/** SHA-256 of the whole key. A fast hash is right for a random secret: there is nothing to guess. */
export function hashApiKey(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** In constant time. False when the lengths differ. */
export function sameApiKeyHash(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

function describe(kind: ApiKeyKind, id: string, text: string): ApiKey {
  const { mode, publishable } = KINDS[kind];
  return { text, id: `key_${id}`, mode, publishable };
}

function randomBase62(length: number): string {
  return Array.from({ length }, () => BASE62.charAt(randomInt(BASE62.length))).join('');
}

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (; digits.length < CHECKSUM_LENGTH; rest = Math.floor(rest / BASE62.length)) {
    digits = BASE62.charAt(rest % BASE62.length) + digits;
  }
  return digits;
}
