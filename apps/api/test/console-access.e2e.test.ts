import { once } from 'node:events';
import { connect } from 'node:net';
import { canAccess, needsFreshProof, OPERATOR_ROLES, type Standing } from '@latchkey/core';
import { callConsole } from './support/console-client.js';
import { type ConsoleRoute, consoleRoutes } from './support/console-routes.js';
import { HttpApp } from './support/http-app.js';
import { signInAs } from './support/operators.js';

const MINUTE_MS = 60_000;

let api: HttpApp;
let now = Date.now();
let routes: ConsoleRoute[];

beforeAll(async () => {
  api = await HttpApp.start({ TRUSTED_PROXIES: '127.0.0.1' }, () => ({ clock: { now: () => now } }));
  routes = consoleRoutes(api.app);
});

afterAll(() => api.stop());

const nameOf = ({ method, path }: ConsoleRoute) => `${method} ${path}`;

/** A request that the route would take if its parameters and body were any good. */
function ask(route: ConsoleRoute, cookie?: string, body: object = { unknown: true }) {
  const address = route.path.replace('/console/v1/', '').replaceAll(/:\w+/g, 'nothing');
  return callConsole(api, address, { method: route.method, ...(takeBodies(route) ? { json: body } : {}), cookie });
}

describe('every route of the console', () => {
  it('says whom it lets in', () => {
    expect(routes.length).toBeGreaterThan(20);
    expect(routes.filter(({ demand }) => demand === undefined).map(nameOf)).toEqual([]);
  });

  it('lets visitors do nothing but sign in and out', () => {
    expect(routes.filter(({ demand }) => demand?.kind === 'nobody').map(nameOf)).toEqual([
      'DELETE /console/v1/session',
      'POST /console/v1/session',
      'POST /console/v1/session/setup',
      'POST /console/v1/session/setup/look',
      'POST /console/v1/session/sign-on',
      'GET /console/v1/session/sign-on/return',
      'GET /console/v1/session/ways',
    ]);
  });

  it('asks of an operator more than a session, except for what is their own', () => {
    const own = routes.filter(({ demand }) => demand?.kind === 'operator').map(nameOf);
    expect(own.filter((route) => !/^\w+ \/console\/v1\/(session|account)(\/|$)/.test(route))).toEqual([]);
  });

  it('is closed to whoever is not signed in', async () => {
    for (const route of routes.filter(({ demand }) => demand?.kind !== 'nobody')) {
      expect([nameOf(route), (await ask(route)).status]).toEqual([nameOf(route), 401]);
    }
  });
});

const KIB = 1024;
/** Pictures go with an application for a signature; nothing else is large. */
const LIMITS: Readonly<Record<string, number>> = { 'POST /console/v1/signatures/applications': 4 * KIB * KIB };

const takeBodies = ({ method }: ConsoleRoute) => ['POST', 'PUT', 'PATCH'].includes(method);

/** The status that answers the head of a request alone: its body never comes. */
async function answerToHead({ method, path }: ConsoleRoute, headers: Record<string, string>): Promise<number> {
  const { port, host, hostname } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  const fields = { host, 'content-type': 'application/json', 'content-length': String(4 * KIB * KIB), ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  socket.write([`${method} ${path.replaceAll(/:\w+/g, 'nothing')} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return Number(/^HTTP\/1.1 (\d+)/.exec(answer.toString('latin1'))?.[1]);
}

describe('a body', () => {
  it('is not waited for when whoever sends it may not enter', async () => {
    const { cookie } = await signInAs(api.parts, { role: 'auditor' });
    const page = { 'x-latchkey-console': '1' };
    for (const route of routes.filter(takeBodies)) {
      expect([nameOf(route), await answerToHead(route, { cookie })]).toEqual([nameOf(route), 403]);
      const { demand } = route;
      if (demand?.kind === 'nobody') continue;
      expect([nameOf(route), await answerToHead(route, page)]).toEqual([nameOf(route), 401]);
      if (demand?.kind !== 'permission' || canAccess({ role: 'auditor' }, demand.action, demand.resource)) continue;
      expect([nameOf(route), await answerToHead(route, { ...page, cookie })]).toEqual([nameOf(route), 403]);
    }
  });

  it('is refused above 16 KiB, but for the pictures of an application', async () => {
    const { cookie } = await signInAs(api.parts);
    for (const route of routes.filter(takeBodies)) {
      const limit = LIMITS[nameOf(route)] ?? 16 * KIB;
      const sized = (bytes: number) => ({ unknown: 'x'.repeat(bytes - JSON.stringify({ unknown: '' }).length) });
      const statusOf = async (bytes: number) => (await ask(route, cookie, sized(bytes))).status;
      expect([nameOf(route), await statusOf(limit + 1)]).toEqual([nameOf(route), 413]);
      expect([nameOf(route), (await statusOf(limit)) === 413]).toEqual([nameOf(route), false]);
    }
  });
});

/** Each role, for the platform and bound to a tenant. */
const STANDINGS: readonly [string, Standing][] = OPERATOR_ROLES.flatMap((role): [string, Standing][] => [
  [`the platform’s ${role}`, { role }],
  [`a tenant’s ${role}`, { role, tenantId: 'ten_bound' }],
]);

describe('the matrix of roles and routes', () => {
  beforeAll(async () => {
    const data = { id: 'ten_bound', name: 'bound', timeZone: 'UTC', locale: 'en', homeCountry: 'CN', dataKey: '' };
    await api.parts.database.prisma.tenant.create({ data: { ...data, allowedCountries: ['CN'] } });
  });

  it.each(STANDINGS)('lets %s in exactly where canAccess says so', async (_, standing) => {
    const { cookie } = await signInAs(api.parts, standing);
    for (const route of routes) {
      const { demand } = route;
      if (demand?.kind !== 'permission' || isPlatformsOwn(route)) continue;
      const { status, body } = await ask(route, cookie);
      const allowed = canAccess(standing, demand.action, demand.resource);
      expect([nameOf(route), body.error?.['code'] === 'forbidden']).toEqual([nameOf(route), !allowed]);
      // What is asked for is not there or makes no sense, and that is found out only behind the guard.
      if (allowed)
        expect([nameOf(route), [200, 201, 204, 400, 404, 409].includes(status)]).toEqual([nameOf(route), true]);
    }
  });

  it('asks for fresh proof exactly where needsFreshProof says so', async () => {
    const { cookie } = await signInAs(api.parts);
    now += 6 * MINUTE_MS;
    for (const route of routes) {
      const { demand } = route;
      if (demand === undefined || demand.kind === 'nobody' || nameOf(route) === 'POST /console/v1/session/proof')
        continue;
      const wanted = demand.kind === 'operator' ? demand.freshProof : needsFreshProof(demand.action, demand.resource);
      const { body } = await ask(route, cookie);
      const asked = body.error?.['code'] === 'reauthentication_required';
      expect([nameOf(route), asked]).toEqual([nameOf(route), wanted]);
    }
  });
});

/** The chain of the operator log runs through every tenant's entries, whatever its role lets somebody read of their own. */
const isPlatformsOwn = ({ path }: ConsoleRoute) => path === '/console/v1/operator-log/check';
