import type { Browser, Page } from 'playwright-core';
import { LatchkeyProcess } from '../../api/test/support/latchkey-process';
import { newPage, openBrowser } from './browser';
import { makeAs } from './making';
import { becomeOwner, PASSWORD } from './owner';

let latchkey: LatchkeyProcess;
let browser: Browser;
/** Of an admin who is bound to one tenant and has no authenticator. */
let page: Page;

beforeAll(async () => {
  latchkey = await LatchkeyProcess.start();
  browser = await openBrowser(process.env['PATH']);
  const owner = await newPage(browser);
  await becomeOwner(owner, (await latchkey.quickstart()).setupUrl);
  const { id: tenantId } = await makeAs(owner, latchkey.url, 'tenants', {
    name: 'Fresh Fruit',
    timeZone: 'America/New_York',
  });
  const { link } = await makeAs<{ link: string }>(owner, latchkey.url, 'operators', {
    name: 'Ida',
    signInName: 'ida',
    role: 'admin',
    tenantId,
  });
  page = await newPage(browser, { timezoneId: 'UTC' });
  await makeAs(page, latchkey.url, 'session/setup', { token: new URL(link).hash.slice(1), password: PASSWORD });
}, 90_000);

afterAll(async () => {
  await browser.close();
  await latchkey.stop();
});

describe('to an operator who is bound to a tenant, the console', () => {
  it('names no part of the menu in which nothing is theirs', async () => {
    await page.goto(latchkey.url);
    await page.getByRole('menuitem', { name: 'Tenants' }).waitFor();
    const menu = await page.getByRole('menu').first().innerText();
    expect(menu).toContain('Set-up');
    expect(menu).not.toMatch(/People|System/);
  });

  it('counts the hours of the overview in the tenant’s zone', async () => {
    await page.goto(latchkey.url);
    await page.getByText('America/New_York').waitFor();
  });

  it.each(['/settings', '/dead-letters'])(
    'says that %s is not theirs, and does not offer to try again',
    async (path) => {
      await page.goto(`${latchkey.url}${path}`);
      await page.getByRole('heading', { name: 'Access denied' }).waitFor();
      expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    },
  );

  it('asks for the longer password of somebody without an authenticator, and offers a first one', async () => {
    await page.goto(`${latchkey.url}/account`);
    await page.getByText('At least 15 characters').waitFor();
    await page.getByRole('button', { name: 'Set up an authenticator' }).waitFor();
  });
});
