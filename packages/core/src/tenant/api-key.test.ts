import { API_KEY, hashApiKey, newApiKey, parseApiKey, sameApiKeyHash } from './api-key.js';

describe('API keys', () => {
  it.each([
    ['live', { mode: 'live', publishable: false }],
    ['test', { mode: 'test', publishable: false }],
    ['pub', { mode: 'live', publishable: true }],
  ] as const)('lk_%s_ keys say what they are', (kind, expected) => {
    const key = newApiKey(kind);
    expect(key.text).toMatch(new RegExp(`^lk_${kind}_[0-9A-Za-z]{12}_[0-9A-Za-z]{36}$`));
    expect(key.text).toMatch(API_KEY);
    expect(key.id).toMatch(/^key_[0-9A-Za-z]{12}$/);
    expect(key).toMatchObject(expected);
    expect(parseApiKey(key.text)).toEqual(key);
  });

  it('no two are alike, in id or in secret', () => {
    const keys = Array.from({ length: 1000 }, () => newApiKey('live'));
    expect(new Set(keys.map((key) => key.id)).size).toBe(1000);
    expect(new Set(keys.map((key) => key.text)).size).toBe(1000);
  });

  it('a single wrong character anywhere is noticed offline', () => {
    const { text } = newApiKey('live');
    for (let at = 0; at < text.length; at += 1) {
      const other = text[at] === 'x' ? 'y' : 'x';
      expect(parseApiKey(text.slice(0, at) + other + text.slice(at + 1))).toBeUndefined();
    }
  });

  it('a key of one kind cannot be passed off as another', () => {
    expect(parseApiKey(newApiKey('test').text.replace('lk_test_', 'lk_live_'))).toBeUndefined();
    expect(parseApiKey(newApiKey('live').text.replace('lk_live_', 'lk_pub_'))).toBeUndefined();
  });

  it.each(['', 'lk_live_', 'Bearer x', 'lk_live_'.padEnd(57, '0'), 'x'.repeat(100_000), '\u0000'.repeat(57)])(
    'junk is refused (%#)',
    (text) => {
      expect(parseApiKey(text)).toBeUndefined();
    },
  );

  it('surplus around a key is refused', () => {
    const { text } = newApiKey('live');
    for (const surplus of [` ${text}`, `${text} `, `${text}\n`, `${text}0`])
      expect(parseApiKey(surplus)).toBeUndefined();
  });

  it('hashes the whole key with SHA-256, and hashes compare by content', () => {
    expect(hashApiKey('abc').toString('hex')).toMatch(/^ba7816bf8f01cfea/); // FIPS 180-2, appendix B.1
    const { text } = newApiKey('live');
    expect(sameApiKeyHash(hashApiKey(text), hashApiKey(text))).toBe(true);
    expect(sameApiKeyHash(hashApiKey(text), hashApiKey(newApiKey('live').text))).toBe(false);
    expect(sameApiKeyHash(hashApiKey(text), hashApiKey(text).subarray(1))).toBe(false);
  });
});
