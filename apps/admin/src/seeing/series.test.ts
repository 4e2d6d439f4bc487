import { daysOf } from './series';
import type { Point } from './statistics';

const hours = (count: number) =>
  Array.from({ length: count }, (_, hour) => ({ step: new Date(Date.UTC(2026, 10, 20, hour)).toISOString() }) as Point);

describe('the axis of a chart', () => {
  it('marks where days begin in the zone, of many hours', () => {
    expect(daysOf({ points: hours(72), step: 'hour', timeZone: 'Asia/Shanghai' })).toEqual([
      '2026-11-20T16:00:00.000Z',
      '2026-11-21T16:00:00.000Z',
      '2026-11-22T16:00:00.000Z',
    ]);
  });

  it('marks the hour that holds midnight where the zone is half an hour off', () => {
    expect(daysOf({ points: hours(49), step: 'hour', timeZone: 'Asia/Kolkata' })).toEqual([
      '2026-11-20T19:00:00.000Z',
      '2026-11-21T19:00:00.000Z',
    ]);
  });

  it('is left to itself with a day’s hours, and with days', () => {
    expect(daysOf({ points: hours(24), step: 'hour', timeZone: 'UTC' })).toBeUndefined();
    expect(daysOf({ points: hours(90), step: 'day', timeZone: 'UTC' })).toBeUndefined();
  });
});
