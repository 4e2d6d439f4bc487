/** Upper bounds of the buckets a duration is counted in, in milliseconds, inclusive; what is longer goes to `more`. */
export const SEND_MS_BOUNDS = [50, 100, 200, 300, 500, 1_000, 2_000, 5_000] as const;

/** From start to receipt. */
export const DELIVERY_MS_BOUNDS = [
  2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 3_600_000,
] as const;

/** From start to the right code. */
export const APPROVAL_MS_BOUNDS = [5_000, 10_000, 15_000, 20_000, 30_000, 45_000, 60_000, 120_000, 300_000] as const;

export const BEYOND_BOUNDS = 'more';

/** The name of the bucket: its upper bound in milliseconds, or `more`. */
export function bucketOf(ms: number, bounds: readonly number[]): string {
  const bound = bounds.find((upper) => ms <= upper);
  return bound === undefined ? BEYOND_BOUNDS : String(bound);
}
