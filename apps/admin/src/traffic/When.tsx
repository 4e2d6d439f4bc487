import { useLocaleState } from 'react-admin';

/** When something happened, to the second, in the reader's own zone; the offset stands in the title. */
export const When = ({ at }: { at: string }) => {
  const [locale] = useLocaleState();
  const tag = locale === 'zh' ? 'zh-CN' : 'en-GB';
  const moment = new Date(at);
  const shape: Intl.DateTimeFormatOptions = {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  };
  const whole = new Intl.DateTimeFormat(tag, { ...shape, year: 'numeric', timeZoneName: 'shortOffset' }).format(moment);
  return (
    <time dateTime={at} title={whole} style={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}>
      {new Intl.DateTimeFormat(tag, shape).format(moment)}
    </time>
  );
};
