import { checkByPhone, startCommand } from '@latchkey/core/testing';
import { Readiness } from '../src/health/readiness.js';
import { ERROR_TABLE, type Face, type PublicRefusalKind } from '../src/platform/error-table.js';
import { InstallationRepository } from '../src/tenant/index.js';
import { HttpApp } from './support/http-app.js';

let api: HttpApp;
/** Keys of one tenant, a second tenant's, and of tenants in odd states. */
let mine: string;
let test: string;
let live: string;
let publishable: string;
let checkOnly: string;
let stranger: string;
let unconfigured: string;
let suspended: string;
let stopped: string;

const BUGGY_PHONE = '+8613600000001';
let nextNumber = 13_700_000_000;
/** In E.164; every test has numbers of its own. */
const newPhone = () => `+86${nextNumber++}`;
/** As the tutorial's page sends it. */
const digits = (phone: string) => phone.slice(1);
const seen = new Set<string>();

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown> & { error?: Record<string, unknown> };
}

interface Call {
  readonly method?: string;
  readonly key?: string;
  readonly json?: unknown;
  readonly form?: Record<string, string>;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

async function call(path: string, { method, key, json, form, body, headers = {} }: Call = {}): Promise<Reply> {
  const content = json === undefined ? (form ? new URLSearchParams(form).toString() : body) : JSON.stringify(json);
  const type = json === undefined ? (form ? 'application/x-www-form-urlencoded' : undefined) : 'application/json';
  const response = await fetch(`${api.url}${path}`, {
    method: method ?? (content === undefined ? 'GET' : 'POST'),
    ...(content === undefined ? {} : { body: content }),
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(type === undefined ? {} : { 'content-type': type }),
      ...headers,
    },
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, headers: response.headers, text, body: isJson && text ? JSON.parse(text) : {} };
}

const v0 = (params: Record<string, string>, options: Call = {}) =>
  call(`/v0?${new URLSearchParams(params).toString()}`, { key: test, ...options });
const start = (json: object, options: Call = {}) => call('/v1/verifications', { key: test, json, ...options });
const check = (json: object, options: Call = {}) => call('/v1/verifications/check', { key: test, json, ...options });

/** The code of the newest message a number got in the sandbox. */
async function codeOf(phone: string, key = test): Promise<string> {
  const { body } = await call(`/v1/sandbox/messages?phone=${encodeURIComponent(phone)}`, { key });
  const [{ text }] = body['messages'] as [{ text: string }];
  const code = /\d{6}/.exec(text)?.[0] ?? '';
  seen.add(code);
  return code;
}

const wrong = (code: string) => (code === '000000' ? '000001' : '000000');

beforeAll(async () => {
  api = await HttpApp.start(
    { HTTP_LIMIT_PER_KEY_PER_MINUTE: '300', HTTP_LIMIT_PER_IP_PER_MINUTE: '100', TRUSTED_PROXIES: '127.0.0.1' },
    (parts) => ({
      sealPhone: (tenantId, e164) => {
        if (e164 === BUGGY_PHONE) throw new Error(`a bug that quotes ${e164} and ${test}`);
        return parts.sealPhone(tenantId, e164);
      },
    }),
  );
  const [first, other, poor, bad, quiet] = await Promise.all([
    api.newTenant('Mine'),
    api.newTenant('Other'),
    api.tenants.create({ name: 'Unconfigured' }).then(({ id }) => id),
    api.newTenant('Suspended'),
    api.newTenant('Stopped'),
  ]);
  mine = first;
  const keyOf = async (...[tenantId, input]: Parameters<HttpApp['keys']['create']>) => {
    const { key } = await api.keys.create(tenantId, input);
    seen.add(key);
    return key;
  };
  test = await keyOf(mine, { kind: 'test' });
  live = await keyOf(mine, { kind: 'live' });
  publishable = await keyOf(mine, { kind: 'pub', origins: ['https://shop.example'] });
  checkOnly = await keyOf(mine, { kind: 'test', permissions: ['verification:check'] });
  stranger = await keyOf(other, { kind: 'test' });
  unconfigured = await keyOf(poor, { kind: 'live' });
  suspended = await keyOf(bad, { kind: 'live' });
  await api.tenants.setStatus(bad, 'suspended');
  stopped = await keyOf(quiet, { kind: 'live' });
  await api.tenants.setSending(quiet, false);
});

afterAll(() => api.stop());

type Produced = Record<Face, () => Promise<Reply>>;

/** A number that was just sent a code, and the code. */
async function started(phone = newPhone()) {
  await start({ phone });
  return { phone, code: await codeOf(phone) };
}

const vendorSays = (outcome: 'rejected' | 'unavailable') => {
  const phone = newPhone();
  const reason = outcome === 'rejected' ? 'recipient' : 'unreachable';
  const providerCode = 'FailedOperation.PhoneNumberInBlacklist';
  api.vendor.answer(phone, () =>
    Promise.resolve({ outcome: 'rejected', reason, providerCode, message: 'blacklisted' }),
  );
  return phone;
};

/** A number that the tenant of both keys must not send to. */
async function optedOut(): Promise<string> {
  const phone = newPhone();
  await api.parts.live.store.optOut(mine, api.parts.hashes.phoneKey(phone));
  return phone;
}

/** A number with a live code, after a hundred wrong guesses at another of its codes. */
async function held(): Promise<string> {
  const { phone } = await started();
  const { live, hashes } = api.parts;
  const scope = { tenantId: mine, mode: 'test' } as const;
  const subject = { purpose: 'other', phoneKey: hashes.phoneKey(phone) };
  const patient = { maxAttempts: 1_000, guessesPerHour: 1_000, guessesPerDay: 1_000 };
  await live.store.start(scope, startCommand(scope, subject, '111111', Date.now(), { policy: patient }));
  for (let i = 0; i < 100; i++) await live.store.check(scope, checkByPhone(scope, subject, '222222'));
  return phone;
}

/** A start that waits at the vendor, and meanwhile the same start again. */
async function twiceAtOnce(send: (phone: string) => Promise<Reply>): Promise<Reply> {
  const phone = newPhone();
  let release = () => undefined as void;
  const reached = new Promise<void>((resolve) => {
    api.vendor.answer(phone, async () => {
      resolve();
      await new Promise<void>((go) => (release = go));
      return { outcome: 'accepted', providerMessageId: 'x', segments: 1 };
    });
  });
  const first = send(phone);
  await reached;
  const second = await send(phone);
  release();
  await first;
  return second;
}

const TOO_LARGE = JSON.stringify({ phone: '+8613700000000', metadata: { k: 'x'.repeat(16 * 1024) } });
const PLAIN = { 'content-type': 'text/plain' };
const newKey = () => `idem-${nextNumber++}`;

/** How each kind of refusal comes about, on both wires, by real requests. */
const PRODUCED: Readonly<Record<PublicRefusalKind, Produced>> = {
  invalid_parameter: { v0: () => v0({}), v1: () => start({}) },
  missing_code: {
    v0: () => v0({ method: 'login', phone: digits(newPhone()) }),
    v1: () => check({ phone: newPhone() }),
  },
  unauthenticated: {
    v0: () => call('/v0?method=getSms&phone=8613700000000'),
    v1: () => start({ phone: newPhone() }, { key: `${test.slice(0, -1)}_` }),
  },
  tenant_suspended: {
    v0: () => v0({ method: 'getSms', phone: digits(newPhone()) }, { key: suspended }),
    v1: () => start({ phone: newPhone() }, { key: suspended }),
  },
  sending_stopped: {
    v0: () => v0({ method: 'getSms', phone: digits(newPhone()) }, { key: stopped }),
    v1: () => start({ phone: newPhone() }, { key: stopped }),
  },
  forbidden: {
    v0: () => v0({ method: 'getSms', phone: digits(newPhone()) }, { key: checkOnly }),
    v1: () => start({ phone: newPhone() }, { key: checkOnly }),
  },
  origin_not_allowed: {
    v0: () =>
      v0(
        { method: 'getSms', phone: digits(newPhone()) },
        { key: publishable, headers: { origin: 'https://else.example' } },
      ),
    v1: () => start({ phone: newPhone() }, { key: publishable, headers: { origin: 'https://else.example' } }),
  },
  destination_not_allowed: {
    v0: () => v0({ method: 'getSms', phone: '14155552671' }),
    v1: () => start({ phone: '+14155552671' }),
  },
  not_found: {
    v0: () => call('/v0/a/b', { key: test }),
    v1: () => call(`/v1/verifications/ver_00${'0'.repeat(32)}`, { key: test }),
  },
  verification_expired: {
    v0: () => v0({ method: 'login', phone: digits(newPhone()), code: '123456' }),
    v1: () => check({ phone: newPhone(), code: '123456' }),
  },
  verification_closed: {
    v0: async () => {
      const login = async ({ phone, code }: { phone: string; code: string }) =>
        v0({ method: 'login', phone: digits(phone), code });
      const used = await started();
      await login(used);
      return login(used);
    },
    v1: async () => {
      const used = await started();
      await check(used);
      return check(used);
    },
  },
  wrong_code: {
    v0: async () => {
      const { phone, code } = await started();
      return v0({ method: 'login', phone: digits(phone), code: wrong(code) });
    },
    v1: async () => {
      const { phone, code } = await started();
      return check({ phone, code: wrong(code) });
    },
  },
  rate_limited: {
    v0: async () => {
      const { phone } = await started();
      return v0({ method: 'getSms', phone: digits(phone) });
    },
    v1: async () => start({ phone: (await started()).phone }),
  },
  idempotency_mismatch: {
    v0: async () => {
      const headers = { 'idempotency-key': newKey() };
      await v0({ method: 'getSms', phone: digits(newPhone()) }, { headers });
      return v0({ method: 'getSms', phone: digits(newPhone()) }, { headers });
    },
    v1: async () => {
      const headers = { 'idempotency-key': newKey() };
      await start({ phone: newPhone() }, { headers });
      return start({ phone: newPhone() }, { headers });
    },
  },
  idempotency_in_progress: {
    v0: () => {
      const headers = { 'idempotency-key': newKey() };
      return twiceAtOnce((phone) => v0({ method: 'getSms', phone: digits(phone) }, { key: live, headers }));
    },
    v1: () => {
      const headers = { 'idempotency-key': newKey() };
      return twiceAtOnce((phone) => start({ phone }, { key: live, headers }));
    },
  },
  recipient_opted_out: {
    v0: async () => v0({ method: 'getSms', phone: digits(await optedOut()) }),
    v1: async () => start({ phone: await optedOut() }),
  },
  number_held: {
    v0: async () => v0({ method: 'getSms', phone: digits(await held()) }),
    v1: async () => check({ phone: await held(), code: '000000' }),
  },
  not_configured: {
    v0: () => v0({ method: 'getSms', phone: digits(newPhone()) }, { key: unconfigured }),
    v1: () => start({ phone: newPhone() }, { key: unconfigured }),
  },
  provider_rejected: {
    v0: () => v0({ method: 'getSms', phone: digits(vendorSays('rejected')) }, { key: live }),
    v1: () => start({ phone: vendorSays('rejected') }, { key: live }),
  },
  payload_too_large: {
    v0: () => call('/v0', { key: test, body: TOO_LARGE, headers: { 'content-type': 'application/json' } }),
    v1: () =>
      call('/v1/verifications', { key: test, body: TOO_LARGE, headers: { 'content-type': 'application/json' } }),
  },
  unsupported_media_type: {
    v0: () => call('/v0', { key: test, body: 'method=getSms', headers: PLAIN }),
    v1: () => call('/v1/verifications', { key: test, form: { phone: '+8613700000000' } }),
  },
  method_not_allowed: {
    v0: () => call('/v0', { key: test, method: 'PUT' }),
    v1: () => call('/v1/verifications/check', { key: test, method: 'DELETE' }),
  },
  unavailable: {
    v0: () => v0({ method: 'getSms', phone: digits(vendorSays('unavailable')) }, { key: live }),
    v1: () => start({ phone: vendorSays('unavailable') }, { key: live }),
  },
  internal: {
    v0: () => v0({ method: 'getSms', phone: digits(BUGGY_PHONE) }),
    v1: () => start({ phone: BUGGY_PHONE }),
  },
};

describe('the error table, by real requests', () => {
  const cases = (Object.keys(PRODUCED) as PublicRefusalKind[]).flatMap((kind) =>
    (['v0', 'v1'] as const).map((face) => [kind, face] as const),
  );

  it.each(cases)('answers %s on /%s as the table says', async (kind, face) => {
    const { status, headers, body } = await PRODUCED[kind][face]();
    expect({ status, body }).toMatchObject({ status: ERROR_TABLE[kind][face].status });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
    const asksToWait = ERROR_TABLE[kind].retryAfterSeconds !== undefined;
    expect(Number(headers.get('retry-after')) > 0).toBe(asksToWait);
    if (face === 'v1') {
      expect(body.error).toMatchObject({ code: kind, requestId: headers.get('x-request-id') });
      return;
    }
    const { codeStr } = ERROR_TABLE[kind].v0;
    expect(body).toMatchObject({ codeStr: typeof codeStr === 'string' ? codeStr : expect.any(String) });
    expect(Object.keys(body)).toEqual(
      kind === 'missing_code' ? ['codeStr', 'msg', 'errorMessage'] : ['codeStr', 'msg'],
    );
  });
});

describe('the tutorial’s wire', () => {
  it.each([
    ['query', (params: Record<string, string>) => v0(params)],
    ['form', (form: Record<string, string>) => call('/v0', { key: test, form })],
    ['JSON', (json: Record<string, string>) => call('/v0', { key: test, json })],
    [
      'X-Api-Key',
      (params: Record<string, string>) => v0(params, { key: undefined as never, headers: { 'x-api-key': test } }),
    ],
  ])('sends and logs in letter by letter, by %s', async (_how, ask) => {
    const phone = newPhone();
    const sent = await ask({ method: 'getSms', phone: digits(phone) });
    expect([sent.status, sent.body]).toEqual([200, { codeStr: 'Ok', msg: 'send success' }]);
    const login = await ask({ method: 'login', phone: digits(phone), code: await codeOf(phone) });
    expect([login.status, login.body]).toEqual([200, { codeStr: 'Success', msg: '校验验证码成功' }]);
  });

  it('takes parameters of a POST from its body alone', async () => {
    const { body } = await call(`/v0?method=getSms&phone=${digits(newPhone())}`, { key: test, form: { a: 'b' } });
    expect(body).toEqual({ codeStr: 'InValidParam', msg: '缺少参数' });
  });

  it('takes a parameter given twice for malformed', async () => {
    const { body } = await call(`/v0?method=getSms&phone=${digits(newPhone())}&phone=${digits(newPhone())}`, {
      key: test,
    });
    expect(body).toMatchObject({ codeStr: 'InValidParam' });
    const form = await call('/v0', {
      key: test,
      body: 'method=getSms&phone=8613700000000&phone=8613700000001',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(form.body).toMatchObject({ codeStr: 'InValidParam' });
  });

  it('sends nothing for HEAD', async () => {
    const phone = newPhone();
    const { status } = await v0({ method: 'getSms', phone: digits(phone) }, { method: 'HEAD' });
    expect(status).toBe(405);
    expect(await v0({ method: 'login', phone: digits(phone), code: '123456' })).toMatchObject({
      body: { codeStr: 'CodeHasExpired' },
    });
  });
});

describe('keys', () => {
  const getSms = () => `method=getSms&phone=${digits(newPhone())}`;

  it('may stand in the path when they are publishable, and may then come from a browser', async () => {
    const { body } = await call(`/v0/${publishable}?${getSms()}`, { headers: { origin: 'https://shop.example' } });
    expect(body).toEqual({ codeStr: 'Ok', msg: 'send success' });
  });

  it('must not stand in the path when they are secret, whatever the headers say', async () => {
    for (const key of [test, live]) {
      expect((await call(`/v0/${key}?${getSms()}`)).status).toBe(403);
      expect((await call(`/v0/${key}?${getSms()}`, { key: publishable })).status).toBe(403);
    }
  });

  it('must not come from a browser when they are secret', async () => {
    const { status, body } = await start({ phone: newPhone() }, { headers: { origin: 'https://shop.example' } });
    expect([status, body.error?.['code']]).toEqual([403, 'forbidden']);
  });

  it('are accepted from their sources alone, when they have some', async () => {
    const { id } = await api.tenants.create({ name: 'With sources' });
    const { key } = await api.keys.create(id, { kind: 'test', sources: ['198.51.100.0/24', '2001:db8::/32'] });
    const from = (address: string) => start({ phone: newPhone() }, { key, headers: { 'x-forwarded-for': address } });
    expect((await from('198.51.100.9')).status).toBe(201);
    expect((await from('2001:db8::9')).status).toBe(201);
    expect(await from('198.51.101.9')).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
  });

  it('start nothing while sending is stopped everywhere, and check what was sent before', async () => {
    const { phone, code } = await started();
    const installation = new InstallationRepository(api.parts.database.prisma);
    await installation.setSending(false);
    await api.parts.sending.poll();
    expect((await start({ phone: newPhone() })).body).toMatchObject({ error: { code: 'sending_stopped' } });
    expect((await check({ phone, code })).status).toBe(200);
    await installation.setSending(true);
    await api.parts.sending.poll();
    expect((await start({ phone: newPhone() })).status).toBe(201);
  });

  it('do what they are permitted to and no more', async () => {
    const phone = newPhone();
    expect((await check({ phone, code: '123456' }, { key: checkOnly })).status).toBe(410);
    expect((await v0({ method: 'login', phone: digits(phone), code: '123456' }, { key: checkOnly })).status).toBe(200);
    expect((await v0({ method: 'getSms', phone: digits(phone) }, { key: checkOnly })).status).toBe(403);
    expect((await call('/v1/sandbox/messages?phone=%2B8613700000000', { key: live })).status).toBe(403);
  });

  it.each(['', 'nonsense', 'lk_live_', `lk_test_${'0'.repeat(12)}_${'0'.repeat(36)}`, 'x'.repeat(8_000)])(
    'that are none are all answered alike: %#',
    async (key) => {
      const { status, body } = await start({ phone: newPhone() }, { key });
      expect([status, body.error?.['code']]).toEqual([401, 'unauthenticated']);
    },
  );
});

describe('/v1', () => {
  it('starts, shows, checks and closes a verification', async () => {
    const phone = newPhone();
    const { status, body } = await start({ phone, purpose: 'pay', locale: 'en', metadata: { order: '7' } });
    expect(status).toBe(201);
    const masked = `+86 ${phone.slice(3, 6)}****${phone.slice(-4)}`;
    expect(body).toMatchObject({
      id: expect.stringMatching(/^ver_\d{2}[0-9a-f]{32}$/),
      status: 'pending',
      phone: masked,
      channel: 'sms',
      purpose: 'pay',
      attemptsLeft: 5,
      sends: 1,
      metadata: { order: '7' },
      delivery: 'accepted',
    });
    for (const time of ['createdAt', 'expiresAt', 'resendAfter'])
      expect(Date.parse(String(body[time]))).toBeGreaterThan(0);
    const { delivery: _, ...verification } = body;
    const id = String(body['id']);
    expect((await call(`/v1/verifications/${id}`, { key: test })).body).toEqual(verification);

    const code = await codeOf(phone);
    expect((await check({ id, code: wrong(code) })).body.error).toMatchObject({ code: 'wrong_code', attemptsLeft: 4 });
    const approved = await check({ id, code });
    expect([approved.status, approved.body['status']]).toEqual([200, 'approved']);
    expect((await check({ phone, purpose: 'pay', code })).body.error).toMatchObject({ code: 'verification_closed' });
  });

  it('cancels', async () => {
    const { phone, code } = await started();
    const again = await check({ phone, code: wrong(code) });
    expect(again.status).toBe(422);
    const { body } = await start({ phone: newPhone() });
    const id = String(body['id']);
    for (const cancel of [{}, { headers: { 'content-type': 'application/json' } }]) {
      const { status, body: canceled } = await call(`/v1/verifications/${id}/cancel`, {
        key: test,
        method: 'POST',
        ...cancel,
      });
      expect([status, canceled['status'] ?? canceled.error?.['code']]).toEqual(
        'headers' in cancel ? [409, 'verification_closed'] : [200, 'canceled'],
      );
    }
  });

  it.each([
    ['phone', { phone: 8613700000000 }],
    ['phone', { phone: ['+8613700000000'] }],
    ['phone', { phone: null }],
    ['tenantId', { phone: '+8613700000000', tenantId: 'ten_1' }],
    ['clientIp', { phone: '+8613700000000', clientIp: 'me' }],
  ])('names %s when the body is %j', async (field, json) => {
    expect((await start(json)).body.error).toMatchObject({ code: 'invalid_parameter', field });
  });

  it.each(['{', '[1', '"text"', '{"__proto__": {"admin": true}}', '{"constructor": {"prototype": {}}}'])(
    'refuses the body %s',
    async (body) => {
      const reply = await call('/v1/verifications', {
        key: test,
        body,
        headers: { 'content-type': 'application/json' },
      });
      expect([reply.status, reply.body.error?.['code']]).toEqual([400, 'invalid_parameter']);
    },
  );

  it.each(['/v1/%zz', `/v1/verifications/${'x'.repeat(500)}`, '/v1/nothing', '/nothing', '/v1/verifications/x/y/z'])(
    'answers %s in its own envelope',
    async (path) => {
      const { status, body, headers } = await call(path, { key: test });
      expect(status === 404 || status === 400).toBe(true);
      expect(body.error?.['requestId']).toBe(headers.get('x-request-id'));
    },
  );

  it('tells which methods a path takes', async () => {
    for (const method of ['GET', 'PATCH']) {
      const { status, headers } = await call('/v1/verifications', { key: test, method });
      expect([status, headers.get('allow')]).toEqual([405, 'POST']);
    }
  });
});

describe('another tenant’s verification', () => {
  /** A reply without what differs between any two replies. */
  const bare = ({ status, text, headers }: Reply) => {
    const names = ['content-type', 'cache-control', 'retry-after', 'content-length'];
    return [status, text.replaceAll(headers.get('x-request-id') ?? '', ''), names.map((name) => headers.get(name))];
  };

  it('answers byte for byte like a missing one', async () => {
    const { body } = await start({ phone: newPhone() });
    const theirs = String(body['id']);
    const missing = `${theirs.slice(0, 6)}${'0'.repeat(32)}`;
    const asks = [
      (id: string) => call(`/v1/verifications/${id}`, { key: stranger }),
      (id: string) => call(`/v1/verifications/${id}/cancel`, { key: stranger, method: 'POST' }),
      (id: string) => check({ id, code: '123456' }, { key: stranger }),
      (id: string) => call(`/v1/verifications/${id}`, { key: live }),
    ];
    for (const ask of asks) expect(bare(await ask(theirs))).toEqual(bare(await ask(missing)));
    expect((await call(`/v1/verifications/${theirs}`, { key: test })).body['status']).toBe('pending');
  });

  it('has a code that opens nothing of the stranger’s', async () => {
    const { phone, code } = await started();
    expect((await check({ phone, code }, { key: stranger })).body.error).toMatchObject({
      code: 'verification_expired',
    });
    expect((await check({ phone, code })).status).toBe(200);
  });

  it('has messages that the stranger does not see', async () => {
    const { phone } = await started();
    const path = `/v1/sandbox/messages?phone=${encodeURIComponent(phone)}`;
    expect((await call(path, { key: stranger })).body).toEqual({ messages: [] });
  });
});

describe('an Idempotency-Key', () => {
  it('makes a repeated start the same answer and no second message', async () => {
    const phone = newPhone();
    const headers = { 'idempotency-key': newKey() };
    const [first, second] = [await start({ phone }, { headers }), await start({ phone }, { headers })];
    expect(second.text).toBe(first.text);
    expect(second.status).toBe(201);
    const { body } = await call(`/v1/sandbox/messages?phone=${encodeURIComponent(phone)}`, { key: test });
    expect(body['messages']).toHaveLength(1);
    await codeOf(phone);
  });

  it('makes a repeated check the same answer and no second attempt', async () => {
    const { phone, code } = await started();
    const headers = { 'idempotency-key': newKey() };
    const guess = () => check({ phone, code: wrong(code) }, { headers });
    expect((await guess()).body.error).toMatchObject({ attemptsLeft: 4 });
    expect((await guess()).body.error).toMatchObject({ attemptsLeft: 4 });
  });

  it('must be visible ASCII', async () => {
    const { status, body } = await start({ phone: newPhone() }, { headers: { 'idempotency-key': 'a b' } });
    expect([status, body.error?.['field']]).toEqual([400, 'Idempotency-Key']);
  });
});

describe('limits', () => {
  it('tell how much of a key’s minute is left', async () => {
    const { headers } = await check({ phone: newPhone(), code: '123456' });
    expect(headers.get('ratelimit-limit')).toBe('300');
    expect(Number(headers.get('ratelimit-remaining'))).toBeLessThan(300);
    expect(Number(headers.get('ratelimit-reset'))).toBeLessThanOrEqual(60);
  });

  /** Asks until it is told to wait. Twice the limit, for the minute may turn in between. */
  async function untilLimited(limit: number, ask: () => Promise<Reply>): Promise<Reply> {
    for (let i = 0; i < 2 * limit; i += 1) {
      const reply = await ask();
      if (reply.status === 429) return reply;
    }
    return ask();
  }

  it('stop a key that asks too much, and no other', async () => {
    const ask = () => call(`/v1/verifications/x`, { key: stranger });
    const { status, headers, body } = await untilLimited(300, ask);
    expect(status).toBe(429);
    expect(body.error).toMatchObject({ code: 'rate_limited', window: 'requests_per_minute_key' });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await call('/v1/verifications/x', { key: live })).status).toBe(404);
  });

  it('stop an address that tries keys, and neither a valid key from there nor another address', async () => {
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
    const ask = () => call('/v1/verifications/x', { key: 'lk_live_guess', ...from('203.0.113.7') });
    expect((await untilLimited(100, ask)).body.error).toMatchObject({ window: 'requests_per_minute_ip' });
    expect((await call('/v1/verifications/x', { key: live, ...from('203.0.113.7') })).status).toBe(404);
    expect((await call('/v1/verifications/x', { key: 'lk_live_guess', ...from('203.0.113.8') })).status).toBe(401);
  });

  it('do not stop those who watch over the process', async () => {
    for (let i = 0; i < 150; i += 1) expect((await call('/livez')).status).toBe(200);
  });
});

describe('request ids', () => {
  it('are taken over from a trusted proxy when they are sane', async () => {
    const withId = (id: string) => call('/livez', { headers: { 'x-request-id': id } });
    expect((await withId('edge-0123456789')).headers.get('x-request-id')).toBe('edge-0123456789');
    for (const id of ['short', 'has space in it', 'x'.repeat(65), '<script>alert(1)</script>']) {
      expect((await withId(id)).headers.get('x-request-id')).toMatch(/^req_/);
    }
  });
});

describe('documentation', () => {
  interface Document {
    openapi: string;
    paths: Record<string, Record<string, { responses: Record<string, unknown>; security?: unknown[] }>>;
    components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
  }

  const document = async () => (await call('/docs-json')).body as unknown as Document;

  it('describes every endpoint, its refusals and its keys', async () => {
    const { openapi, paths, components } = await document();
    expect(openapi).toBe('3.1.0');
    expect(Object.keys(paths).sort()).toEqual([
      '/v0',
      '/v0/{key}',
      '/v1/sandbox/messages',
      '/v1/verifications',
      '/v1/verifications/check',
      '/v1/verifications/{id}',
      '/v1/verifications/{id}/cancel',
    ]);
    expect(Object.keys(components.securitySchemes).sort()).toEqual(['apiKey', 'bearer']);
    const start = paths['/v1/verifications']?.['post'];
    expect(Object.keys(start?.responses ?? {}).sort()).toEqual(
      ['201', '400', '401', '403', '409', '422', '429', '502', '503'].sort(),
    );
    expect(start?.security).toHaveLength(2);
  });

  it('refers to nothing that is not there', async () => {
    const { components } = await document();
    const { text } = await call('/docs-json');
    const referred = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    expect(referred.length).toBeGreaterThan(0);
    for (const name of referred) expect(Object.keys(components.schemas)).toContain(name);
    expect(components.schemas['StartVerification']).toMatchObject({ required: ['phone'], additionalProperties: false });
    expect(components.schemas['Error']).toBeDefined();
  });

  it('is a page that loads nothing from elsewhere and may run nothing but its own scripts', async () => {
    const { text, headers } = await call('/docs');
    expect(text).not.toMatch(/(src|href)="(https?:)?\/\//);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('upgrade-insecure-requests');
    for (const asset of ['swagger-ui-bundle.js', 'swagger-ui.css', 'swagger-ui-init.js']) {
      expect((await call(`/docs/${asset}`)).status).toBe(200);
    }
  });
});

describe('operations', () => {
  it('has metrics that count what was done', async () => {
    await call('/nowhere', { method: 'POST' });
    const { text, headers } = await call('/metrics');
    expect(text).toMatch(/latchkey_http_request_duration_seconds_count\{route="unknown",outcome="not_found"\} \d+/);
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    expect(text).toMatch(
      /latchkey_http_request_duration_seconds_count\{route="\/v1\/verifications",outcome="ok"\} \d+/,
    );
    expect(text).toMatch(/latchkey_checks_total\{mode="test",outcome="approved"\} \d+/);
    expect(text).toMatch(/latchkey_sends_total\{provider="sandbox",outcome="accepted",reason=""\} \d+/);
    expect(text).toMatch(/latchkey_http_throttled_total\{window="requests_per_minute_key"\} \d+/);
    expect(text).toMatch(/latchkey_events_backlog [1-9]/);
  });

  it('shows them to nobody whose request was forwarded', async () => {
    expect((await call('/metrics', { headers: { 'x-forwarded-for': '203.0.113.7' } })).status).toBe(401);
  });

  it('says in its headers that replies are not to be kept, framed or sniffed', async () => {
    const { headers } = await check({ phone: newPhone(), code: '123456' });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('has written no key, code, number or secret to the log', async () => {
    const lines = api.logLines.join('');
    expect(lines).toContain('request failed');
    expect(lines).toContain('a bug that quotes');
    for (const secret of seen) expect(lines).not.toContain(secret);
    expect(lines).not.toMatch(/1[37]\d{9}|secret-of-the-account|AKIDexample/);
  });

  it('is ready, and no longer when it drains', async () => {
    expect((await call('/readyz')).body).toEqual({ status: 'ready', notReady: [] });
    api.app.get(Readiness, { strict: false }).drain();
    const { status, body } = await call('/readyz');
    expect([status, body]).toEqual([503, { status: 'not_ready', notReady: ['draining'] }]);
  });
});
