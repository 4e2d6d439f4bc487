import type { Region } from '../tenant/tenant.js';

/** How a message is counted by the provider, and so what it costs. */
export interface Segments {
  /** Characters, or septets where every character is of the GSM alphabet; the signature and its brackets included. */
  readonly length: number;
  readonly segments: number;
  readonly alphabet: 'gsm' | 'unicode';
}

/** GSM 03.38, without the escape character. */
const GSM_BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Each takes an escape before it. */
const GSM_EXTENDED = new Set('^|€{}[]~\\\f');

/** How much one message holds, and how much each part of a longer one, which needs room for its place in the whole. */
const ROOM = { gsm: { single: 160, part: 153 }, unicode: { single: 70, part: 67 } };

/**
 * Counts a message as Tencent bills it ("SMS length and billing", 382/18058): in the mainland every character is one of 70; abroad a
 * text of GSM characters alone has 160. Rare Han characters and emoji may count double there, which nobody can tell from outside.
 */
export function segmentsOf(text: string, region: Region): Segments {
  const septets = region === 'international' ? septetsOf(text) : Infinity;
  const alphabet = Number.isFinite(septets) ? 'gsm' : 'unicode';
  const length = alphabet === 'gsm' ? septets : charactersOf(text);
  const { single, part } = ROOM[alphabet];
  return { length, alphabet, segments: length <= single ? 1 : Math.ceil(length / part) };
}

/** The text as a phone shows it: the provider puts the signature before it, in the brackets of the region. */
export function signed(text: string, signature: string | undefined, region: Region): string {
  if (!signature) return text;
  return region === 'mainland' ? `【${signature}】${text}` : `[${signature}]${text}`;
}

/** Infinite when a character is not of the GSM alphabet. */
function septetsOf(text: string): number {
  let septets = 0;
  for (const character of text) septets += septetsOfOne(character);
  return septets;
}

function septetsOfOne(character: string): number {
  if (GSM_BASIC.has(character)) return 1;
  return GSM_EXTENDED.has(character) ? 2 : Infinity;
}

const charactersOf = (text: string) => (/[\ud800-\udfff]/.test(text) ? [...text].length : text.length);
