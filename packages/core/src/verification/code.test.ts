import { newScope } from '../testing/commands.js';
import { generateCode, KeyedHashes, parseCode, partitionOf } from './code.js';

const key = (byte: number) => new Uint8Array(32).fill(byte);

describe('generateCode', () => {
  it('spreads digits evenly, leading zeros included', () => {
    const counts = Array.from({ length: 6 }, () => Array.from({ length: 10 }, () => 0));
    const codes = 200_000;
    for (let i = 0; i < codes; i++) {
      const code = generateCode(6);
      for (let position = 0; position < 6; position++) counts[position]![Number(code[position])]!++;
    }
    const expected = codes / 10;
    for (const digits of counts) {
      const chiSquare = digits.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      // 9 degrees of freedom: 33.7 is exceeded by chance once in 10,000 runs.
      expect(chiSquare).toBeLessThan(33.7);
    }
  });

  it.each([6, 7, 8])('has exactly %i digits', (length) => {
    for (let i = 0; i < 1000; i++) expect(generateCode(length)).toMatch(new RegExp(`^[0-9]{${length}}$`));
  });
});

describe('parseCode', () => {
  it('forgives spaces around', () => {
    expect(parseCode(' 123456 ')).toBe('123456');
  });

  it.each(['', '123', '12345678901', '12 3456', '１２３４５６', '١٢٣٤٥٦', '-12345', '1e5', ' '.repeat(100)])(
    'refuses "%s"',
    (input) => {
      expect(parseCode(input)).toBeUndefined();
    },
  );
});

describe('KeyedHashes', () => {
  const hashes = new KeyedHashes(key(1), [key(2)]);
  const scope = newScope();

  it('binds a code to tenant, mode, purpose and number', () => {
    const base = hashes.codeOfPhone(scope, 'login', 'phone', '123456');
    const others = [
      hashes.codeOfPhone(newScope(), 'login', 'phone', '123456'),
      hashes.codeOfPhone({ ...scope, mode: 'test' }, 'login', 'phone', '123456'),
      hashes.codeOfPhone(scope, 'bind', 'phone', '123456'),
      hashes.codeOfPhone(scope, 'login', 'other', '123456'),
      hashes.codeOfPhone(scope, 'login', 'phone', '123457'),
      hashes.codeOfId(scope, 'phone', '123456'),
    ];
    expect(new Set([base, ...others]).size).toBe(7);
  });

  it('accepts codes of the previous key while keys rotate', () => {
    const before = new KeyedHashes(key(1), [key(2)]);
    const after = new KeyedHashes(key(1), [key(3), key(2)]);
    expect(after.guessesOfPhone(scope, 'login', 'phone', '123456')).toContain(
      before.codeOfPhone(scope, 'login', 'phone', '123456'),
    );
    expect(after.codeOfId(scope, 'ver', '123456')).not.toBe(before.codeOfId(scope, 'ver', '123456'));
  });

  it('takes the partition from the first 32 bits of the hash', () => {
    for (let i = 0; i < 1000; i++) {
      const phoneKey = hashes.phoneKey(`+86${i}`);
      const bits = Buffer.from(phoneKey, 'base64url').readUInt32BE(0);
      expect(partitionOf(phoneKey, 64)).toBe(bits % 64);
      expect(partitionOf(phoneKey, 61)).toBe(bits % 61);
    }
  });

  it('spreads numbers evenly over partitions', () => {
    const counts = Array.from({ length: 16 }, () => 0);
    for (let i = 0; i < 16_000; i++) counts[partitionOf(hashes.phoneKey(`+86${i}`), 16)]!++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(200);
  });
});
