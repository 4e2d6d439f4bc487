import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4096;
const pool = Buffer.allocUnsafe(POOL_BYTES);
let used = POOL_BYTES;

/**
 * Random bytes from the operating system's generator, fetched a page at a time: each fetch costs microseconds.
 * @param length 4096 at most.
 */
export function randomBuffer(length: number): Buffer {
  return draw(length, (from, to) => Buffer.from(pool.subarray(from, to)));
}

/** The same in hex, without a buffer for each. */
export function randomHex(length: number): string {
  return draw(length, (from, to) => pool.toString('hex', from, to));
}

function draw<T>(length: number, copy: (from: number, to: number) => T): T {
  if (used + length > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const from = used;
  used += length;
  const copied = copy(from, used);
  // What was given away once is not left lying around.
  pool.fill(0, from, used);
  return copied;
}
