import { hash } from 'node:crypto';
import { randomBuffer } from '@latchkey/core';
import { Secret, TOTP } from 'otpauth';

const STEP_SECONDS = 30;
/** Clocks of phones differ: a code of the step before or after counts as well. */
const STEPS_AROUND = 1;
/** RFC 4226 §4 asks for 128 bits and recommends 160. */
const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;
/** 80 bits: too many to guess, so a plain hash keeps them. */
const RECOVERY_BYTES = 10;

/** Digits of the authenticator, or a recovery code however it was typed. */
export type Proof =
  | { readonly kind: 'totp'; readonly code: string }
  | { readonly kind: 'recovery'; readonly hash: Uint8Array<ArrayBuffer> };

export function readProof(text: string): Proof {
  const code = text.replace(/[\s-]/g, '').toUpperCase();
  return /^\d{6}$/.test(code) ? { kind: 'totp', code } : { kind: 'recovery', hash: recoveryHash(code) };
}

/** A new secret for an authenticator, in base32. */
export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** What the QR code says (Google's key URI format). */
export const totpUri = (secret: string, signInName: string): string => authenticator(secret, signInName).toString();

/** The time step whose code this is; undefined when it is of none that counts now. No step may be used twice. */
export function totpStep(secret: string, code: string, nowMs: number): number | undefined {
  const delta = authenticator(secret).validate({ token: code, timestamp: nowMs, window: STEPS_AROUND });
  return delta === null ? undefined : Math.floor(nowMs / 1000 / STEP_SECONDS) + delta;
}

function authenticator(secret: string, label = ''): TOTP {
  return new TOTP({ issuer: 'Latchkey', label, secret: Secret.fromBase32(secret), period: STEP_SECONDS, digits: 6 });
}

export interface RecoveryCodes {
  /** Shown once. */
  readonly codes: readonly string[];
  readonly hashes: Uint8Array<ArrayBuffer>[];
}

export function newRecoveryCodes(): RecoveryCodes {
  const plain = Array.from({ length: RECOVERY_CODES }, () => new Secret({ buffer: bytes() }).base32);
  const codes = plain.map((code) => code.match(/.{4}/g)!.join('-'));
  return { codes, hashes: plain.map(recoveryHash) };
}

const bytes = () => Uint8Array.from(randomBuffer(RECOVERY_BYTES)).buffer;

const recoveryHash = (code: string) => Uint8Array.from(hash('sha256', code, 'buffer'));
