import { ERROR_TABLE } from '../src/platform/error-table.js';
import { HttpApp } from './support/http-app.js';

const SHOP = 'https://shop.example';
const OTHER = 'https://other.example';
const EVIL = 'https://evil.example';

let api: HttpApp;
let tenantId: string;
/** Of the shop's pages; of another's; of none; and a secret one. */
let publishable: string;
let others: string;
let unlisted: string;
let secret: string;

let nextNumber = 13_710_000_000;
const newPhone = () => `+86${nextNumber++}`;

beforeAll(async () => {
  api = await HttpApp.start();
  tenantId = await api.newTenant('Shop');
  const keyOf = async (...input: Parameters<HttpApp['keys']['create']>) => (await api.keys.create(...input)).key;
  publishable = await keyOf(tenantId, { kind: 'pub', origins: [SHOP, 'capacitor://localhost'] });
  others = await keyOf(await api.newTenant('Other'), { kind: 'pub', origins: [OTHER] });
  unlisted = await keyOf(tenantId, { kind: 'pub' });
  secret = await keyOf(tenantId, { kind: 'live' });
});

afterAll(() => api.stop());

/** What a reply says to browsers. */
const cors = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'));

const READABLE = (origin: string) => ({
  vary: 'Origin',
  'access-control-allow-origin': origin,
  'access-control-expose-headers': 'RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id',
});

const preflight = (path: string, origin: string, method = 'POST') =>
  fetch(`${api.url}${path}`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization,content-type,idempotency-key',
    },
  });

const start = (key: string, headers: Record<string, string> = {}, body: object = { phone: newPhone() }) =>
  fetch(`${api.url}/v1/verifications`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const getSms = (key: string, headers: Record<string, string> = {}) =>
  fetch(`${api.url}/v0/${key}?method=getSms&phone=${newPhone().slice(1)}`, { headers });

describe('a preflight', () => {
  it.each([
    ['/v1/verifications', 'POST'],
    ['/v1/verifications/check', 'POST'],
    ['/v0', 'GET, POST'],
    ['/v0/lk_pub_whatever', 'GET, POST'],
  ])('of %s is answered for an origin that a live key names', async (path, methods) => {
    const reply = await preflight(path, SHOP);
    expect([reply.status, await reply.text()]).toEqual([204, '']);
    expect(cors(reply)).toEqual({
      vary: 'Origin',
      'access-control-allow-origin': SHOP,
      'access-control-allow-methods': methods,
      'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key, X-Api-Key',
      'access-control-max-age': '600',
    });
  });

  it('is refused for every other origin, look-alikes among them', async () => {
    const lookAlikes = [
      'http://shop.example',
      `${SHOP}:8443`,
      'https://www.shop.example',
      'https://shop.example.evil.example',
    ];
    for (const origin of [EVIL, 'null', '*', SHOP.toUpperCase(), ...lookAlikes]) {
      const reply = await preflight('/v1/verifications', origin);
      expect([reply.status, cors(reply)]).toEqual([403, { vary: 'Origin' }]);
      expect(await reply.json()).toMatchObject({ error: { code: 'origin_not_allowed' } });
    }
  });

  it('is answered nowhere else: not where nothing publishable works, by the console or by callbacks', async () => {
    for (const path of [
      '/v1/verifications/ver_1/cancel',
      '/v1/sandbox/messages',
      '/console/v1/api-keys',
      '/console/v1/session',
      '/callbacks/tencent/token',
      '/docs-json',
      '/readyz',
    ]) {
      const reply = await preflight(path, SHOP);
      expect(reply.status).toBeGreaterThanOrEqual(400);
      expect(cors(reply)).not.toHaveProperty('access-control-allow-origin');
    }
  });

  it('is told from an OPTIONS that is none', async () => {
    const reply = await fetch(`${api.url}/v0`, { method: 'OPTIONS', headers: { origin: SHOP } });
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'GET, POST']);
    expect(cors(reply)).toEqual({ vary: 'Origin' });
  });

  it('is refused once no live key names the origin, within five seconds', async () => {
    const origin = 'https://gone.example';
    const { id } = await api.keys.create(tenantId, { kind: 'pub', origins: [origin] });
    const answeredWithin = async (status: number) => {
      const from = Date.now();
      while ((await preflight('/v0', origin)).status !== status) {
        if (Date.now() - from > 5_000) throw new Error(`not ${status} within five seconds`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    await answeredWithin(204);
    await api.keys.revoke(tenantId, id);
    await answeredWithin(403);
  });
});

describe('a request with a publishable key', () => {
  it('may be read by the pages the key names, on both wires', async () => {
    for (const origin of [SHOP, 'capacitor://localhost']) {
      for (const reply of [await start(publishable, { origin }), await getSms(publishable, { origin })]) {
        expect(reply.ok).toBe(true);
        expect(cors(reply)).toEqual(READABLE(origin));
      }
    }
  });

  it('may be read when it is refused, too', async () => {
    const phone = newPhone();
    await start(publishable, { origin: SHOP }, { phone });
    const limited = await start(publishable, { origin: SHOP }, { phone });
    expect([limited.status, cors(limited)]).toEqual([429, READABLE(SHOP)]);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    const invalid = await start(publishable, { origin: SHOP }, { phone: '1' });
    expect([invalid.status, cors(invalid)]).toEqual([400, READABLE(SHOP)]);
  });

  it('is refused from any other page, an allowed one of another key among them, and sends nothing', async () => {
    const sent = api.vendor.sent.length;
    for (const [key, origin] of [
      [publishable, EVIL],
      [publishable, OTHER],
      [others, SHOP],
      [publishable, 'null'],
      [unlisted, SHOP],
    ] as const) {
      const v1 = await start(key, { origin });
      expect([v1.status, cors(v1)]).toEqual([403, { vary: 'Origin' }]);
      expect(await v1.json()).toMatchObject({ error: { code: 'origin_not_allowed' } });
      const v0 = await getSms(key, { origin });
      expect([v0.status, cors(v0)]).toEqual([403, { vary: 'Origin' }]);
      expect(await v0.json()).toEqual({
        codeStr: 'UnauthorizedOperation.OriginNotAllowed',
        msg: ERROR_TABLE.origin_not_allowed.v0.msg,
      });
    }
    expect(api.vendor.sent.length).toBe(sent);
  });

  it('without an Origin is let in, as mini-programs and servers send none', async () => {
    for (const key of [publishable, unlisted]) {
      const reply = await start(key);
      expect([reply.status, cors(reply)]).toEqual([201, { vary: 'Origin' }]);
    }
  });

  it('obeys a change of the origins within five seconds', async () => {
    const made = await api.keys.create(tenantId, { kind: 'pub', origins: [SHOP] });
    expect((await start(made.key, { origin: SHOP })).status).toBe(201);
    await api.keys.change(tenantId, made.id, { origins: [OTHER] });
    await api.parts.directory.poll();
    expect((await start(made.key, { origin: SHOP })).status).toBe(403);
    expect((await start(made.key, { origin: OTHER })).status).toBe(201);
  });
});

describe('a request with any other key', () => {
  it('says nothing to browsers, whatever it asks and however it ends', async () => {
    const unknown = `${publishable.slice(0, -1)}_`;
    for (const [key, headers, status] of [
      [secret, {}, 201],
      [secret, { origin: SHOP }, 403],
      [unknown, { origin: SHOP }, 401],
    ] as const) {
      const reply = await start(key, headers);
      expect([reply.status, cors(reply)]).toEqual([status, {}]);
    }
    expect(cors(await getSms(secret, { origin: SHOP }))).toEqual({});
  });
});

describe('origins of a key', () => {
  const originsOf = async (...origins: string[]) => (await api.keys.create(tenantId, { kind: 'pub', origins })).origins;

  it('are kept as browsers write them, once each', async () => {
    expect(
      await originsOf(
        'HTTPS://Shop.Example/',
        'https://shop.example:443',
        'http://localhost:5173',
        'https://例子.cn',
        'ionic://Localhost',
      ),
    ).toEqual(['https://shop.example', 'http://localhost:5173', 'https://xn--fsqu00a.cn', 'ionic://localhost']);
  });

  it.each([
    '*',
    'https://*.shop.example',
    'shop.example',
    'https://shop.example/login',
    'https://a:b@shop.example',
    'null',
    'file:///',
    'https://',
    '',
  ])('are never %j', async (origin) => {
    await expect(originsOf(origin)).rejects.toMatchObject({
      refusal: { kind: 'invalid_parameter', field: 'origins.0' },
    });
  });

  it('are for publishable keys alone, and twenty at most', async () => {
    const refused = { refusal: { kind: 'invalid_parameter', field: 'origins' } };
    await expect(api.keys.create(tenantId, { kind: 'live', origins: [SHOP] })).rejects.toMatchObject(refused);
    const many = Array.from({ length: 21 }, (_, n) => `https://shop${n}.example`);
    await expect(originsOf(...many)).rejects.toMatchObject(refused);
    const { id } = await api.keys.create(tenantId, { kind: 'test' });
    await expect(api.keys.change(tenantId, id, { origins: [SHOP] })).rejects.toMatchObject(refused);
    const missing = { refusal: { kind: 'not_found' } };
    await expect(api.keys.change('ten_none', id, { origins: [SHOP] })).rejects.toMatchObject(missing);
  });
});
