import { BEYOND_BOUNDS, bucketOf, SEND_MS_BOUNDS } from './buckets.js';
import { percentileMs } from './percentile.js';

function histogramOf(durations: readonly number[]): Record<string, number> {
  const histogram: Record<string, number> = {};
  for (const ms of durations) {
    const bucket = bucketOf(ms, SEND_MS_BOUNDS);
    histogram[bucket] = (histogram[bucket] ?? 0) + 1;
  }
  return histogram;
}

describe('percentiles of durations in buckets', () => {
  it('knows none of nothing', () => {
    expect(percentileMs('send_ms', {}, 0.5)).toBeUndefined();
  });

  it.each([0.5, 0.9, 0.95, 0.99])('finds the %d share within the bucket that holds it', (share) => {
    const durations = Array.from({ length: 5_000 }, (_, index) => Math.round(20 + (index * index) / 8_000));
    const exact = durations[Math.ceil(share * durations.length) - 1]!;
    const found = percentileMs('send_ms', histogramOf(durations), share)!;
    const index = SEND_MS_BOUNDS.findIndex((bound) => exact <= bound);
    expect(found).toBeGreaterThanOrEqual(SEND_MS_BOUNDS[index - 1] ?? 0);
    expect(found).toBeLessThanOrEqual(SEND_MS_BOUNDS[index]!);
  });

  it('says the highest bound of what is beyond it, and leaves out buckets it does not know', () => {
    expect(percentileMs('send_ms', { [BEYOND_BOUNDS]: 3, nonsense: 100 }, 0.5)).toBe(5_000);
  });
});
