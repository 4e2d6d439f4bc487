import { permissionsOf } from '@latchkey/core';
import { callConsole, type ConsoleCall } from '../../test/support/console-client.js';
import { HttpApp } from '../../test/support/http-app.js';
import { signInAs } from '../../test/support/operators.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let api: HttpApp;
let now = Date.now();

beforeAll(async () => {
  const clock = { now: () => now };
  api = await HttpApp.start({ TRUSTED_PROXIES: '127.0.0.1', HTTP_LIMIT_PER_IP_PER_MINUTE: '20' }, () => ({ clock }));
});

afterAll(() => api.stop());

const call = (path: string, options?: ConsoleCall) => callConsole(api, path, options);
const signIn = async () => (await signInAs(api.parts)).cookie;

describe('a session', () => {
  it('says who is signed in, and nothing by which one could be', async () => {
    const { body } = await call('session', { cookie: await signIn() });
    expect(body).toEqual({
      id: expect.stringMatching(/^op_[0-9a-f]{32}$/),
      name: expect.stringMatching(/^owner /),
      role: 'owner',
      tenantId: null,
      permissions: permissionsOf({ role: 'owner' }),
      signedInAt: expect.any(String),
      expiresAt: expect.any(String),
    });
    expect(Date.parse(String(body['expiresAt']))).toBe(now + 12 * HOUR_MS);
  });

  it('ends after 30 minutes without a request', async () => {
    const cookie = await signIn();
    now += 29 * MINUTE_MS;
    expect((await call('session', { cookie })).status).toBe(200);
    now += 30 * MINUTE_MS;
    expect((await call('session', { cookie })).status).toBe(401);
  });

  it('ends after 12 hours, however busy it is', async () => {
    const cookie = await signIn();
    for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
      now += 20 * MINUTE_MS;
      expect((await call('session', { cookie })).status).toBe(200);
    }
    now += 20 * MINUTE_MS;
    expect((await call('session', { cookie })).status).toBe(401);
  });

  it('ends at once when one signs out, and signing out twice is no error', async () => {
    const cookie = await signIn();
    const out = await call('session', { method: 'DELETE', cookie });
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toMatch(/^latchkey_session=; Max-Age=0;/);
    expect((await call('session', { cookie })).status).toBe(401);
    expect((await call('session', { method: 'DELETE', cookie })).status).toBe(204);
  });

  it('is kept as a hash', async () => {
    const token = (await signIn()).split('=')[1]!;
    const rows = await api.parts.database.prisma.operatorSession.findMany();
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(rows.some((row) => Buffer.from(row.tokenHash).includes(token))).toBe(false);
  });
});

describe('the console', () => {
  const paths = ['session', 'tenants', 'tenants/ten_1'];

  it.each(paths)('shows /%s to nobody without a session', async (path) => {
    expect((await call(path)).status).toBe(401);
    expect((await call(path, { cookie: `latchkey_session=${'A'.repeat(43)}` })).status).toBe(401);
  });

  it.each(paths)('shows /%s to no API key, in whichever header or cookie', async (path) => {
    const tenantId = await api.newTenant(`keys for ${path}`);
    const { key } = await api.keys.create(tenantId, { kind: 'live' });
    expect((await call(path, { headers: { authorization: `Bearer ${key}` } })).status).toBe(401);
    expect((await call(path, { headers: { 'x-api-key': key } })).status).toBe(401);
    expect((await call(path, { cookie: `latchkey_session=${key}` })).status).toBe(401);
  });

  it.each([
    ['GET', 'tenants'],
    ['GET', 'session'],
    ['POST', 'session'],
    ['DELETE', 'session'],
  ])('does not answer %s /%s of another site, whose pages cannot send our header', async (method, path) => {
    const json = method === 'POST' ? { json: { signInName: 'somebody', password: 'something' } } : {};
    const cookie = await signIn();
    const { status, headers } = await call(path, { method, cookie, ...json, headers: { 'x-latchkey-console': '' } });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([403, null]);
    expect((await call('session', { cookie })).status).toBe(200);
  });

  it('takes no form, which pages of other sites can send', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { status } = await call('session', { json: { signInName: 'somebody', password: 'something' }, headers });
    expect(status).toBe(415);
  });

  it('lets nothing be cached', async () => {
    const { headers } = await call('tenants', { cookie: await signIn() });
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('the list of tenants', () => {
  const prefix = 'listed';
  let ids: string[];
  let cookie: string;

  beforeAll(async () => {
    ids = [];
    for (const name of ['a', 'b', 'c']) ids.push(await api.newTenant(`${prefix} ${name}`));
    await api.tenants.setStatus(ids[2]!, 'suspended');
  });

  beforeEach(async () => {
    cookie = await signIn();
  });

  const list = async (query: Record<string, unknown>) => {
    const params = Object.entries(query).map(([name, value]) => [name, JSON.stringify(value)] as [string, string]);
    const answer = await call(`tenants?${new URLSearchParams(params).toString()}`, { cookie });
    const rows = answer.body as unknown as { id: string }[];
    return { ...answer, ids: Array.isArray(rows) ? rows.map(({ id }) => id) : [] };
  };

  it('comes in pages, sorted, with its size', async () => {
    const filter = { q: prefix.toUpperCase() };
    const page = await list({ filter, sort: ['name', 'DESC'], range: [0, 1] });
    expect(page.ids).toEqual([ids[2], ids[1]]);
    expect(page.headers.get('content-range')).toBe('tenants 0-1/3');
    const next = await list({ filter, sort: ['name', 'DESC'], range: [2, 3] });
    expect(next.ids).toEqual([ids[0]]);
    expect(next.headers.get('content-range')).toBe('tenants 2-2/3');
  });

  it('can be narrowed by status, by id and by the beginning of an id', async () => {
    expect((await list({ filter: { q: prefix, status: 'suspended' } })).ids).toEqual([ids[2]]);
    expect((await list({ filter: { id: [ids[1]] } })).ids).toEqual([ids[1]]);
    expect((await list({ filter: { q: ids[0]!.slice(0, 20) } })).ids).toEqual([ids[0]]);
  });

  it('refuses what it does not know, by name', async () => {
    const { status, body } = await list({ filter: { dataKey: 'x' } });
    expect([status, body.error?.['code']]).toEqual([400, 'invalid_parameter']);
    expect((await list({ sort: ['dataKey', 'ASC'] })).status).toBe(400);
  });

  it('shows of a tenant what it is and has, and no secret', async () => {
    const { body } = await call(`tenants/${ids[0]}`, { cookie });
    expect(body).toEqual({
      id: ids[0],
      name: `${prefix} a`,
      status: 'active',
      sending: true,
      timeZone: 'Asia/Shanghai',
      locale: 'zh-CN',
      homeCountry: 'CN',
      allowedCountries: ['CN'],
      apiKeys: 0,
      currency: 'CNY',
      accounts: 1,
      signatures: 1,
      templates: 1,
      createdAt: expect.any(String),
    });
  });

  it('answers a tenant that is not there with not_found', async () => {
    const { status, body } = await call('tenants/ten_nobody', { cookie });
    expect([status, body.error?.['code']]).toEqual([404, 'not_found']);
  });
});
