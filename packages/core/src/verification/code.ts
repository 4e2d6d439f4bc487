import { randomInt } from 'node:crypto';
import type { TenantScope } from '../tenant/tenant.js';
import { Hmac } from './hmac.js';

/** A uniformly random code of `length` decimal digits from the operating system's generator. */
export function generateCode(length: number): string {
  return String(randomInt(10 ** length)).padStart(length, '0');
}

const CODE = /^[0-9]{4,10}$/;

/** The ASCII digits of what a person typed, or undefined: spaces around are forgiven, other digits and signs are not. */
export function parseCode(input: string): string | undefined {
  if (input.length > 32) return undefined;
  const trimmed = input.trim();
  return CODE.test(trimmed) ? trimmed : undefined;
}

/** Keyed hashes have 128 bits, which base64url writes in 22 characters. */
const HASH_LENGTH = 22;

/**
 * Turns numbers and codes into keyed hashes (HMAC-SHA-256, cut to 128 bits). Only hashes reach a store: a million codes
 * or all numbers of a country are hashed in a second, so an unkeyed hash would hide nothing.
 */
export class KeyedHashes {
  private readonly phones: Hmac;
  private readonly codes: readonly [Hmac, ...Hmac[]];

  /**
   * @param phoneSecret never rotates: windows, budgets and the audit log find a number by its hash.
   * @param codeSecrets newest first; the first one hashes new codes, all of them hash guesses.
   */
  constructor(phoneSecret: Uint8Array, [newest, ...older]: readonly [Uint8Array, ...Uint8Array[]]) {
    this.phones = new Hmac(phoneSecret);
    this.codes = [new Hmac(newest), ...older.map((secret) => new Hmac(secret))];
  }

  phoneKey(e164: string): string {
    return hashed(this.phones, e164);
  }

  /** A code bound to tenant, purpose and number. */
  codeOfPhone(scope: TenantScope, purpose: string, phoneKey: string, code: string): string {
    return hashed(this.codes[0], phoneText(scope, purpose, phoneKey, code));
  }

  /** A code bound to tenant and verification. */
  codeOfId(scope: TenantScope, verificationId: string, code: string): string {
    return hashed(this.codes[0], idText(scope, verificationId, code));
  }

  /** What tells one request from another without holding its code. */
  fingerprint({ tenantId, mode }: TenantScope, parts: readonly string[]): string {
    return hashed(this.codes[0], JSON.stringify(['request', tenantId, mode, ...parts]));
  }

  guessesOfPhone(scope: TenantScope, purpose: string, phoneKey: string, code: string): string[] {
    return this.codes.map((hmac) => hashed(hmac, phoneText(scope, purpose, phoneKey, code)));
  }

  guessesOfId(scope: TenantScope, verificationId: string, code: string): string[] {
    return this.codes.map((hmac) => hashed(hmac, idText(scope, verificationId, code)));
  }
}

const phoneText = ({ tenantId, mode }: TenantScope, purpose: string, phoneKey: string, code: string) =>
  `phone|${tenantId}|${mode}|${purpose}|${phoneKey}|${code}`;

const idText = ({ tenantId, mode }: TenantScope, verificationId: string, code: string) =>
  `id|${tenantId}|${mode}|${verificationId}|${code}`;

const hashed = (hmac: Hmac, text: string) => hmac.digest(text).slice(0, HASH_LENGTH);

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** What each character of base64url stands for (RFC 4648 §5), by its character code. */
const SEXTETS = new Uint8Array(128);
for (let sextet = 0; sextet < BASE64URL.length; sextet++) SEXTETS[BASE64URL.charCodeAt(sextet)] = sextet;

/** The partition that holds everything of one number: the first 32 bits of its hash, modulo the number of partitions. */
export function partitionOf(phoneKey: string, partitions: number): number {
  let bits = 0;
  for (let at = 0; at < 5; at++) bits = (bits << 6) | SEXTETS[phoneKey.charCodeAt(at)]!;
  // Five characters hold 30 bits; a buffer of the hash would be garbage of every request.
  return (((bits << 2) | (SEXTETS[phoneKey.charCodeAt(5)]! >> 4)) >>> 0) % partitions;
}
