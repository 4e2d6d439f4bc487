import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4096;
const pool = Buffer.allocUnsafe(POOL_BYTES);
let used = POOL_BYTES;

/**
 * Random bytes from the operating system's generator, fetched a page at a time: each fetch costs microseconds.
 * @param length 4096 at most.
 */
export function randomBuffer(length: number): Buffer {
  if (used + length > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Buffer.from(pool.subarray(used, used + length));
  // What was given away once is not left lying around.
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
}
