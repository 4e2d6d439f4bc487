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
  return new Intl.DateTimeFormat(tagOf(locale), {
    timeZone,
    dateStyle: undefined,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'shortOffset',
  }).format(new Date(moment));
}

/** The same to the second, without the year. */
export function secondIn(timeZone: string, moment: string, locale: string): string {
  return new Intl.DateTimeFormat(tagOf(locale), {
    timeZone,
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'shortOffset',
  }).format(new Date(moment));
}

/** A day in a tenant's own time zone. */
export function dayIn(timeZone: string, moment: string, locale: string): string {
  return new Intl.DateTimeFormat(tagOf(locale), { timeZone, dateStyle: 'medium' }).format(new Date(moment));
}

/** `Asia/Shanghai (GMT+8)`, as it is now. */
export function zoneName(timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts();
  return `${timeZone} (${parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''})`;
}

export const READERS_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A moment in the reader's own time zone, whose offset is shown: for what belongs to no tenant. */
export function momentHere(moment: string, locale: string): string {
  return momentIn(READERS_ZONE, moment, locale);
}
