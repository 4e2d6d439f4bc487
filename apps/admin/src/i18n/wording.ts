/** The reader's language as `Intl` wants it. */
const tagOf = (locale: string) => (locale === 'zh' ? 'zh-CN' : 'en-GB');

/** `中国 (CN)`; the code alone when nobody knows it. */
export function countryName(code: string, locale: string): string {
  const name = new Intl.DisplayNames(tagOf(locale), { type: 'region', fallback: 'none' }).of(code);
  return name === undefined ? code : `${name} (${code})`;
}

/** `Chinese (China) (zh-CN)` in the reader's words, or the tag alone. */
export function languageName(tag: string, locale: string): string {
  const name = new Intl.DisplayNames(tagOf(locale), { type: 'language', fallback: 'none' }).of(tag);
  return name === undefined ? tag : `${name} · ${tag}`;
}

/** A moment in a tenant's own time zone, whose offset is shown. */
export function momentIn(timeZone: string, moment: string, locale: string): string {
  return withOffset(timeZone, moment, locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** The same to the second, without the year. */
export function secondIn(timeZone: string, moment: string, locale: string): string {
  return withOffset(timeZone, moment, locale, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}

/** `24 Nov, 13:08 GMT-5`: at the end in every language; Chinese would put it in the middle. */
function withOffset(timeZone: string, moment: string, locale: string, shape: Intl.DateTimeFormatOptions): string {
  const at = new Date(moment);
  return `${new Intl.DateTimeFormat(tagOf(locale), { ...shape, timeZone }).format(at)} ${offsetOf(timeZone, at)}`;
}

/** `12 minutes`, `5 hours`, `3 days`: whole ones, for how long something has lasted. */
export function lasting(seconds: number, locale: string): string {
  const [size, unit] = seconds < 3_600 ? [60, 'minute'] : seconds < 2 * 86_400 ? [3_600, 'hour'] : [86_400, 'day'];
  const shape = { style: 'unit', unit, unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(tagOf(locale), shape).format(Math.floor(seconds / size));
}

/** A day in a tenant's own time zone. */
export function dayIn(timeZone: string, moment: string, locale: string): string {
  return new Intl.DateTimeFormat(tagOf(locale), { timeZone, dateStyle: 'medium' }).format(new Date(moment));
}

/** `Asia/Shanghai (GMT+8)`, as it is now. */
export const zoneName = (timeZone: string): string => `${timeZone} (${offsetOf(timeZone)})`;

/** `GMT+8` */
function offsetOf(timeZone: string, at = new Date()): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

export const READERS_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A moment in the reader's own time zone, whose offset is shown: for what belongs to no tenant. */
export function momentHere(moment: string, locale: string): string {
  return momentIn(READERS_ZONE, moment, locale);
}
