import { SessionCookie } from './session-cookie.js';

const HOUR_MS = 3_600_000;
const session = { signedInAt: new Date(0), expiresAt: new Date(12 * HOUR_MS) };
const overHttps = new SessionCookie('https://otp.example.com');
const overHttp = new SessionCookie('http://127.0.0.1:3000');

describe('the session cookie', () => {
  it('is bound to its host and to https where the console is public', () => {
    expect(overHttps.write('abc', session)).toBe(
      '__Host-latchkey_session=abc; Max-Age=43200; Path=/; HttpOnly; Secure; SameSite=Strict',
    );
  });

  it('works over plain http, which browsers would not let carry the other', () => {
    expect(overHttp.write('abc', session)).toBe(
      'latchkey_session=abc; Max-Age=43200; Path=/; HttpOnly; SameSite=Strict',
    );
  });

  it('is forgotten by the same attributes', () => {
    expect(overHttps.clear()).toBe('__Host-latchkey_session=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict');
  });

  it.each([
    ['its own', '__Host-latchkey_session=abc', 'abc'],
    ['one among others', 'a=b; __Host-latchkey_session=abc; c=d', 'abc'],
    ['the first of two', '__Host-latchkey_session=abc;__Host-latchkey_session=def', 'abc'],
    ['none for the name that other hosts could set', 'latchkey_session=abc', undefined],
    ['none for a longer name', 'x__Host-latchkey_session=abc', undefined],
    ['none for an empty one', '__Host-latchkey_session=', undefined],
    ['none for what no token looks like', '__Host-latchkey_session=a%20b', undefined],
    ['none without a header', undefined, undefined],
  ])('reads %s', (_, header, token) => {
    expect(overHttps.read(header)).toBe(token);
  });
});
