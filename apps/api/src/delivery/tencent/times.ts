const DAY_MS = 86_400_000;
/** Nobody reports later, and queries by number reach back no further. */
const OLDEST_MS = 7 * DAY_MS;
/** Clocks of carriers are not ours. */
const AHEAD_MS = 3_600_000;

/** A time that a provider told, if it can be true: what is not stands in no event. Milliseconds since 1970. */
export function believableTime(atMs: number | undefined, nowMs: number): number | undefined {
  if (atMs === undefined || !Number.isFinite(atMs)) return undefined;
  return atMs > nowMs - OLDEST_MS && atMs <= nowMs + AHEAD_MS ? Math.floor(atMs) : undefined;
}
