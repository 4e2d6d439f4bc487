import { HttpApp } from './support/http-app.js';
import { signInAs } from './support/operators.js';
import { TencentSimulator } from './support/tencent-simulator/simulator.js';

const SECRET = { secretId: 'AKIDCONSOLE', secretKey: 'console-secret-key' };
const APP = '1400006666';

let simulator: TencentSimulator;
let api: HttpApp;
let cookie: string;

beforeAll(async () => {
  simulator = await TencentSimulator.start();
  simulator.addAccount(SECRET);
  simulator.addApp({ sdkAppId: APP });
  api = await HttpApp.start({ TENCENT_SMS_ENDPOINT: `http://${simulator.endpoint}` });
  ({ cookie } = await signInAs(api.parts));
});

afterAll(async () => {
  await api.stop();
  await simulator.stop();
});

/** Whatever JSON the console answers, and what tests take out of it. */
interface Body {
  readonly [member: string]: unknown;
  readonly id: string;
  readonly key: string;
  readonly error: Readonly<Record<string, string>>;
  readonly bounds: Readonly<Record<string, unknown>>;
}

async function send(method: string, path: string, json?: object) {
  const response = await fetch(`${api.url}/console/v1/${path}`, {
    method,
    headers: {
      'x-latchkey-console': '1',
      ...(cookie ? { cookie } : {}),
      ...(json ? { 'content-type': 'application/json' } : {}),
    },
    ...(json ? { body: JSON.stringify(json) } : {}),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : {}) as Body };
}

const get = async (path: string) => (await send('GET', path)).body;
const made = async (path: string, json: object) => {
  const { status, body } = await send('POST', path, json);
  if (status !== 201) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return body;
};
const listed = (resource: string, filter: object) =>
  get(`${resource}?filter=${encodeURIComponent(JSON.stringify(filter))}`) as unknown as Promise<Body[]>;

/** All that the operator log holds. */
const logged = async () =>
  JSON.stringify(await api.parts.database.prisma.operatorLogEntry.findMany({ omit: { seq: true } }));

let names = 0;
const newTenant = async () => (await made('tenants', { name: `Tenant ${(names += 1)}` }))['id'] as string;

async function newSandboxTenant() {
  const tenantId = await newTenant();
  const account = await made('accounts', { tenantId, name: 'sandbox', provider: 'sandbox' });
  const signature = await made('signatures', { tenantId, account: account['id'], text: 'Acme' });
  const content = '{1} is your code, valid for {2} minutes.';
  const template = await made('templates', { tenantId, account: account['id'], providerTemplateId: 'one', content });
  return { tenantId, account, signature, template };
}

async function newTencentAccount(change: object = {}, settings: object = {}) {
  const tenantId = await newTenant();
  const input = { tenantId, name: 'tencent', provider: 'tencent', settings: { sdkAppId: APP, ...settings } };
  return { tenantId, account: await made('accounts', { ...input, credentials: SECRET, ...change }) };
}

describe('setting a tenant up in the console', () => {
  it('goes from nothing to a code that was sent, read and checked', async () => {
    const { tenantId } = await newSandboxTenant();
    const sent = await made('test-sends', { tenantId, phone: '+86 185 6624 6612' });
    expect(sent).toMatchObject({ delivery: 'accepted', phone: '+86 185****6612', purpose: 'login' });
    const [message] = await listed('sandbox', { tenantId });
    expect(message).toMatchObject({ id: expect.stringMatching(/^dlv_/), signature: 'Acme', mode: 'live', tenantId });
    const code = /\d{6}/.exec(message!['text'] as string)![0];
    const wrong = await send('POST', 'test-sends/check', { tenantId, id: sent['id'], code: '000000' });
    expect([wrong.status, wrong.body['error'].code]).toEqual([422, 'wrong_code']);
    const right = await send('POST', 'test-sends/check', { tenantId, id: sent['id'], code });
    expect(right).toMatchObject({ status: 200, body: { status: 'approved' } });
    expect(await listed('sandbox', { tenantId, phone: '+8618566246612' })).toHaveLength(1);
    expect(await listed('sandbox', { tenantId, mode: 'test' })).toEqual([]);
  });

  it('shows a key once, and never again', async () => {
    const { tenantId } = await newSandboxTenant();
    const { key, ...shown } = await made('api-keys', {
      tenantId,
      name: 'backend',
      kind: 'test',
      sources: ['127.0.0.0/8'],
      expiresAt: '2099-01-01T00:00:00+08:00',
    });
    const started = await fetch(`${api.url}/v1/verifications`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ phone: '+8618566246613' }),
    });
    expect(started.status).toBe(201);
    const [row] = await listed('api-keys', { tenantId });
    expect(row).toMatchObject({ ...shown, lastUsedAt: null });
    expect(await logged()).not.toContain((key as string).slice(-20));
    const renamed = await send('PATCH', `api-keys/${shown['id']}`, { name: 'other', sources: [] });
    expect(renamed.body).toMatchObject({ name: 'other', sources: [], expiresAt: '2098-12-31T16:00:00.000Z' });
    const revoked = await send('DELETE', `api-keys/${shown['id']}`);
    expect(revoked.body['revokedAt']).toEqual(expect.any(String));
  });

  it('names the pages a publishable key is for, changes them, and writes both down', async () => {
    const tenantId = await newTenant();
    const shop = { tenantId, name: 'shop', kind: 'pub', origins: ['https://shop.example/'] };
    const { id, ...shown } = await made('api-keys', shop);
    expect(shown).toMatchObject({ publishable: true, origins: ['https://shop.example'] });
    const changed = await send('PATCH', `api-keys/${id}`, { origins: ['https://www.shop.example'] });
    expect(changed).toMatchObject({ status: 200, body: { origins: ['https://www.shop.example'] } });
    expect(await listed('api-keys', { tenantId })).toMatchObject([{ origins: ['https://www.shop.example'] }]);
    const deed = (await listed('operator-log', { tenantId })).find(({ action }) => action === 'update');
    expect([deed?.['before'], deed?.['after']]).toMatchObject([
      { origins: ['https://shop.example'] },
      { origins: ['https://www.shop.example'] },
    ]);
    const secret = await made('api-keys', { tenantId, kind: 'live' });
    const refused = await send('PATCH', `api-keys/${secret['id']}`, { origins: ['https://shop.example'] });
    expect([refused.status, refused.body['error'].field]).toEqual([400, 'origins']);
  });

  it('takes provider secrets and gives none back', async () => {
    const { tenantId, account } = await newTencentAccount();
    expect(account).toMatchObject({ hasCredentials: true, settings: { sdkAppId: APP } });
    const changed = await send('PATCH', `accounts/${account['id']}`, { name: 'main', priority: 3 });
    expect(changed.body).toMatchObject({ name: 'main', priority: 3, hasCredentials: true, tenantId });
    const everything = JSON.stringify([account, changed.body, await listed('accounts', { tenantId })]);
    const log = await logged();
    expect(
      [everything, log].filter((text) => text.includes(SECRET.secretKey) || text.includes(SECRET.secretId)),
    ).toEqual([]);
  });

  it('names the field that is wrong', async () => {
    const tenantId = await newTenant();
    const refused = async (path: string, json: object) => {
      const { status, body } = await send('POST', path, { tenantId, ...json });
      return [status, body['error'].field];
    };
    expect(await refused('accounts', { provider: 'tencent' })).toEqual([400, 'settings.sdkAppId']);
    expect(await refused('api-keys', { sources: ['example.com'] })).toEqual([400, 'sources.0']);
    expect(await refused('api-keys', { kind: 'pub', origins: ['*'] })).toEqual([400, 'origins.0']);
    expect(await refused('api-keys', { kind: 'live', origins: ['https://shop.example'] })).toEqual([400, 'origins']);
    expect(await refused('policies', { purpose: 'login', maxAttempts: 99 })).toEqual([400, 'maxAttempts']);
    expect(await refused('prices', { country: 'XX', segment: '1' })).toEqual([400, 'country']);
    expect(await refused('templates', { providerTemplateId: '1', content: '{1}' })).toEqual([400, 'content']);
    expect(await refused('tenants', { name: 'x' })).toEqual([400, 'tenantId']);
    const nobody = await send('POST', 'api-keys', { tenantId: 'ten_nobody' });
    expect([nobody.status, nobody.body['error'].field]).toEqual([400, 'tenantId']);
  });

  it('changes and removes what it made, and forgets a review of what was changed', async () => {
    const { tenantId, signature, template, account } = await newSandboxTenant();
    await api.parts.database.prisma.template.updateMany({ where: { tenantId }, data: { review: 'usable' } });
    const text = await send('PATCH', `templates/${template['id']}`, { content: 'Code {1}', params: ['code'] });
    expect(text.body).toMatchObject({ content: 'Code {1}', params: ['code'], review: null });
    expect((await send('PATCH', `templates/${template['id']}`, { content: 'none' })).status).toBe(400);
    expect((await send('PATCH', `signatures/${signature['id']}`, { region: 'mainland' })).body).toMatchObject({
      region: 'mainland',
    });
    expect((await send('DELETE', `signatures/${signature['id']}`)).status).toBe(200);
    expect((await send('GET', `signatures/${signature['id']}`)).status).toBe(404);
    expect((await send('DELETE', `accounts/${account['id']}`)).status).toBe(200);
    expect(await listed('templates', { tenantId })).toEqual([]);
  });

  it('shows limits that nobody has set as the defaults they are', async () => {
    const tenantId = await newTenant();
    expect(await listed('policies', { tenantId })).toMatchObject([
      { id: `${tenantId}:*`, isDefault: true, ttlSeconds: 300 },
    ]);
    const policy = await made('policies', { tenantId, purpose: 'login', ttlSeconds: 120 });
    expect(policy).toMatchObject({ id: `${tenantId}:login`, ttlSeconds: 120, maxAttempts: 5 });
    const changed = await send('PATCH', `policies/${tenantId}:*`, { maxAttempts: 3 });
    expect(changed.body).toMatchObject({ purpose: '*', maxAttempts: 3, isDefault: false });
    expect((await send('DELETE', `policies/${tenantId}:login`)).status).toBe(200);
    expect(await listed('policies', { tenantId })).toHaveLength(1);
    expect((await get('policies/bounds'))['bounds']['ttlSeconds']).toEqual({ min: 60, max: 600 });
  });

  it('keeps prices to the last digit, in the tenant’s currency', async () => {
    const tenantId = await newTenant();
    await made('prices', { tenantId, country: 'CN', segment: '0.045' });
    await made('prices', { tenantId, country: '*', segment: '0.5' });
    await send('PATCH', `prices/${tenantId}:CN`, { segment: '0.0451' });
    const rows = await listed('prices', { tenantId });
    expect(rows.map(({ country, segment, currency }) => [country, segment, currency])).toEqual([
      ['*', '0.5', 'CNY'],
      ['CN', '0.0451', 'CNY'],
    ]);
  });
});

describe('stopping', () => {
  it('stops a tenant’s sends and lets its checks go on; the log says who did it', async () => {
    const { tenantId } = await newSandboxTenant();
    expect((await send('PUT', `tenants/${tenantId}/sending`, { sending: false })).body).toMatchObject({
      sending: false,
    });
    const refused = await send('POST', 'test-sends', { tenantId, phone: '+8618566246614' });
    expect(refused.body['error'].code).toBe('sending_stopped');
    await send('PUT', `tenants/${tenantId}/sending`, { sending: true });
    const log = await api.parts.database.prisma.operatorLogEntry.findMany({ where: { tenantId, action: 'update' } });
    expect(log.map(({ resource, before, after }) => [resource, before, after])).toMatchObject([
      ['tenants', { sending: true }, { sending: false }],
      ['tenants', { sending: false }, { sending: true }],
    ]);
  });

  it('stops everybody at once', async () => {
    const { tenantId } = await newSandboxTenant();
    await send('PUT', 'sending', { sending: false });
    expect((await send('POST', 'test-sends', { tenantId, phone: '+8618566246615' })).status).toBe(403);
    expect(await get('health')).toMatchObject({ sending: false });
    await send('PUT', 'sending', { sending: true });
    expect((await send('POST', 'test-sends', { tenantId, phone: '+8618566246615' })).status).toBe(201);
  });

  it('suspends and resumes a tenant', async () => {
    const tenantId = await newTenant();
    expect((await send('PUT', `tenants/${tenantId}/status`, { status: 'suspended' })).body['status']).toBe('suspended');
    expect((await send('POST', 'test-sends', { tenantId, phone: '+8618566246616' })).status).toBe(403);
    expect((await send('PUT', `tenants/${tenantId}/status`, { status: 'active' })).body['status']).toBe('active');
  });
});

describe('what Tencent is asked', () => {
  const check = async (id: string) => (await send('POST', `accounts/${id}/check`)).body['verdict'];

  it('says whether credentials and application work', async () => {
    const { account } = await newTencentAccount();
    expect(await check(account['id'])).toBe('works');
    const wrong = await newTencentAccount({ credentials: { ...SECRET, secretKey: 'wrong' } });
    expect(await check(wrong.account['id'])).toBe('wrong_credentials');
    const stranger = await newTencentAccount({}, { sdkAppId: '1499999999' });
    expect(await check(stranger.account['id'])).toBe('wrong_application');
    simulator.inject({
      kind: 'api-code',
      code: 'UnauthorizedOperation.RequestIpNotInWhitelist',
      match: { action: 'DescribeSmsSignList' },
    });
    expect(await check(account['id'])).toBe('address_not_allowed');
  });

  it('answers what reviewers say, and what was not listed', async () => {
    const { tenantId, account } = await newTencentAccount();
    const rejected = simulator.addSignature({ text: 'Rejected' });
    Object.assign(rejected, { status: -1, reviewReply: 'no proof' });
    simulator.addSignature({ text: 'Usable', international: 1 });
    simulator.addTemplate({ id: '1110', content: '{1}' });
    for (const text of ['Rejected', 'Usable', 'Nobody']) {
      await made('signatures', { tenantId, account: account['id'], text });
    }
    await made('templates', {
      tenantId,
      account: account['id'],
      providerTemplateId: '1110',
      content: '{1}',
      params: ['code'],
    });
    expect((await send('POST', `accounts/${account['id']}/reviews`)).body).toEqual({ problem: '' });
    const signatures = await listed('signatures', { tenantId });
    expect(
      Object.fromEntries(signatures.map(({ text, review, reviewReply }) => [text, [review, reviewReply]])),
    ).toEqual({
      Rejected: ['rejected', 'no proof'],
      Usable: ['usable', ''],
      Nobody: ['missing', ''],
    });
    expect(await listed('templates', { tenantId })).toMatchObject([{ review: 'usable' }]);
  });

  it('files texts for review, which are not used until they are through', async () => {
    const { tenantId, account } = await newTencentAccount();
    const signature = await made('signatures/applications', {
      tenantId,
      accountId: account['id'],
      text: '新签名',
      region: 'mainland',
      signType: 'company',
      documentType: 'social_credit_code',
      proofImage: Buffer.alloc(200_000, 1).toString('base64'),
      qualificationId: 7,
    });
    expect(signature).toMatchObject({ text: '新签名', review: 'pending' });
    const template = await made('templates/applications', {
      tenantId,
      accountId: account['id'],
      name: 'Login',
      content: '{1}为您的验证码，请于{2}分钟内填写。',
      region: 'mainland',
      remark: 'for logins',
    });
    expect(template).toMatchObject({ review: 'pending', providerTemplateId: expect.stringMatching(/^\d+$/) });
    const refused = await send('POST', 'test-sends', { tenantId, phone: '+8618566246617' });
    expect(refused.body['error'].code).toBe('not_configured');
  });

  it('tells what Tencent refused an application with', async () => {
    const { tenantId, account } = await newTencentAccount();
    simulator.inject({
      kind: 'api-code',
      code: 'FailedOperation.TemplateNumberLimit',
      match: { action: 'AddSmsTemplate' },
    });
    const { status, body } = await send('POST', 'templates/applications', {
      tenantId,
      accountId: account['id'],
      name: 'Login',
      content: '{1} is your code.',
      params: ['code'],
      region: 'international',
      remark: 'for logins',
    });
    expect([status, body['error'].providerCode]).toEqual([502, 'FailedOperation.TemplateNumberLimit']);
    expect(await listed('templates', { tenantId })).toEqual([]);
  });
});

describe('looking', () => {
  it('finds a tenant’s things by a part of what they are called, in capitals or not', async () => {
    const { tenantId } = await newSandboxTenant();
    const other = await made('accounts', { tenantId, name: 'Spare', provider: 'sandbox', priority: 1 });
    await made('api-keys', { tenantId, name: 'Backend 100%', kind: 'test' });
    const found = async (resource: string, q: string) =>
      (await listed(resource, { tenantId, q })).map(
        ({ name, text, providerTemplateId }) => name ?? text ?? providerTemplateId,
      );
    expect(await found('accounts', 'SPAR')).toEqual([other['name']]);
    expect(await found('accounts', 'a')).toEqual(['Spare', 'sandbox']);
    expect(await found('api-keys', '0%')).toEqual(['Backend 100%']);
    expect(await found('api-keys', '_')).toEqual([]);
    expect(await found('signatures', 'cm')).toEqual(['Acme']);
    expect(await found('templates', 'your code')).toEqual(['one']);
    expect(await found('accounts', '')).toHaveLength(2);
    const unknown = await send('GET', `prices?filter=${encodeURIComponent(JSON.stringify({ tenantId, q: 'C' }))}`);
    expect(unknown.status).toBe(400);
  });

  it('counts a text as it is written', async () => {
    const { body } = await send('POST', 'previews', { content: '{1}为验证码', params: ['code'], signature: '签' });
    expect(body['mainland']).toEqual({ text: '【签】042915为验证码', length: 13, segments: 1, alphabet: 'unicode' });
  });

  it('shows how the system is and what it runs with', async () => {
    expect(await get('health')).toMatchObject({
      parts: [
        { name: 'database', kind: 'embedded', ok: true },
        { name: 'live', kind: 'memory', ok: true },
      ],
      backlog: { events: expect.any(Number) },
    });
    const settings = (await get('settings')) as unknown as Body[];
    expect(settings.find(({ name }) => name === 'MASTER_KEY')).toMatchObject({ value: '' });
  });
});
