import { type CalendarDay, HOUR_MS } from './windows.js';

/** Longer than any calendar day: one with a clock change has 25 hours. */
const LONG_DAY_MS = 26 * HOUR_MS;

const formats = new Map<string, Intl.DateTimeFormat>();
const days = new Map<string, CalendarDay>();

/** The calendar day in `timeZone` (IANA name) that holds `nowMs`. Kept until it ends: one look at the time zone a day. */
export function calendarDay(nowMs: number, timeZone: string): CalendarDay {
  const kept = days.get(timeZone);
  if (kept && nowMs >= kept.startMs && nowMs < kept.endMs) return kept;
  const today = localDate(nowMs, timeZone);
  const day = {
    startMs: firstMs(nowMs - LONG_DAY_MS, nowMs, (ms) => localDate(ms, timeZone) === today),
    endMs: firstMs(nowMs, nowMs + LONG_DAY_MS, (ms) => localDate(ms, timeZone) !== today),
  };
  days.set(timeZone, day);
  return day;
}

/** Bisects for the first millisecond in (low, high] for which `reached` holds: no arithmetic on UTC offsets, so clock changes are right. */
function firstMs(low: number, high: number, reached: (ms: number) => boolean): number {
  let [before, from] = [low, high];
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (reached(middle)) from = middle;
    else before = middle;
  }
  return from;
}

function localDate(ms: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) formats.set(timeZone, (format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })));
  return format.format(ms);
}
