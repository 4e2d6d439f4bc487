/** `1,234`, and `12.3K` where there is no room. */
export const whole = (count: number, locale: string, compact = false) =>
  new Intl.NumberFormat(locale, compact ? { notation: 'compact', maximumFractionDigits: 1 } : {}).format(count);

export const percent = (share: number | null, locale: string) =>
  share === null ? '–' : new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share);

/** `240 ms`, `3.4 s`, `2.5 min` */
export function duration(ms: number | null, locale: string): string {
  if (ms === null) return '–';
  const [value, unit] =
    ms < 1_000 ? [ms, 'millisecond'] : ms < 120_000 ? [ms / 1_000, 'second'] : [ms / 60_000, 'minute'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: ms < 1_000 ? 0 : 1 }).format(
    value,
  );
}

export const money = (amount: string, currency: string, locale: string) =>
  new Intl.NumberFormat(locale, { style: 'currency', currency }).format(Number(amount));

/** An hour, named by its beginning, as it is called in the zone; or a day. */
export function stepLabel(value: string, step: 'hour' | 'day', timeZone: string, locale: string): string {
  const shape: Intl.DateTimeFormatOptions =
    step === 'hour'
      ? { timeZone, month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }
      : { timeZone: 'UTC', month: 'short', day: 'numeric' };
  return new Intl.DateTimeFormat(locale === 'zh' ? 'zh-CN' : 'en-GB', shape).format(new Date(value));
}
