/** A number as Tencent understands it. */
export interface Phone {
  /** E.164. */
  readonly e164: string;
  readonly countryCode: string;
  readonly national: string;
  /** ISO 3166 alpha-2, `DEF` when unrecognised. */
  readonly isoCode: string;
  readonly mainland: boolean;
}

const ISO_BY_COUNTRY_CODE: Readonly<Record<string, string>> = {
  '1': 'US',
  '7': 'RU',
  '33': 'FR',
  '34': 'ES',
  '39': 'IT',
  '44': 'GB',
  '49': 'DE',
  '55': 'BR',
  '60': 'MY',
  '61': 'AU',
  '62': 'ID',
  '63': 'PH',
  '65': 'SG',
  '66': 'TH',
  '81': 'JP',
  '82': 'KR',
  '84': 'VN',
  '86': 'CN',
  '91': 'IN',
  '852': 'HK',
  '853': 'MO',
  '886': 'TW',
};

/** Mainland numbers are also taken as `0086…`, `86…`, bare, and with a trunk 0. Everybody else needs the `+`. */
const MAINLAND = /^(?:\+86|0086|86)?0?(1[3-9]\d{9})$/;

/** Undefined when Tencent would call the number incorrect. */
export function parsePhone(text: string): Phone | undefined {
  const mainland = MAINLAND.exec(text)?.[1];
  if (mainland) return { e164: `+86${mainland}`, countryCode: '86', national: mainland, isoCode: 'CN', mainland: true };
  if (!/^\+[1-9]\d{6,14}$/.test(text) || text.startsWith('+86')) return undefined;
  const digits = text.slice(1);
  const countryCode = [3, 2, 1].map((length) => digits.slice(0, length)).find((code) => code in ISO_BY_COUNTRY_CODE);
  const code = countryCode ?? digits.slice(0, 3);
  return {
    e164: text,
    countryCode: code,
    national: digits.slice(code.length),
    isoCode: ISO_BY_COUNTRY_CODE[code] ?? 'DEF',
    mainland: false,
  };
}
