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
function ask({ method, path }: ConsoleRoute, cookie?: string) {
  const address = path.replace('/console/v1/', '').replaceAll(/:\w+/g, 'nothing');
  const json = ['POST', 'PUT', 'PATCH'].includes(method) ? { json: { unknown: true } } : {};
  return callConsole(api, address, { method, ...json, cookie });
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
