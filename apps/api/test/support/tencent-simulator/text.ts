import type { Template } from './directory.js';

const VARIABLE = /\{(\d+)\}/g;

export function variableCount(content: string): number {
  return new Set([...content.matchAll(VARIABLE)].map(([, number]) => number)).size;
}

/** The message as the phone shows it: the signature in the brackets of its region, then the filled template. */
export function render(
  template: Template,
  params: readonly string[],
  signature: string | undefined,
  mainland: boolean,
) {
  const body = template.content.replace(VARIABLE, (_, number: string) => params[Number(number) - 1] ?? '');
  if (!signature) return body;
  return mainland ? `【${signature}】${body}` : `[${signature}]${body}`;
}

const GSM_BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const GSM_EXTENDED = '^|€{}[]~\\';

/** Billed segments: 70 or 67 characters each, or 160 or 153 septets outside the mainland when every character is GSM 03.38. */
export function segmentsOf(text: string, mainland: boolean): number {
  const characters = [...text];
  const septets = characters.reduce(
    (sum, character) => sum + (GSM_BASIC.includes(character) ? 1 : GSM_EXTENDED.includes(character) ? 2 : Infinity),
    0,
  );
  const gsm = !mainland && septets !== Infinity;
  const [length, single, multi] = gsm ? [septets, 160, 153] : [characters.length, 70, 67];
  return length <= single ? 1 : Math.ceil(length / multi);
}
