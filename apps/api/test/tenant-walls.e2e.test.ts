import { newId, newVerificationId } from '@latchkey/core';
import { EventDrain } from '../src/audit/event-drain.js';
import { callConsole, type ConsoleAnswer } from './support/console-client.js';
import { type ConsoleRoute, consoleRoutes } from './support/console-routes.js';
import { HttpApp } from './support/http-app.js';
import { signInAs } from './support/operators.js';
import { TencentSimulator } from './support/tencent-simulator/simulator.js';

const SECRET = { secretId: 'AKIDWALLS', secretKey: 'walls-secret-key' };
const APP = '1400007777';
const HOUR_MS = 3_600_000;

/** One of each thing a tenant has, by what it is asked for. */
interface Things {
  readonly tenantId: string;
  readonly accountId: string;
  readonly signatureId: string;
  readonly templateId: string;
  readonly keyId: string;
  readonly operatorId: string;
  readonly sessionId: string;
  readonly entryId: string;
  readonly verificationId: string;
  readonly deliveryId: string;
  readonly phoneKey: string;
  readonly phone: string;
}

let simulator: TencentSimulator;
let api: HttpApp;
let routes: ConsoleRoute[];
/** What belongs to the tenant next door, and what looks the same and is nowhere. */
let theirs: Things;
let nobodys: Things;
/** Of an owner who is bound to one tenant, and of one bound to the tenant next door. */
let ours: string;
let neighbour: string;

beforeAll(async () => {
  simulator = await TencentSimulator.start();
  simulator.addAccount(SECRET);
  simulator.addApp({ sdkAppId: APP });
  simulator.addSignature({ text: 'Theirs' });
  api = await HttpApp.start({ TRUSTED_PROXIES: '127.0.0.1', TENCENT_SMS_ENDPOINT: `http://${simulator.endpoint}` });
  routes = consoleRoutes(api.app).filter(({ demand }) => demand?.kind === 'permission');
  const { cookie } = await signInAs(api.parts);
  const ourTenant = await made(cookie, 'tenants', { name: 'Ours' });
  ours = (await signInAs(api.parts, { role: 'owner', tenantId: ourTenant.id })).cookie;
  theirs = await newNeighbour(cookie);
  neighbour = (await signInAs(api.parts, { role: 'owner', tenantId: theirs.tenantId })).cookie;
  nobodys = {
    tenantId: newId('ten'),
    accountId: newId('acc'),
    signatureId: newId('sig'),
    templateId: newId('tpl'),
    keyId: newId('key'),
    operatorId: newId('op'),
    sessionId: '00000000-0000-4000-8000-000000000000',
    entryId: '999999999',
    verificationId: newVerificationId(3),
    deliveryId: newId('dlv'),
    phoneKey: 'n'.repeat(theirs.phoneKey.length),
    phone: theirs.phone,
  };
}, 60_000);

afterAll(async () => {
  await api.stop();
  await simulator.stop();
});

async function made(cookie: string, path: string, json: object) {
  const { status, body } = await callConsole(api, path, { json, cookie });
  if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return body as Record<string, string> & { id: string };
}

/** A tenant that has everything, and a message on its way. */
async function newNeighbour(cookie: string): Promise<Things> {
  const { id: tenantId } = await made(cookie, 'tenants', { name: 'Theirs' });
  const account = await made(cookie, 'accounts', {
    tenantId,
    provider: 'tencent',
    settings: { sdkAppId: APP },
    credentials: SECRET,
  });
  const signature = await made(cookie, 'signatures', { tenantId, text: 'Theirs' });
  const content = '{1} is your code, valid for {2} minutes.';
  const template = await made(cookie, 'templates', { tenantId, providerTemplateId: '1111', content });
  const key = await made(cookie, 'api-keys', { tenantId, name: 'theirs' });
  await made(cookie, 'policies', { tenantId, purpose: 'login', ttlSeconds: 120 });
  await made(cookie, 'prices', { tenantId, country: 'CN', segment: '0.045' });
  await made(cookie, 'opt-outs', { tenantId, phone: '+8618566240001' });
  const operator = await signInAs(api.parts, { role: 'support', tenantId });
  const phone = '+8618566240002';
  const sent = await made(cookie, 'test-sends', { tenantId, phone });
  await made(cookie, 'test-sends', { tenantId, phone: '+8618566240003', purpose: 'bind_phone' });
  // So that there is something to forget: too short to be right.
  await callConsole(api, 'test-sends/check', { cookie, json: { tenantId, id: sent.id, code: '0000' } });
  const { live, database, metrics, logger } = api.parts;
  await new EventDrain(live.events, database.pool, metrics, logger).flush(10_000);
  const { prisma } = database;
  const session = await prisma.operatorSession.findFirstOrThrow({ where: { operatorId: operator.operatorId } });
  const entry = await prisma.operatorLogEntry.findFirstOrThrow({ where: { tenantId } });
  const optOut = await prisma.optOut.findFirstOrThrow({ where: { tenantId } });
  return {
    tenantId,
    accountId: account.id,
    signatureId: signature.id,
    templateId: template.id,
    keyId: key.id,
    operatorId: operator.operatorId,
    sessionId: session.id,
    entryId: String(entry.seq),
    verificationId: sent.id,
    deliveryId: api.vendor.sent[0]!.deliveryId,
    phoneKey: optOut.phoneKey,
    phone,
  };
}

/** The `:id` of a path, by its first part. */
const ID: Readonly<Record<string, (things: Things) => string>> = {
  accounts: ({ accountId }) => accountId,
  'api-keys': ({ keyId }) => keyId,
  deliveries: ({ deliveryId }) => deliveryId,
  operators: ({ operatorId }) => operatorId,
  'operator-log': ({ entryId }) => entryId,
  'opt-outs': ({ tenantId, phoneKey }) => `${tenantId}:${phoneKey}`,
  policies: ({ tenantId }) => `${tenantId}:login`,
  prices: ({ tenantId }) => `${tenantId}:CN`,
  sessions: ({ sessionId }) => sessionId,
  signatures: ({ signatureId }) => signatureId,
  templates: ({ templateId }) => templateId,
  tenants: ({ tenantId }) => tenantId,
  verifications: ({ verificationId }) => verificationId,
};

/** What a list can be narrowed to besides the tenant: other ways to ask for the same rows. */
const OTHER_FILTERS: Readonly<Record<string, (things: Things) => object[]>> = {
  deliveries: ({ verificationId, accountId, phoneKey }) => [{ verificationId }, { accountId }, { phoneKey }],
  events: ({ verificationId, deliveryId, accountId, keyId }) => [
    { verificationId },
    { deliveryId },
    { accountId },
    { keyId },
  ],
  'operator-log': ({ operatorId, accountId }) => [{ operatorId }, { objectId: accountId }],
  'opt-outs': () => [],
  sandbox: () => [],
  sessions: ({ operatorId }) => [{ operatorId }],
  tenants: ({ tenantId }) => [{ id: [tenantId] }, { q: tenantId }],
  verifications: ({ phoneKey }) => [{ phoneKey }],
};

const picture = Buffer.alloc(200, 1).toString('base64');

/** Bodies of the routes that take one. */
const BODY: Readonly<Record<string, (things: Things) => object>> = {
  'PATCH accounts/:id': () => ({ priority: 3 }),
  'POST accounts': ({ tenantId }) => ({ tenantId, name: 'second', provider: 'sandbox' }),
  'PATCH api-keys/:id': () => ({ name: 'other' }),
  'POST api-keys': ({ tenantId }) => ({ tenantId, name: 'another' }),
  'POST deliveries/export': ({ tenantId }) => ({ format: 'jsonl', filter: { tenantId } }),
  'POST erasures': ({ tenantId, phone }) => ({ tenantId, phone, confirm: phone }),
  'POST events/export': ({ tenantId }) => ({ format: 'jsonl', filter: { tenantId } }),
  'PATCH operators/:id': () => ({ name: 'Somebody' }),
  'POST operators': ({ tenantId }) => ({ tenantId, name: 'New', signInName: 'new@example.com', role: 'support' }),
  'POST opt-outs': ({ tenantId }) => ({ tenantId, phone: '+8618566240004' }),
  'PATCH policies/:id': () => ({ maxAttempts: 3 }),
  'POST policies': ({ tenantId }) => ({ tenantId, purpose: 'bind_phone', ttlSeconds: 90 }),
  'PATCH prices/:id': () => ({ segment: '0.05' }),
  'POST prices': ({ tenantId }) => ({ tenantId, country: 'SG', segment: '0.5' }),
  'PATCH signatures/:id': () => ({ region: 'mainland' }),
  'POST signatures': ({ tenantId }) => ({ tenantId, text: 'Another' }),
  'POST signatures/applications': ({ tenantId, accountId }) => ({
    tenantId,
    accountId,
    text: '新签名',
    region: 'mainland',
    signType: 'company',
    documentType: 'social_credit_code',
    proofImage: picture,
    qualificationId: 7,
  }),
  'PATCH templates/:id': () => ({ region: 'mainland' }),
  'POST templates': ({ tenantId }) => ({ tenantId, providerTemplateId: '2222', content: '{1}', params: ['code'] }),
  'POST templates/applications': ({ tenantId, accountId }) => ({
    tenantId,
    accountId,
    name: 'Login',
    content: '{1}为您的验证码，请于{2}分钟内填写。',
    region: 'mainland',
    remark: 'for logins',
  }),
  'PATCH tenants/:id': () => ({ currency: 'USD' }),
  'PUT tenants/:id/sending': () => ({ sending: true }),
  'PUT tenants/:id/status': () => ({ status: 'active' }),
  'POST test-sends': ({ tenantId }) => ({ tenantId, phone: '+8618566240005', purpose: 'bind_phone' }),
  'POST test-sends/check': ({ tenantId, verificationId }) => ({ tenantId, id: verificationId, code: '0000' }),
};

/** Routes that name nothing of any tenant, and what they are asked. Who asks decides alone what is shown. */
const OF_NO_TENANT: Readonly<Record<string, object | undefined>> = {
  'GET operator-log/check': undefined,
  'GET policies/bounds': undefined,
  'GET statistics/attention': undefined,
  'POST phone-keys': { phone: '+8618566240002' },
  'POST previews': { content: '{1}', params: ['code'] },
};

/** Resources of the platform: an operator of one tenant is refused them whatever they name. */
const OF_THE_PLATFORM = new Set(['health', 'settings', 'sending', 'dead-letters']);

const nameOf = ({ method, path }: ConsoleRoute) => `${method} ${path.replace('/console/v1/', '')}`;
const partOf = (route: ConsoleRoute) => nameOf(route).split(/[ /]/)[1]!;
const isPlatforms = (route: ConsoleRoute) => OF_THE_PLATFORM.has(partOf(route)) || nameOf(route) === 'POST tenants';
const isList = (route: ConsoleRoute) => route.method === 'GET' && !route.path.includes(':id');
const namesThings = (route: ConsoleRoute) => !isPlatforms(route) && !(nameOf(route) in OF_NO_TENANT);

const span = () => ({
  from: new Date(Date.now() - HOUR_MS).toISOString(),
  to: new Date(Date.now() + HOUR_MS).toISOString(),
  ...{ step: 'hour', by: 'country' },
});

function queriesOf(route: ConsoleRoute, things: Things): Record<string, string>[] {
  const { tenantId } = things;
  if (partOf(route) === 'statistics') {
    const { step, by, ...common } = span();
    const more = route.path.endsWith('series') ? { step } : route.path.endsWith('breakdown') ? { by } : {};
    return [{ ...common, ...more, tenantId }];
  }
  if (partOf(route) === 'packages') return [{ tenantId }, { accountId: things.accountId }];
  const id = ID[partOf(route)];
  const others = OTHER_FILTERS[partOf(route)]?.(things) ?? (id ? [{ id: [id(things)] }] : []);
  const filters = partOf(route) === 'tenants' ? others : [{ tenantId }, ...others];
  return filters.map((filter) => ({ filter: JSON.stringify(filter) }));
}

/** The questions that a route can be asked about somebody's things. */
async function ask(route: ConsoleRoute, things: Things, cookie: string): Promise<ConsoleAnswer[]> {
  const name = nameOf(route);
  const path = route.path.replace('/console/v1/', '').replace(':id', () => ID[partOf(route)]!(things));
  const json = BODY[name]?.(things);
  const queries = isList(route) ? queriesOf(route, things) : [{}];
  const answers: ConsoleAnswer[] = [];
  for (const query of queries) {
    const search = new URLSearchParams(query).toString();
    const call = { method: route.method, cookie, ...(json ? { json } : {}) };
    answers.push(await callConsole(api, search ? `${path}?${search}` : path, call));
  }
  return answers;
}

/** All of an answer but what differs between any two requests. */
function seen({ status, headers, body }: ConsoleAnswer) {
  const { requestId: _, ...error } = body.error ?? {};
  return { status, body: body.error ? { error } : body, range: headers.get('content-range') };
}

/** Every row of every table that says it is a tenant's. */
async function rowsOf(tenantId: string): Promise<string> {
  const { pool } = api.parts.database;
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT DISTINCT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'tenant_id' ORDER BY 1`,
  );
  const kept: unknown[] = [];
  for (const { name } of [...tables, { name: 'tenant' }]) {
    const column = name === 'tenant' ? 'id' : 'tenant_id';
    const rows = await pool.query(`SELECT to_jsonb(t)::text AS row FROM "${name}" t WHERE ${column} = $1 ORDER BY 1`, [
      tenantId,
    ]);
    kept.push([name, rows.rows]);
  }
  return JSON.stringify(kept);
}

describe('whoever is bound to one tenant', () => {
  it('is asked about here by every route of the console', () => {
    const unasked = routes
      .filter(namesThings)
      .filter((route) => (route.path.includes(':id') && !(partOf(route) in ID)) || needsBody(route))
      .map(nameOf);
    expect(unasked).toEqual([]);
    expect(routes.filter(namesThings).length).toBeGreaterThan(60);
  });

  it('finds nothing of another’s where nothing is asked for by name', async () => {
    const { step, by, ...common } = span();
    const whole: Readonly<Record<string, object>> = {
      'GET statistics/series': { ...common, step },
      'GET statistics/breakdown': { ...common, by },
      'GET statistics/summary': common,
      'GET statistics/problems': common,
    };
    const ids = Object.entries(theirs).filter(([thing]) => thing.endsWith('Id') && thing !== 'entryId');
    for (const route of routes.filter((one) => isList(one) && !isPlatforms(one))) {
      const search = new URLSearchParams({ ...whole[nameOf(route)] }).toString();
      const { body } = await callConsole(api, `${nameOf(route).slice(4)}?${search}`, { cookie: ours });
      const text = JSON.stringify(body);
      expect([nameOf(route), ids.filter(([, id]) => text.includes(id))]).toEqual([nameOf(route), []]);
    }
    for (const [name, json] of Object.entries(OF_NO_TENANT)) {
      if (json === undefined) continue;
      const { status, body } = await callConsole(api, name.slice(5), { json, cookie: ours });
      expect([name, status, JSON.stringify(body).includes(theirs.tenantId)]).toEqual([name, 200, false]);
    }
  });

  it('is answered about another’s things, whatever is done to them, as about things that are not there', async () => {
    const before = await rowsOf(theirs.tenantId);
    for (const route of routes.filter(namesThings)) {
      const about = (await ask(route, theirs, ours)).map(seen);
      const nothing = (await ask(route, nobodys, ours)).map(seen);
      expect([nameOf(route), about]).toEqual([nameOf(route), nothing]);
      if (!isList(route) && !route.path.endsWith('/export'))
        expect([nameOf(route), about[0]?.status]).toEqual([nameOf(route), 404]);
      expect(JSON.stringify(about)).not.toContain(theirs.tenantId);
    }
    expect(await rowsOf(theirs.tenantId)).toBe(before);
  });

  it('is refused what is the platform’s', async () => {
    for (const route of routes.filter(isPlatforms)) {
      const json = route.method === 'GET' ? {} : { json: { name: 'New', sending: false } };
      const { status } = await callConsole(api, nameOf(route).split(' ')[1]!, {
        method: route.method,
        ...json,
        cookie: ours,
      });
      expect([nameOf(route), status]).toEqual([nameOf(route), 403]);
    }
  });

  // The same questions, so that what is refused above is refused for whose it is and for nothing else. What is deleted is asked for last.
  it('may do all of that to what is their own', async () => {
    const last = ({ method }: ConsoleRoute) => (method === 'DELETE' ? 1 : 0);
    const inOrder = routes
      .filter(namesThings)
      .reverse()
      .sort((a, b) => last(a) - last(b));
    for (const route of inOrder) {
      const [first, ...others] = await ask(route, theirs, neighbour);
      // Its verification has been canceled just before, which is another answer than that it is not there.
      const fine = nameOf(route) === 'POST test-sends/check' ? [409] : [200, 201, 204];
      expect([nameOf(route), first!.body.error, fine]).toEqual([
        nameOf(route),
        fine[0] === 409 ? expect.anything() : undefined,
        expect.arrayContaining([first!.status]),
      ]);
      if (isList(route) && !['sandbox', 'statistics'].includes(partOf(route)))
        expect([nameOf(route), [first?.body].flat().length > 0]).toEqual([nameOf(route), true]);
      for (const other of others) expect([nameOf(route), other.status]).toEqual([nameOf(route), 200]);
    }
  });
});

const WITHOUT_BODY = /^POST (accounts\/:id\/|operators\/:id\/link|verifications\/:id\/)/;

const needsBody = (route: ConsoleRoute) =>
  ['POST', 'PUT', 'PATCH'].includes(route.method) && !(nameOf(route) in BODY) && !WITHOUT_BODY.test(nameOf(route));
