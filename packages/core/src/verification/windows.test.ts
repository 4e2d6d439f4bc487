import { calendarDay } from './calendar.js';
import { DAY_MS, dayAt, fullestWindow, HOUR_MS, roomLeft, type Window } from './windows.js';

const NOON = Date.UTC(2026, 10, 23, 12);
const UTC_DAY = { startMs: Date.UTC(2026, 10, 23), endMs: Date.UTC(2026, 10, 24) };
const hourly = (limit: number): Window => ({ name: 'hourly', limit, windowMs: HOUR_MS });
const daily = (limit: number): Window => ({ name: 'daily', limit, windowMs: 'day' });

describe('fullestWindow', () => {
  it('has room until the limit is reached', () => {
    expect(fullestWindow([hourly(2)], [NOON - 10], NOON, UTC_DAY)).toBeUndefined();
    expect(fullestWindow([hourly(2)], [NOON - 20, NOON - 10], NOON, UTC_DAY)).toEqual({
      name: 'hourly',
      retryAfterMs: HOUR_MS - 20,
    });
  });

  it('forgets what is exactly one window old', () => {
    expect(fullestWindow([hourly(1)], [NOON - HOUR_MS], NOON, UTC_DAY)).toBeUndefined();
    expect(fullestWindow([hourly(1)], [NOON - HOUR_MS + 1], NOON, UTC_DAY)).toEqual({
      name: 'hourly',
      retryAfterMs: 1,
    });
  });

  it('counts a calendar day from its first millisecond to its last', () => {
    expect(fullestWindow([daily(1)], [UTC_DAY.startMs], NOON, UTC_DAY)).toEqual({
      name: 'daily',
      retryAfterMs: 12 * HOUR_MS,
    });
    expect(fullestWindow([daily(1)], [UTC_DAY.startMs - 1], NOON, UTC_DAY)).toBeUndefined();
  });

  it('names the window that stays full longest', () => {
    expect(fullestWindow([hourly(1), daily(1)], [NOON], NOON, UTC_DAY)?.name).toBe('daily');
  });
});

describe('roomLeft', () => {
  it('is the smallest room of all windows', () => {
    const windows = [hourly(3), { name: 'long', limit: 5, windowMs: DAY_MS }];
    expect(roomLeft(windows, [], NOON)).toBe(3);
    expect(roomLeft(windows, [NOON - 5 * HOUR_MS, NOON - 4 * HOUR_MS, NOON - 3 * HOUR_MS, NOON - 1], NOON)).toBe(1);
  });
});

describe('dayAt', () => {
  it('forgives a clock that is off by a day in either direction', () => {
    expect(dayAt(NOON, UTC_DAY)).toEqual(UTC_DAY);
    expect(dayAt(UTC_DAY.endMs, UTC_DAY)).toEqual({ startMs: UTC_DAY.endMs, endMs: UTC_DAY.endMs + DAY_MS });
    expect(dayAt(UTC_DAY.startMs - 1, UTC_DAY)).toEqual({ startMs: UTC_DAY.startMs - DAY_MS, endMs: UTC_DAY.startMs });
  });
});

describe('calendarDay', () => {
  it('follows the time zone', () => {
    expect(calendarDay(NOON, 'Asia/Shanghai')).toEqual({
      startMs: Date.UTC(2026, 10, 22, 16),
      endMs: Date.UTC(2026, 10, 23, 16),
    });
  });

  it('has 25 hours when clocks go back and 23 when they go forward', () => {
    const hours = (at: number) => {
      const { startMs, endMs } = calendarDay(at, 'Europe/Berlin');
      return (endMs - startMs) / HOUR_MS;
    };
    expect(hours(Date.UTC(2026, 9, 25, 12))).toBe(25);
    expect(hours(Date.UTC(2026, 2, 29, 12))).toBe(23);
  });

  it('holds its own first and last millisecond and not the next', () => {
    const day = calendarDay(NOON, 'America/New_York');
    expect(calendarDay(day.startMs, 'America/New_York')).toEqual(day);
    expect(calendarDay(day.endMs - 1, 'America/New_York')).toEqual(day);
    expect(calendarDay(day.endMs, 'America/New_York').startMs).toBe(day.endMs);
  });
});
