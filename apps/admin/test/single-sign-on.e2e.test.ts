import type { Browser, BrowserContext, Page } from 'playwright-core';
import { IdentityProvider } from '../../api/test/support/identity-provider';
import { LatchkeyProcess } from '../../api/test/support/latchkey-process';
import { openBrowser } from './browser';
import { becomeOwner } from './owner';

const EMAIL = 'olga@example.com';

let provider: IdentityProvider;
let latchkey: LatchkeyProcess;
let browser: Browser;

beforeAll(async () => {
  // Of another site than the console, as in life: what a browser sends along depends on it.
  provider = await IdentityProvider.start('localhost');
  const { issuer, clientId, clientSecret } = provider;
  const oidc = { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, OIDC_NAME: 'Acme' };
  latchkey = await LatchkeyProcess.start(oidc);
  browser = await openBrowser(process.env['PATH']);
  const context = await newContext();
  await becomeOwner(await context.newPage(), (await latchkey.quickstart()).setupUrl, EMAIL);
  await context.close();
}, 90_000);

afterAll(async () => {
  await browser.close();
  await latchkey.stop();
  await provider.stop();
});

async function newContext(): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'en-US' });
  context.setDefaultTimeout(20_000);
  return context;
}

/** A browser that knows nobody, before the page for signing in. */
async function atTheDoor(): Promise<Page> {
  const page = await (await newContext()).newPage();
  await page.goto(latchkey.url);
  await page.getByRole('button', { name: /Acme/ }).waitFor();
  return page;
}

describe('single sign-on in a browser', () => {
  it('leads to the provider and back into the console, and the session outlives the page', async () => {
    provider.person = { email: EMAIL, email_verified: true };
    const page = await atTheDoor();
    const visited: string[] = [];
    page.on('request', (request) => request.isNavigationRequest() && visited.push(new URL(request.url()).origin));
    await page.getByRole('button', { name: /Acme/ }).click();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    expect(visited).toContain(provider.issuer);
    expect(page.url()).toBe(`${latchkey.url}/`);
    await page.reload();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    const cookies = await page.context().cookies();
    expect(cookies.map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite])).toEqual([
      ['latchkey_session', true, 'Strict'],
    ]);
    await page.context().close();
  });

  it.each([
    ['a stranger', { email: 'stranger@example.com', email_verified: true }],
    ['somebody whose address the provider has not verified', { email: EMAIL, email_verified: false }],
  ])('lets %s no further than the door, and says so', async (_, person) => {
    provider.person = person;
    const page = await atTheDoor();
    await page.getByRole('button', { name: /Acme/ }).click();
    await page.waitForURL(`${latchkey.url}/login#sign-on-failed`);
    await page.getByRole('alert').waitFor();
    expect((await page.context().cookies()).map(({ name }) => name)).not.toContain('latchkey_session');
    await page.context().close();
  });
});
