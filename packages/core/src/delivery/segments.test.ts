import { segmentsOf } from './segments.js';

describe('the segments of a text', () => {
  it.each([
    ['', true, 1],
    ['码'.repeat(70), true, 1],
    ['码'.repeat(71), true, 2],
    ['a'.repeat(134), true, 2],
    ['a'.repeat(135), true, 3],
    ['a'.repeat(160), false, 1],
    ['a'.repeat(161), false, 2],
    ['€'.repeat(80), false, 1],
    ['€'.repeat(81), false, 2],
    ['é'.repeat(160), false, 1],
    ['码'.repeat(71), false, 2],
  ])('of %j, mainland %p, are %i', (text, mainland, segments) => expect(segmentsOf(text, mainland)).toBe(segments));
});
