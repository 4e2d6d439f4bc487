import fc from 'fast-check';
import { spansOf } from './spans.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 30;

/** Days since 1970. */
const day = (days: number) => new Date(days * DAY_MS);

describe('spans of a range', () => {
  it('take finished days whole and what is around them by the hour', () => {
    const from = new Date(2 * DAY_MS - 3 * HOUR_MS);
    const to = new Date(9 * DAY_MS + 5 * HOUR_MS);
    expect(spansOf({ from, to, built: day(8), changed: [day(4)] })).toEqual([
      { from, to: day(2), finished: false },
      { from: day(2), to: day(4), finished: true },
      { from: day(4), to: day(5), finished: false },
      { from: day(5), to: day(8), finished: true },
      { from: day(8), to, finished: false },
    ]);
  });

  it('are one where nothing is built', () => {
    expect(spansOf({ from: day(2), to: day(9), built: day(0), changed: [day(3)] })).toEqual([
      { from: day(2), to: day(9), finished: false },
    ]);
  });

  it('hold every hour once, and none of a changed or unbuilt day among the finished ones', () => {
    const days = fc.uniqueArray(fc.nat(DAYS), { maxLength: 10 }).map((list) => list.sort((a, b) => a - b).map(day));
    const hours = fc.nat(DAYS * 24);
    fc.assert(
      fc.property(hours, hours, fc.nat(DAYS), days, (start, length, built, changed) => {
        const [from, to] = [new Date(start * HOUR_MS), new Date((start + length + 1) * HOUR_MS)];
        const spans = spansOf({ from, to, built: day(built), changed });
        expect(spans[0]?.from).toEqual(from);
        expect(spans.at(-1)?.to).toEqual(to);
        for (const [index, span] of spans.entries()) {
          expect(span.to.getTime()).toBeGreaterThan(span.from.getTime());
          if (index > 0) expect(span.from).toEqual(spans[index - 1]?.to);
          if (!span.finished) continue;
          expect([span.from.getTime() % DAY_MS, span.to.getTime() % DAY_MS]).toEqual([0, 0]);
          expect(span.to.getTime()).toBeLessThanOrEqual(built * DAY_MS);
          expect(changed.filter((one) => one >= span.from && one < span.to)).toEqual([]);
        }
      }),
    );
  });
});
