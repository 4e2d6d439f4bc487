import { quickstartText } from './quickstart.js';

const TEXT = quickstartText({
  url: 'http://127.0.0.1:3000',
  apiKey: 'lk_test_0123456789ab_x',
  file: '/data/quickstart.json',
  setupUrl: 'http://127.0.0.1:3000/setup#token',
});

describe('the quickstart', () => {
  it('is ten lines with the address, the key and three commands', () => {
    expect(TEXT.trimEnd().split('\n')).toHaveLength(10);
    expect(TEXT.match(/^(CODE=\$\()?curl .*$/gm)).toHaveLength(3);
    expect(TEXT).toContain('http://127.0.0.1:3000/setup#token');
  });

  it('has commands that carry the key in a header and never in a URL', () => {
    expect(TEXT.match(/-H 'Authorization: Bearer lk_test_0123456789ab_x'/g)).toHaveLength(3);
    expect(TEXT).not.toMatch(/https?:\/\/[^\s']*lk_test/);
  });
});
