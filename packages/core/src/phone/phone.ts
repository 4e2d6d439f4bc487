import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** A number that can receive a text message, in the one spelling used everywhere inside. */
export interface Phone {
  /** `+8618566246612` */
  readonly e164: string;
  /** ISO 3166 alpha-2, `CN`. Hong Kong, Macau and Taiwan are their own countries, as Tencent bills them. */
  readonly country: string;
  /** `+86 185****6612`, fit for replies, logs and pages. */
  readonly masked: string;
}

/** Longest input looked at. Longer text is refused unread, so no regular expression ever meets it. */
const MAX_INPUT_LENGTH = 32;

const SPELLING = /^[+0-9][0-9 ().-]*$/;
/** The ranges in which libphonenumber takes every number for a mobile one (a property test holds the two equal). */
const MAINLAND_MOBILE = /^\+86(13\d|14[57]|15[0-35-9]|16[2567]|17[0-35-8]|18\d|19[0-35-9])\d{4}(\d{4})$/;

/** Line types that take text messages. Premium, shared-cost, VoIP and unknown ranges are where toll fraud lives. */
const TEXTABLE = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE']);

/**
 * The `/v1` rule: international spelling with `+` or `00`, separators allowed.
 * Returns undefined for anything that is not a number able to receive a text message.
 */
export function parsePhone(input: string): Phone | undefined {
  if (input.length > MAX_INPUT_LENGTH || !SPELLING.test(input)) return undefined;
  const digits = input.replace(/[ ().-]/g, '');
  if (digits.startsWith('+')) return parseE164(digits);
  return digits.startsWith('00') ? parseE164(`+${digits.slice(2)}`) : undefined;
}

/**
 * The `/v0` rule, the tutorial's: country code and number, the `+` optional. A bare 11-digit mainland number is read as
 * the tutorial reads it, with `+` put before it (`18566246612` is a number in the United States).
 * A `+` that a client sent unescaped arrives as a space and is accepted.
 */
export function parseTutorialPhone(input: string): Phone | undefined {
  const trimmed = input.length > MAX_INPUT_LENGTH ? input : input.trim();
  return /^[1-9]/.test(trimmed) ? parsePhone(`+${trimmed}`) : parsePhone(trimmed);
}

function parseE164(text: string): Phone | undefined {
  const mainland = MAINLAND_MOBILE.exec(text);
  // Nearly all traffic takes this path, which spares it the general parser.
  if (mainland) return { e164: text, country: 'CN', masked: `+86 ${mainland[1]}****${mainland[2]}` };
  const number = parsePhoneNumberFromString(text);
  if (!number?.isValid() || !number.country || !TEXTABLE.has(number.getType() ?? '')) return undefined;
  return {
    e164: number.number,
    country: number.country,
    masked: mask(number.countryCallingCode, number.nationalNumber),
  };
}

/** Keeps the ends of the national number and hides at least four digits. */
function mask(callingCode: string, national: string): string {
  const head = Math.min(3, Math.floor((national.length - 4) / 2));
  const tail = Math.min(4, national.length - 4 - head);
  return `+${callingCode} ${national.slice(0, head)}****${national.slice(national.length - tail)}`;
}
