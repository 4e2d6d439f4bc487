/** Tencent's days are China's: UTC+8, no daylight saving. */
const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** `2026-11-23` */
export const chinaDay = (atMs: number): string => new Date(atMs + OFFSET_MS).toISOString().slice(0, 10);

/** The hour of the day in China, 0 to 23. */
export const chinaHour = (atMs: number): number => new Date(atMs + OFFSET_MS).getUTCHours();

export const dayBefore = (day: string): string => new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10);

export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

/** Its beginning and its end, which is the next one's beginning. */
export function boundsOf(day: string): { readonly from: Date; readonly to: Date } {
  const from = Date.parse(day) - OFFSET_MS;
  return { from: new Date(from), to: new Date(from + DAY_MS) };
}
