import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { InjectOptions } from 'fastify';
import { createApp } from '../src/app.js';
import { HttpApp } from './support/http-app.js';

/** The same parts behind both: one calls the use cases straight, the other lets Nest's pipeline do it. */
let api: HttpApp;
let nest: NestFastifyApplication;
let key: string;
let exposed: string;
let publishable: string;
let checkOnly: string;
let suspended: string;
let busy: string;

beforeAll(async () => {
  api = await HttpApp.start({ HTTP_LIMIT_PER_KEY_PER_MINUTE: '60', HTTP_LIMIT_PER_IP_PER_MINUTE: '10' });
  nest = await createApp(api.parts, () => undefined);
  await nest.init();
  await nest.getHttpAdapter().getInstance().ready();
  const tenantId = await api.newTenant('Acme');
  const stoppedId = await api.newTenant('Stopped');
  const keyOf = async (...input: Parameters<HttpApp['keys']['create']>) => (await api.keys.create(...input)).key;
  key = await keyOf(tenantId, { kind: 'test' });
  exposed = await keyOf(tenantId, { kind: 'test' });
  busy = await keyOf(tenantId, { kind: 'test' });
  publishable = await keyOf(tenantId, { kind: 'pub', origins: ['https://example.org'] });
  checkOnly = await keyOf(tenantId, { kind: 'test', permissions: ['verification:check'] });
  suspended = await keyOf(stoppedId, { kind: 'test' });
  await api.tenants.setStatus(stoppedId, 'suspended');
  // A key nobody has looked up yet is refused once its address has asked too often.
  await api.parts.directory.caller(busy);
});

afterAll(async () => {
  await nest.close();
  await api.stop();
});

let numbers = 0;
/** Two numbers that look alike once they are masked: each way has one of its own, and the same past. */
function twins(): readonly [direct: string, nest: string] {
  numbers += 1;
  const end = String(numbers).padStart(4, '0');
  return [`+861370001${end}`, `+861370002${end}`];
}

type Ask = (phone: string) => InjectOptions;

/** Ids are random, times are now, and a second may begin between two requests. */
const steady = (text: string) =>
  text
    .replace(/(ver|req|dlv)_(\d\d)?[0-9a-f]{32}(?![0-9a-f])/g, '$1_…')
    .replace(/\+861370002(\d{4})/g, '+861370001$1')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>')
    .replace(/("(?:ratelimit-reset|retry-after)":|"retryAfterSeconds":)"?\d+"?/g, '$1<seconds>')
    .replace(/"date":"[^"]+"/, '"date":"<time>"');

/** Asks both ways the same questions, one after another, and answers what the last one got. */
async function bothWays(...questions: readonly Ask[]) {
  const [direct, through] = [api.app.getHttpAdapter().getInstance(), nest.getHttpAdapter().getInstance()];
  const [ours, theirs] = twins();
  let status = 0;
  for (const ask of questions) {
    const replies = [await direct.inject(ask(ours)), await through.inject(ask(theirs))] as const;
    const [seen, expected] = replies.map(({ statusCode, headers, body }) => ({
      statusCode,
      headers: steady(JSON.stringify(headers)),
      body: steady(body),
    }));
    expect(seen).toEqual(expected);
    status = replies[0].statusCode;
  }
  return status;
}

const bearer = (of: string) => ({ authorization: `Bearer ${of}` });
const post =
  (url: string, of: () => string, body: (phone: string) => unknown, headers: Record<string, string> = {}): Ask =>
  (phone) => ({
    method: 'POST',
    url,
    headers: { ...bearer(of()), 'content-type': 'application/json', ...headers },
    payload: typeof body(phone) === 'string' ? (body(phone) as string) : JSON.stringify(body(phone)),
  });
const start = (more: object = {}, of = () => key, headers: Record<string, string> = {}) =>
  post('/v1/verifications', of, (phone) => ({ phone, ...more }), headers);
const check = (code: unknown, more: object = {}) =>
  post(
    '/v1/verifications/check',
    () => key,
    (phone) => ({ phone, code, ...more }),
  );

const tutorial =
  (
    params: (phone: string) => Record<string, string>,
    headers: () => Record<string, string> = () => bearer(key),
    path = '/v0',
  ): Ask =>
  (phone) => ({ method: 'GET', url: `${path}?${new URLSearchParams(params(phone)).toString()}`, headers: headers() });

const digits = (phone: string) => phone.slice(1);

describe('a request that Fastify takes straight is answered letter by letter as Nest would answer', () => {
  it.each<[string, number, readonly Ask[]]>([
    ['a start', 201, [start({ metadata: { order: '7' }, purpose: 'bind', locale: 'zh-CN', clientIp: '203.0.113.7' })]],
    ['a second start at once', 429, [start(), start()]],
    [
      'a repeated start under one Idempotency-Key',
      201,
      [
        (phone) => start({}, () => key, { 'idempotency-key': `k${phone.slice(-4)}${phone.at(-5)}` })(phone),
        (phone) => start({}, () => key, { 'idempotency-key': `k${phone.slice(-4)}${phone.at(-5)}` })(phone),
      ],
    ],
    ['an Idempotency-Key that is none', 400, [start({}, () => key, { 'idempotency-key': 'a b' })]],
    [
      'a country that may not be sent to',
      403,
      [
        post(
          '/v1/verifications',
          () => key,
          () => ({ phone: '+14155552671' }),
        ),
      ],
    ],
    [
      'a number that is none',
      400,
      [
        post(
          '/v1/verifications',
          () => key,
          () => ({ phone: '12' }),
        ),
      ],
    ],
    ['a member nobody knows', 400, [start({ colour: 'red' })]],
    [
      'no body',
      400,
      [
        post(
          '/v1/verifications',
          () => key,
          () => '',
        ),
      ],
    ],
    [
      'a body that is no JSON',
      400,
      [
        post(
          '/v1/verifications',
          () => key,
          () => '{',
        ),
      ],
    ],
    [
      'a body that would poison prototypes',
      400,
      [
        post(
          '/v1/verifications',
          () => key,
          () => '{"__proto__":{}}',
        ),
      ],
    ],
    ['a body too large', 413, [start({ metadata: { a: 'a'.repeat(20_000) } })]],
    ['a body of another type', 415, [start({}, () => key, { 'content-type': 'text/plain' })]],
    ['no key', 401, [start({}, () => '')]],
    ['a key that is none', 401, [start({}, () => 'lk_test_nobody')]],
    ['a key without the permission', 403, [start({}, () => checkOnly)]],
    ['a suspended tenant', 403, [start({}, () => suspended)]],
    ['a secret key in a browser', 403, [start({}, () => exposed, { origin: 'https://example.org' })]],
    [
      'a publishable key on a page it does not name',
      403,
      [start({}, () => publishable, { origin: 'https://else.example' })],
    ],
    [
      'an id of the request from somebody not trusted',
      201,
      [start({}, () => key, { 'x-request-id': 'somebody-elses' })],
    ],
    ['a wrong code', 422, [start(), check('000000')]],
    ['a check of nothing', 410, [check('000000')]],
    ['no code', 400, [check(undefined)]],
    ['a code that is none', 400, [check('12a')]],
    ['an id that is none', 404, [check('000000', { id: 'ver_1' })]],
    ['the tutorial’s start', 200, [tutorial((phone) => ({ method: 'getSms', phone: digits(phone) }))]],
    [
      'the tutorial’s check',
      200,
      [
        tutorial((phone) => ({ method: 'getSms', phone: digits(phone) })),
        tutorial((phone) => ({ method: 'login', phone: digits(phone), code: '000000' })),
      ],
    ],
    ['the tutorial’s check without a code', 200, [tutorial((phone) => ({ method: 'login', phone: digits(phone) }))]],
    ['the tutorial with a method that is none', 200, [tutorial((phone) => ({ method: 'no', phone: digits(phone) }))]],
    [
      'the tutorial as JSON',
      200,
      [
        post(
          '/v0',
          () => key,
          (phone) => ({ method: 'getSms', phone: digits(phone) }),
        ),
      ],
    ],
    [
      'the tutorial as a form',
      200,
      [
        post(
          '/v0',
          () => key,
          (phone) => `method=getSms&phone=${digits(phone)}`,
          {
            'content-type': 'application/x-www-form-urlencoded',
          },
        ),
      ],
    ],
    [
      'the tutorial without a key',
      401,
      [
        tutorial(
          (phone) => ({ method: 'getSms', phone: digits(phone) }),
          () => ({}),
        ),
      ],
    ],
  ])('%s: %i', async (_, status, questions) => {
    expect(await bothWays(...questions)).toBe(status);
  });

  it('a right code: 200, and once only', async () => {
    const codes = new Map<string, string>();
    const { tenantId } = (await api.parts.directory.caller(key))!;
    const scope = { tenantId, mode: 'test' } as const;
    const right: Ask = (phone) => check(codes.get(phone))(phone);
    const [ours, theirs] = twins();
    const servers = [api.app, nest].map((app) => app.getHttpAdapter().getInstance());
    const replies = [];
    for (const [index, phone] of [ours, theirs].entries()) {
      await servers[index]!.inject(start()(phone));
      const [message] = await api.parts.live.inbox.list(scope, api.parts.hashes.phoneKey(phone));
      codes.set(phone, /\d{6}/.exec(message!.text)![0]);
      for (const question of [right, right]) {
        const { statusCode, headers, body } = await servers[index]!.inject(question(phone));
        replies.push({ statusCode, headers: steady(JSON.stringify(headers)), body: steady(body) });
      }
    }
    expect(replies.map(({ statusCode }) => statusCode)).toEqual([200, 409, 200, 409]);
    expect(replies.slice(0, 2)).toEqual(replies.slice(2));
  });

  it('a publishable key in the path, its address counted too', async () => {
    const ask: Ask = (phone) =>
      tutorial(
        (of) => ({ method: 'getSms', phone: digits(of) }),
        () => ({ origin: 'https://example.org' }),
        `/v0/${publishable}`,
      )(phone);
    expect(await bothWays(ask)).toBe(200);
    for (let n = 0; n < 12; n += 1) await bothWays(ask);
    expect(await bothWays(ask)).toBe(429);
  });

  it('a secret key in the path', async () => {
    const ask: Ask = (phone) =>
      tutorial(
        (of) => ({ method: 'getSms', phone: digits(of) }),
        () => ({}),
        `/v0/${exposed}`,
      )(phone);
    expect(await bothWays(ask)).toBe(403);
  });

  it('a key that asks too often', async () => {
    const ask = start({ colour: 'red' }, () => busy);
    for (let n = 0; n < 60; n += 1) expect(await bothWays(ask)).toBe(400);
    expect(await bothWays(ask)).toBe(429);
  });
});
