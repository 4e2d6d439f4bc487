import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { Hmac } from './hmac.js';

describe('Hmac', () => {
  it('answers RFC 4231, test case 2', () => {
    const expected = Buffer.from('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', 'hex');
    expect(new Hmac(Buffer.from('Jefe')).digest('what do ya want for nothing?')).toBe(expected.toString('base64url'));
  });

  it('agrees with OpenSSL on any key and text, whatever was hashed before', () => {
    const hmacs = new Map<string, Hmac>();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.string({ unit: 'grapheme', maxLength: 3000 }), (key, text) => {
        const name = Buffer.from(key).toString('hex');
        const hmac = hmacs.get(name) ?? new Hmac(key);
        hmacs.set(name, hmac);
        expect(hmac.digest(text)).toBe(createHmac('sha256', key).update(text).digest('base64url'));
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses a key longer than a block', () => {
    expect(() => new Hmac(new Uint8Array(65))).toThrow(RangeError);
  });
});
