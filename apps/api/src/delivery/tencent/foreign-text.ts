/**
 * Words that come from outside, fit to be kept: they may quote a number or a code, so whatever could be either is blotted out;
 * control characters and marks that turn the direction of writing are taken away.
 */
export function foreignText(text: string, longest: number): string {
  return text
    .slice(0, 4 * longest)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .replace(/\d(?:[\s-]?\d){3,}/g, '***')
    .slice(0, longest);
}

/** A carrier's code, which may be a row of digits that is no number of anybody's. */
export const foreignCode = (code: string): string => code.replace(/[^\x21-\x7e]/g, '').slice(0, 64);
