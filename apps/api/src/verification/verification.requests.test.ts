import { Refused } from '@latchkey/core';
import { refusedBecause } from '../platform/http/request.pipe.js';
import { requestContext } from '../platform/http/request-context.js';
import { checkBody, parseTutorialRequest, startBody, toStart } from './verification.requests.js';

const CONTEXT = { requestId: 'req_1' };
const START = { phone: '+8618566246612' };
const CHECK = { ...START, code: '123456' };

/** The refusal a body earns, or undefined when it is taken. */
function refusalOf(schema: typeof startBody | typeof checkBody, body: unknown) {
  const { error } = schema.safeParse(body);
  return error && refusedBecause(error.issues).refusal;
}

describe('the body of a start', () => {
  it('is taken with a number alone, for the purpose of logging in', () => {
    const request = toStart(startBody.parse(START), CONTEXT);
    expect(request).toEqual({
      phone: { e164: '+8618566246612', country: 'CN', masked: '+86 185****6612' },
      purpose: 'login',
      metadata: {},
      origin: { requestId: 'req_1' },
    });
  });

  it('is taken with everything', () => {
    const body = {
      ...START,
      purpose: 'pay_out',
      locale: 'zh-Hant-HK',
      clientIp: '2001:db8::1',
      metadata: { order: '7' },
    };
    expect(toStart(startBody.parse(body), { ...CONTEXT, idempotencyKey: 'k' })).toMatchObject({
      purpose: 'pay_out',
      locale: 'zh-Hant-HK',
      metadata: { order: '7' },
      idempotencyKey: 'k',
      origin: { requestId: 'req_1', clientIp: '2001:db8::1' },
    });
  });

  it.each([
    ['phone', {}],
    ['phone', { phone: 8618566246612 }],
    ['phone', { phone: ['+8618566246612'] }],
    ['phone', { phone: { e164: '+8618566246612' } }],
    ['phone', { phone: null }],
    ['phone', { phone: true }],
    ['phone', { phone: '18566246612' }],
    ['phone', { phone: `+86${'1'.repeat(10_000)}` }],
    ['purpose', { ...START, purpose: 'Log In' }],
    ['purpose', { ...START, purpose: null }],
    ['locale', { ...START, locale: 'zh_CN' }],
    ['locale', { ...START, locale: 'a'.repeat(36) }],
    ['clientIp', { ...START, clientIp: '203.0.113.256' }],
    ['clientIp', { ...START, clientIp: 'localhost' }],
    ['metadata', { ...START, metadata: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`k${i}`, 'v'])) }],
    ['metadata.k', { ...START, metadata: { k: 7 } }],
    ['metadata.k', { ...START, metadata: { k: 'v'.repeat(257) } }],
    ['metadata.k', { ...START, metadata: { k: 'a\u0000b' } }],
    ['metadata.k', { ...START, metadata: { k: '\ud800' } }],
    ['tenantId', { ...START, tenantId: 'ten_1' }],
    ['body', undefined],
    ['body', []],
    ['body', 'text'],
  ])('is refused, naming %s, when it is %j', (field, body) => {
    expect(refusalOf(startBody, body)).toMatchObject({ kind: 'invalid_parameter', field });
  });

  it('has names of metadata with at most 40 characters', () => {
    expect(refusalOf(startBody, { ...START, metadata: { ['k'.repeat(41)]: 'v' } })).toMatchObject({
      kind: 'invalid_parameter',
    });
  });
});

describe('the body of a check', () => {
  it.each([CHECK, { id: 'ver_1', code: '123456' }, { ...CHECK, code: ' 123456 ' }])('is taken as %j', (body) => {
    expect(checkBody.parse(body).code).toBe('123456');
  });

  it.each([START, { ...START, code: '' }])('misses its code in %j', (body) => {
    expect(refusalOf(checkBody, body)).toEqual({ kind: 'missing_code' });
  });

  it.each([123456, ['123456'], { gt: '' }, null, true, '12a456', '１２３４５６', '1'.repeat(11)])(
    'is refused with the code %j, which is no text of 4 to 10 ASCII digits',
    (code) => {
      expect(refusalOf(checkBody, { ...START, code })).toMatchObject({ kind: 'invalid_parameter', field: 'code' });
    },
  );
});

describe('a request on the tutorial’s wire', () => {
  const refusalOfTutorial = (params: unknown) => {
    try {
      parseTutorialRequest(params, CONTEXT);
      return undefined;
    } catch (error) {
      return (error as Refused).refusal;
    }
  };

  it('starts with a number without its plus', () => {
    expect(parseTutorialRequest({ method: 'getSms', phone: '8618566246612', _: '1' }, CONTEXT)).toMatchObject({
      method: 'getSms',
      start: { phone: { e164: '+8618566246612' }, purpose: 'login' },
    });
  });

  it('logs in with number and code', () => {
    expect(parseTutorialRequest({ method: 'login', phone: '+8618566246612', code: '123456' }, CONTEXT)).toMatchObject({
      method: 'login',
      check: { phone: { e164: '+8618566246612' }, code: '123456' },
    });
  });

  it.each([undefined, {}, { method: 'getSms' }, { phone: '8618566246612' }, { method: '', phone: '8618566246612' }])(
    'misses parameters in %j, in the tutorial’s words',
    (params) => {
      expect(refusalOfTutorial(params)).toMatchObject({ kind: 'invalid_parameter', message: '缺少参数' });
    },
  );

  it.each([
    { method: 'logout', phone: '8618566246612' },
    { method: 'getSms', phone: '123' },
    { method: 'getSms', phone: 8618566246612 },
    { method: 'getSms', phone: ['8618566246612', '8618566246613'] },
    { method: 'login', phone: '8618566246612', code: ['123456', '654321'] },
    { method: 'login', phone: '8618566246612', code: 123456 },
  ])('is malformed as %j', (params) => {
    expect(refusalOfTutorial(params)).toMatchObject({ kind: 'invalid_parameter' });
  });

  it('misses its code', () => {
    expect(refusalOfTutorial({ method: 'login', phone: '8618566246612' })).toEqual({ kind: 'missing_code' });
  });
});

describe('an Idempotency-Key', () => {
  it('has 1 to 255 visible ASCII characters', () => {
    const contextOf = (key: string) => requestContext({ id: 'req_1', headers: { 'idempotency-key': key } });
    expect(contextOf('a'.repeat(255)).idempotencyKey).toHaveLength(255);
    for (const key of ['', 'a b', 'ключ', 'a'.repeat(256), 'a, b']) expect(() => contextOf(key)).toThrow(Refused);
  });
});
