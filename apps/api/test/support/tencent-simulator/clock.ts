/** Where the simulator takes its time from. Milliseconds since 1970, UTC. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Tencent's days, receipt times and statistics hours are China's: UTC+8, no daylight saving. */
const CHINA_OFFSET_MS = 8 * 3_600_000;

const chinaIso = (atMs: number): string => new Date(atMs + CHINA_OFFSET_MS).toISOString();

/** `2026-01-31`: the calendar day a limit counts in. */
export const chinaDay = (atMs: number): string => chinaIso(atMs).slice(0, 10);

/** `2026-01-31 08:00:00`: how a receipt tells the time, without a zone. */
export const chinaDateTime = (atMs: number): string => chinaIso(atMs).slice(0, 19).replace('T', ' ');

/** `2026013108`: how the statistics name an hour. */
export const chinaHour = (atMs: number): string => chinaIso(atMs).slice(0, 13).replace(/[-T]/g, '');

export const unixSeconds = (atMs: number): number => Math.floor(atMs / 1000);
