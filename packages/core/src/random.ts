import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4096;
const pool = Buffer.allocUnsafe(POOL_BYTES);
let used = POOL_BYTES;

/** `bytes` random bytes in hex from the operating system's generator, fetched a page at a time: each fetch costs microseconds. */
export function randomHex(bytes: number): string {
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const hex = pool.toString('hex', used, used + bytes);
  // What was given away once is not left lying around.
  pool.fill(0, used, used + bytes);
  used += bytes;
  return hex;
}
