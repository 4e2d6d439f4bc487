import { boundsOf, chinaDay, chinaHour, dayBefore, isDay } from './china-day.js';

describe('a day in China', () => {
  it('begins at four in the afternoon, UTC', () => {
    expect(chinaDay(Date.UTC(2026, 10, 23, 15, 59, 59))).toBe('2026-11-23');
    expect(chinaDay(Date.UTC(2026, 10, 23, 16))).toBe('2026-11-24');
    expect(chinaHour(Date.UTC(2026, 10, 23, 16))).toBe(0);
    expect(boundsOf('2026-11-24')).toEqual({
      from: new Date('2026-11-23T16:00:00Z'),
      to: new Date('2026-11-24T16:00:00Z'),
    });
    expect(dayBefore('2026-03-01')).toBe('2026-02-28');
  });

  it('is written one way', () => {
    expect(['2026-11-23', '2028-02-29'].every(isDay)).toBe(true);
    expect(['2026-02-30', '2026-1-1', '20261123', '', 'yesterday'].some(isDay)).toBe(false);
  });
});
