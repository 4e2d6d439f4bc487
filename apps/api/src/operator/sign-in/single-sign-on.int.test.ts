import { callConsole, type ConsoleAnswer, type ConsoleCall } from '../../../test/support/console-client.js';
import { HttpApp } from '../../../test/support/http-app.js';
import { IdentityProvider } from '../../../test/support/identity-provider.js';
import { signInAs } from '../../../test/support/operators.js';

let provider: IdentityProvider;
let api: HttpApp;
let now = Date.now();

beforeAll(async () => {
  provider = await IdentityProvider.start();
  const { issuer, clientId, clientSecret } = provider;
  const env = {
    TRUSTED_PROXIES: '127.0.0.1',
    PUBLIC_URL: 'http://latchkey.test',
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_SECRET: clientSecret,
    OIDC_NAME: 'Acme',
  };
  api = await HttpApp.start(env, () => ({ clock: { now: () => now } }));
});

afterAll(async () => {
  await api.stop();
  await provider.stop();
});

beforeEach(() => {
  now = Date.now();
  provider.lies = {};
});

const call = (path: string, options?: ConsoleCall) => callConsole(api, path, options);

let people = 0;

/** An operator whom the provider confirms. */
async function newPerson() {
  const email = `ida${(people += 1)}@example.com`;
  const { operatorId, cookie } = await signInAs(api.parts, { role: 'support' });
  const where = { id: operatorId };
  await api.parts.database.prisma.operator.update({ where, data: { signInName: email, status: 'invited' } });
  provider.person = { email, email_verified: true };
  return { email, operatorId, cookie };
}

/** As far as the provider sends the browser back to. */
async function goThere(path = 'session/sign-on', cookie?: string): Promise<{ ticket: string; query: string }> {
  const begun = await call(path, { json: {}, cookie });
  expect([begun.status, begun.headers.get('set-cookie')]).toEqual([
    200,
    expect.stringMatching(/^latchkey_sign_on=[^;]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/),
  ]);
  const { headers } = await fetch(String(begun.body['url']), { redirect: 'manual' });
  const back = new URL(headers.get('location')!);
  expect(`${back.origin}${back.pathname}`).toBe('http://latchkey.test/console/v1/session/sign-on/return');
  return { ticket: begun.cookie!, query: back.search };
}

/** Browsers that follow a link send no header of ours. */
const comeBack = (query: string, cookie: string): Promise<ConsoleAnswer> =>
  call(`session/sign-on/return${query}`, { cookie, headers: { 'x-latchkey-console': '' } });

const sessionOf = ({ headers }: ConsoleAnswer) =>
  headers
    .getSetCookie()
    .find((cookie) => cookie.startsWith('latchkey_session='))
    ?.split(';')[0];

async function signOn(): Promise<ConsoleAnswer> {
  const { ticket, query } = await goThere();
  return comeBack(query, ticket);
}

const FAILED = [303, '/login#sign-on-failed', undefined];
const seen = (answer: ConsoleAnswer) => [answer.status, answer.headers.get('location'), sessionOf(answer)];

describe('single sign-on', () => {
  it('is offered by its name', async () => {
    expect((await call('session/ways')).body).toEqual({ singleSignOn: { name: 'Acme' } });
  });

  it('lets in the operator whose sign-in name is the confirmed address, invited or not', async () => {
    const { operatorId } = await newPerson();
    const back = await signOn();
    expect(seen(back)).toEqual([303, '/', expect.any(String)]);
    const session = await call('session', { cookie: sessionOf(back) });
    expect(session.body).toMatchObject({ id: operatorId, role: 'support' });
    expect(back.headers.getSetCookie()[0]).toMatch(/^latchkey_sign_on=; Max-Age=0;/);
  });

  it.each([
    ['an address of no operator', { email: 'stranger@example.com', email_verified: true }],
    ['an address that nobody verified', { email_verified: false }],
    ['no address', { email: undefined }],
  ])('lets nobody in for %s, and makes no operator', async (_, change) => {
    const { email } = await newPerson();
    const before = await api.parts.database.prisma.operator.count();
    const person = { email, email_verified: true, ...change };
    provider.person = Object.fromEntries(Object.entries(person).filter(([, value]) => value !== undefined));
    expect(seen(await signOn())).toEqual(FAILED);
    expect(await api.parts.database.prisma.operator.count()).toBe(before);
  });

  it('lets in nobody who is disabled', async () => {
    const { operatorId } = await newPerson();
    await api.parts.database.prisma.operator.update({ where: { id: operatorId }, data: { status: 'disabled' } });
    expect(seen(await signOn())).toEqual(FAILED);
  });

  it.each([
    ['another issuer', { iss: 'https://evil.example.com' }],
    ['another client', { aud: 'another' }],
    ['another sign-on', { nonce: 'replayed' }],
    ['the past', { exp: 1_000_000_000 }],
  ])('takes no token for %s', async (_, lies) => {
    await newPerson();
    provider.lies = lies;
    expect(seen(await signOn())).toEqual(FAILED);
  });

  it('lets nobody in by an answer that their own browser did not ask for', async () => {
    await newPerson();
    const [one, other] = [await goThere(), await goThere()];
    expect(seen(await comeBack(one.query, other.ticket))).toEqual(FAILED);
    expect(seen(await comeBack(other.query, ''))).toEqual(FAILED);
    expect(seen(await comeBack(other.query, 'latchkey_sign_on=v1.default.AAAA'))).toEqual(FAILED);
  });

  it('takes an answer once, and within ten minutes', async () => {
    await newPerson();
    const { ticket, query } = await goThere();
    expect(sessionOf(await comeBack(query, ticket))).toBeDefined();
    expect(seen(await comeBack(query, ticket))).toEqual(FAILED);
    const late = await goThere();
    now += 601_000;
    expect(seen(await comeBack(late.query, late.ticket))).toEqual(FAILED);
  });

  it('gives fresh proof to the session that wants it, for whose person has just signed in there', async () => {
    const { cookie } = await newPerson();
    await api.parts.database.prisma.operator.updateMany({ data: { status: 'active' } });
    const { ticket, query } = await goThere('session/sign-on/proof', cookie);
    // The session's own cookie is kept from a link of another site.
    const proven = sessionOf(await comeBack(query, ticket));
    expect(proven).toBeDefined();
    expect((await call('session', { cookie })).status).toBe(401);
    expect((await call('session', { cookie: proven })).status).toBe(200);

    const again = await goThere('session/sign-on/proof', proven);
    provider.person = { ...provider.person, signedInSecondsAgo: 3_600 };
    const stale = await goThere('session/sign-on/proof', proven);
    expect(seen(await comeBack(stale.query, stale.ticket))).toEqual(FAILED);
    expect(seen(await comeBack(again.query, again.ticket))).toEqual([303, '/', expect.any(String)]);
  });

  it('gives no proof to one operator’s session for another person', async () => {
    const one = await newPerson();
    await newPerson();
    await api.parts.database.prisma.operator.updateMany({ data: { status: 'active' } });
    const { ticket, query } = await goThere('session/sign-on/proof', one.cookie);
    expect(seen(await comeBack(query, ticket))).toEqual(FAILED);
  });

  it('keeps addresses, codes and tokens out of the log', async () => {
    const { email } = await newPerson();
    await signOn();
    expect(api.logLines.join('\n')).not.toContain(email);
    expect(api.logLines.join('\n')).not.toContain(provider.clientSecret);
  });
});
