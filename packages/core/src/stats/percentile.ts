import { APPROVAL_MS_BOUNDS, BEYOND_BOUNDS, DELIVERY_MS_BOUNDS, SEND_MS_BOUNDS } from './buckets.js';

/** The durations that are counted in buckets, and by which bounds. */
export const DURATION_BOUNDS_MS = {
  send_ms: SEND_MS_BOUNDS,
  delivery_ms: DELIVERY_MS_BOUNDS,
  approval_ms: APPROVAL_MS_BOUNDS,
} as const;

export type DurationMeasure = keyof typeof DURATION_BOUNDS_MS;
export const DURATION_MEASURES = Object.keys(DURATION_BOUNDS_MS) as readonly DurationMeasure[];

/** Count by bucket. */
export type Histogram = Readonly<Record<string, number>>;

/**
 * The duration that a share of all is not above, interpolated within its bucket: it errs by less than the bucket is wide. The
 * highest bound where it is beyond that, and undefined where nothing was counted. Buckets the bounds do not name are left out.
 *
 * @param share between 0 and 1
 */
export function percentileMs(measure: DurationMeasure, histogram: Histogram, share: number): number | undefined {
  const bounds: readonly number[] = DURATION_BOUNDS_MS[measure];
  const counts = bounds.map((bound) => histogram[bound] ?? 0);
  const total = counts.reduce((sum, count) => sum + count, histogram[BEYOND_BOUNDS] ?? 0);
  if (total === 0) return undefined;
  let left = share * total;
  for (const [index, bound] of bounds.entries()) {
    const count = counts[index] ?? 0;
    const lower = bounds[index - 1] ?? 0;
    if (count > 0 && left <= count) return Math.round(lower + ((bound - lower) * left) / count);
    left -= count;
  }
  return bounds.at(-1);
}
