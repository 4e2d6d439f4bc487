import { createHash, randomUUID } from 'node:crypto';
import { randomHex } from './random.js';

export type IdPrefix = 'ten' | 'key' | 'ver' | 'dlv' | 'tpl' | 'sig' | 'acc' | 'op' | 'pol';

/** A random id that shows its kind: `dlv_` and 128 random bits in hex. */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${randomHex(16)}`;
}

/** `ver_`, the two-digit partition that holds the verification, then 128 random bits in hex. */
export function newVerificationId(partition: number): string {
  return `ver_${String(partition).padStart(2, '0')}${randomHex(16)}`;
}

const VERIFICATION_ID = /^ver_(\d{2})[0-9a-f]{32}$/;

/** The partition a verification id carries, or undefined when the text is no verification id. */
export function partitionOfVerificationId(id: string): number | undefined {
  const digits = VERIFICATION_ID.exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** A version 7 UUID (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits. */
export function newEventId(nowMs: number): string {
  if (nowMs !== head.ofMs) head = { ofMs: nowMs, text: headOf(nowMs) };
  return head.text + randomUUID().slice(15);
}

/** Many events share their millisecond, and a number is written in hex slowly. */
let head = { ofMs: NaN, text: '' };

function headOf(ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7`;
}

/** The id of an event that may be learnt more than once: like `newEventId`, but it follows from what the event says. */
export function eventIdOf(atMs: number, content: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return `${newEventId(atMs).slice(0, 15)}${hex.slice(0, 3)}-8${hex.slice(3, 6)}-${hex.slice(6, 18)}`;
}
