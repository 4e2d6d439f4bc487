import { oncePer } from '../once-per.js';
import type { Policy, PlatformLimits } from './policy.js';

/** A calendar day in the tenant's time zone, as half-open milliseconds. */
export interface CalendarDay {
  readonly startMs: number;
  readonly endMs: number;
}

/** One limit on how often something may happen to one number. `windowMs: 'day'` follows the calendar, the rest slide. */
export interface Window {
  readonly name: string;
  readonly limit: number;
  readonly windowMs: number | 'day';
}

export interface FullWindow {
  readonly name: string;
  readonly retryAfterMs: number;
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** How long an occurrence is remembered: a calendar day can last 25 hours. */
export const WINDOW_MEMORY_MS = 26 * HOUR_MS;

/** Limits on sends to one number by one tenant for one purpose. */
export const sendWindows = oncePer((policy: Policy): readonly Window[] => [
  { name: 'resend', limit: 1, windowMs: policy.resendAfterSeconds * 1000 },
  { name: 'sends_per_hour', limit: policy.sendsPerHour, windowMs: HOUR_MS },
  { name: 'sends_per_day', limit: policy.sendsPerDay, windowMs: 'day' },
]);

/** Limits on sends to one number by all tenants together. */
export const platformWindows = oncePer((limits: PlatformLimits): readonly Window[] => [
  { name: 'platform_interval', limit: 1, windowMs: limits.sendIntervalSeconds * 1000 },
  { name: 'platform_sends_per_day', limit: limits.sendsPer24Hours, windowMs: DAY_MS },
]);

/** Limits on failed guesses for one number; a resend gives none back. */
export const guessWindows = oncePer((policy: Policy): readonly Window[] => [
  { name: 'guesses_per_hour', limit: policy.guessesPerHour, windowMs: HOUR_MS },
  { name: 'guesses_per_day', limit: policy.guessesPerDay, windowMs: DAY_MS },
]);

/** The day that holds `nowMs`, given one computed by a clock that may be off by a day: store and caller need not agree. */
export function dayAt(nowMs: number, day: CalendarDay): CalendarDay {
  if (nowMs >= day.endMs) return { startMs: day.endMs, endMs: day.endMs + DAY_MS };
  if (nowMs < day.startMs) return { startMs: day.startMs - DAY_MS, endMs: day.startMs };
  return day;
}

/** Of the windows that are full, the one that stays full longest. `times` are ascending; each window counts those after its start. */
export function fullestWindow(
  windows: readonly Window[],
  times: readonly number[],
  nowMs: number,
  day: CalendarDay,
): FullWindow | undefined {
  let fullest: FullWindow | undefined;
  for (const { name, limit, windowMs } of windows) {
    const counted =
      windowMs === 'day' ? times.filter((at) => at >= day.startMs) : times.filter((at) => at > nowMs - windowMs);
    if (counted.length < limit) continue;
    // The window has room again once the limit-th newest occurrence has left it.
    const freeAt = windowMs === 'day' ? day.endMs : counted[counted.length - limit]! + windowMs;
    const retryAfterMs = freeAt - nowMs;
    if (!fullest || retryAfterMs > fullest.retryAfterMs) fullest = { name, retryAfterMs };
  }
  return fullest;
}

/** How many more occurrences every window still takes. */
export function roomLeft(windows: readonly Window[], times: readonly number[], nowMs: number): number {
  return Math.min(
    ...windows.map(({ limit, windowMs }) => limit - times.filter((at) => at > nowMs - (windowMs as number)).length),
  );
}
