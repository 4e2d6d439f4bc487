import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { parsePhone, parseTutorialPhone } from './phone.js';

const MAINLAND = { e164: '+8618501234444', country: 'CN', masked: '+86 185****4444' };

describe('parsePhone, the /v1 rule', () => {
  it.each([
    '+8618501234444',
    '+86 185-0123-4444',
    '+86 (185) 0123 4444',
    '0086 18501234444',
    '008618501234444',
    '+86018501234444', // Tencent's own example of a trunk zero
  ])('reads %s as one mainland number', (input) => {
    expect(parsePhone(input)).toEqual(MAINLAND);
  });

  it.each([
    ['+85291234567', 'HK', '+852 91****67'],
    ['+85366123456', 'MO', '+853 66****56'],
    ['+886912345678', 'TW', '+886 91****678'],
    ['+14155552671', 'US', '+1 415****671'],
    ['+447400123456', 'GB', '+44 740****456'],
  ])('reads %s as a number of %s and masks it', (input, country, masked) => {
    expect(parsePhone(input)).toEqual({ e164: input, country, masked });
  });

  it.each(['162', '165', '167', '170', '171', '192', '199'])('takes the mainland range %s', (range) => {
    expect(parsePhone(`+86${range}12345678`)?.country).toBe('CN');
  });

  it.each([
    ['a bare mainland number', '18501234444'],
    ['a number without +', '8618501234444'],
    ['nothing', ''],
    ['a word', 'phone'],
    ['a range that does not exist', '+8612501234444'],
    ['a 13-digit number of things', '+861440123456789'],
    ['too few digits', '+861850123444'],
    ['too many digits', '+86185012344445'],
    ['a landline', '+861065529988'],
    ['a premium number', '+19005551234'],
    ['digits of another script', '+86１８５０１２３４４４４'],
    ['a second plus', '++8618501234444'],
    ['an extension', '+8618501234444x1'],
    ['a line break', '+8618501234444\n'],
    ['digits that would wrap into another number', '+3399999999999999999'],
  ])('refuses %s', (_, input) => {
    expect(parsePhone(input)).toBeUndefined();
  });

  it('refuses over-long input unread', () => {
    expect(parsePhone(`+${'9'.repeat(32)}`)).toBeUndefined();
    const startedAt = process.hrtime.bigint();
    parsePhone('+'.padEnd(1_000_000, '1'));
    expect(process.hrtime.bigint() - startedAt).toBeLessThan(5_000_000n);
  });

  it('agrees with libphonenumber on every eleven-digit mainland mobile', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100_0000_0000, max: 199_9999_9999 }), (national) => {
        const expected = parsePhoneNumberFromString(`+86${national}`);
        const e164 = expected?.isValid() && expected.getType() === 'MOBILE' ? expected.number : undefined;
        expect(parsePhone(`+86${national}`)?.e164).toBe(e164);
      }),
      { numRuns: 5000 },
    );
  });

  it('hides at least four digits of whatever it accepts', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+[1-9][0-9]{7,14}$/), (input) => {
        const phone = parsePhone(input);
        if (phone) expect(phone.masked.replace(/\D/g, '').length).toBeLessThanOrEqual(phone.e164.length - 1 - 4);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('parseTutorialPhone, the /v0 rule', () => {
  it.each([
    '8618501234444',
    '+8618501234444',
    '008618501234444',
    '86 185 0123 4444',
    ' 8618501234444',
    ' 86 18501234444',
  ])('reads "%s" as one mainland number', (input) => {
    expect(parseTutorialPhone(input)).toEqual(MAINLAND);
  });

  it('reads a bare eleven-digit number as the tutorial does: country code first', () => {
    expect(parseTutorialPhone('18566246612')).toMatchObject({ e164: '+18566246612', country: 'US' });
    expect(parseTutorialPhone('13800138000')).toBeUndefined();
  });

  it.each(['', 'abc', '0', '+', '86', `86${'1'.repeat(40)}`])('refuses "%s"', (input) => {
    expect(parseTutorialPhone(input)).toBeUndefined();
  });
});
