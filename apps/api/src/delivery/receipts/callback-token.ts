import { hash, randomBytes } from 'node:crypto';
import type { SealedPlace } from '../../platform/crypto/sealed-box.js';

/** 192 random bits in base64url. */
const BYTES = 24;
const TOKEN = /^[A-Za-z0-9_-]{32}$/;

export const newCallbackToken = (): string => randomBytes(BYTES).toString('base64url');

/** Decided without looking anything up, so junk costs nothing. */
export const isCallbackToken = (text: string): boolean => TOKEN.test(text);

/** A fast hash is right for a random secret: there is nothing to guess. */
export const hashCallbackToken = (token: string): Buffer<ArrayBuffer> => Buffer.from(hash('sha256', token, 'buffer'));

/** Where a token's ciphertext lives; it opens for its own account only. */
export const callbackTokenPlace = (tenantId: string, accountId: string): SealedPlace => ({
  tenantId,
  table: 'callback_token',
  column: 'sealed_token',
  row: accountId,
});
