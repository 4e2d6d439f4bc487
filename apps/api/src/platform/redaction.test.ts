import { redact, redactedError, scrub } from './redaction.js';

describe('what is logged', () => {
  it('holds no member that names a secret, at any depth', () => {
    const line = redact({
      headers: { authorization: 'Bearer x', 'X-Api-Key': 'x', 'x-scf-secret-key': 'x', 'x-tc-token': 'x', cookie: 'x' },
      deep: { list: [{ secretKey: 'x', password: 'x', phone: 'x', phoneKey: 'x', code: '123456', TemplateParams: 1 }] },
    });
    expect(JSON.stringify(line)).not.toMatch(/"x"|123456/);
  });

  it('keeps the name of an error, which has the same member as a passcode', () => {
    expect(redact({ code: 'ECONNREFUSED' })).toEqual({ code: 'ECONNREFUSED' });
    expect(redact({ code: 42_915_007 })).toEqual({ code: '[redacted]' });
  });

  it.each([
    'no such key lk_live_0123456789abcdefghij',
    'header Bearer abc.def',
    'cannot send to +8618566246612',
    'cannot send to +86 185-6624-6612',
    'GET /v0?method=login&phone=8618566246612&code=123456 failed',
  ])('holds nothing telling of the message "%s"', (message) => {
    expect(scrub(message)).not.toMatch(/lk_live|abc|6624|6612|123456/);
  });

  it.each([
    'req_41c841bc33fb4e7795fa7fcecd3357c6',
    'dlv_00000000000000000000000000000000',
    '2026-11-23T12:19:41.975Z',
    'main.js:123:45',
  ])('leaves %s alone', (text) => {
    expect(scrub(text)).toBe(text);
  });

  it('holds of an error its kind, message, code, stack and cause, and nothing that hangs on it', () => {
    const error = Object.assign(new Error('refused for +8618566246612', { cause: new Error('inner 8618566246612') }), {
      code: 'ECONNRESET',
      config: { secretKey: 'AKID' },
    });
    const logged = redactedError(error);
    expect(logged).toMatchObject({ type: 'Error', message: 'refused for [redacted]', code: 'ECONNRESET' });
    expect(JSON.stringify(logged)).not.toMatch(/AKID|18566246612/);
  });
});
