import { segmentsOf, signed } from './segments.js';

describe('segments', () => {
  it.each([
    [70, 1],
    [71, 2],
    [134, 2],
    [135, 3],
  ])('count %i characters in the mainland as %i', (length, segments) => {
    expect(segmentsOf('码'.repeat(length), 'mainland')).toEqual({ length, segments, alphabet: 'unicode' });
  });

  it('give plain letters no more room in the mainland', () => {
    expect(segmentsOf('a'.repeat(71), 'mainland').segments).toBe(2);
  });

  it.each([
    [160, 1],
    [161, 2],
    [306, 2],
    [307, 3],
  ])('count %i GSM characters abroad as %i', (length, segments) => {
    expect(segmentsOf('a'.repeat(length), 'international')).toEqual({ length, segments, alphabet: 'gsm' });
  });

  it('count characters that need an escape twice, as the brackets of a signature do', () => {
    expect(segmentsOf('[Ok]', 'international')).toEqual({ length: 6, segments: 1, alphabet: 'gsm' });
  });

  it('let one character outside the GSM alphabet take the room of all', () => {
    expect(segmentsOf(`${'a'.repeat(70)}’`, 'international')).toEqual({ length: 71, segments: 2, alphabet: 'unicode' });
  });

  it('count a character of two code units once', () => {
    expect(segmentsOf('😀', 'mainland').length).toBe(1);
  });

  it('hold the signature in the brackets of the region', () => {
    expect(signed('hi', '腾讯云', 'mainland')).toBe('【腾讯云】hi');
    expect(signed('hi', 'Acme', 'international')).toBe('[Acme]hi');
    expect(signed('hi', undefined, 'mainland')).toBe('hi');
  });
});
