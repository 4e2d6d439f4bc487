import type { Browser, BrowserContext, Page } from 'playwright-core';
import { LatchkeyProcess, type Quickstart } from '../../api/test/support/latchkey-process';
import { codeOf } from '../../api/test/support/authenticator';
import { openBrowser } from './browser';

let latchkey: LatchkeyProcess;
let quickstart: Quickstart;
let browser: Browser;
let operator: BrowserContext;
const PASSWORD = 'blue harbor lamp';
/** Of the owner's authenticator. */
let secret: string;
let recoveryCodes: string[];
/** What browsers complained of, in every page of every test. */
const complaints: string[] = [];

beforeAll(async () => {
  latchkey = await LatchkeyProcess.start();
  quickstart = await latchkey.quickstart();
  browser = await openBrowser(process.env['PATH']);
  operator = await newContext();
});

afterAll(async () => {
  await browser.close();
  await latchkey.stop();
});

interface Look {
  readonly locale?: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
}

async function newContext(look: Look = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'en-US', ...look });
  context.setDefaultTimeout(20_000);
  context.on('console', (message) => {
    // Chromium itself reports every request that is refused; a used link and a weak password are.
    const expected = /status of (401|400)/.test(message.text());
    if (message.type() === 'error' && !expected) complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  await context.exposeFunction('reportViolation', (what: string) => complaints.push(`CSP: ${what}`));
  await context.addInitScript(`addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    reportViolation(violatedDirective + ' ' + blockedURI))`);
  return context;
}

/** A page of the signed-in operator. */
async function openPage(path: string): Promise<Page> {
  const page = await operator.newPage();
  await page.goto(`${latchkey.url}${path}`);
  return page;
}

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).waitFor();
const codeField = (page: Page) => page.getByRole('textbox', { name: /^Code/ });
/** Signed in, one is in the console and finds the tenants. */
const openTenants = async (page: Page) => {
  await page.getByRole('menuitem', { name: 'Tenants' }).click();
  await demo(page).waitFor();
};
const demo = (page: Page) => page.getByRole('link', { name: 'Demo' });

describe('the console in a browser', () => {
  it('asks a stranger who they are, and shows nothing else', async () => {
    const context = await newContext();
    const page = await context.newPage();
    await page.goto(`${latchkey.url}/tenants`);
    await heading(page, 'Sign in');
    await page.getByRole('button', { name: 'Lost your password' }).click();
    await page.getByText('npx latchkey console link').waitFor();
    expect(await page.getByText('Demo').count()).toBe(0);
    await context.close();
  });

  it('loads no more than 400 KB of compressed script at first', async () => {
    const context = await newContext();
    const page = await context.newPage();
    const scripts = new Set<string>();
    page.on('request', (request) => request.resourceType() === 'script' && scripts.add(request.url()));
    await page.goto(`${latchkey.url}/login`);
    await heading(page, 'Sign in');
    const headers = { 'accept-encoding': 'gzip' };
    const replies = await Promise.all([...scripts].map((url) => fetch(url, { headers })));
    const sizes = replies.map((reply) => Number(reply.headers.get('content-length')));
    expect(new Set(replies.map((reply) => reply.headers.get('content-encoding')))).toEqual(new Set(['gzip']));
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(400_000);
    await context.close();
  });

  it('makes the owner by the one-time link, whose token stays in no address and no storage', async () => {
    const page = await operator.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(quickstart.setupUrl);
    await heading(page, 'Set up your access');
    await page.getByRole('img', { name: 'QR code' }).waitFor();
    secret = (await page.locator('form code').innerText()).replaceAll(' ', '');
    await page.getByLabel('Your name').fill('Olga');
    await page.getByLabel('Sign-in name').fill('olga');
    await page.getByLabel('New password').fill('Password2026!');
    await codeField(page).fill(codeOf(secret, Date.now()));
    await page.getByRole('button', { name: 'Finish' }).click();
    await page.getByText('The password is too short or too easy to guess.').waitFor();
    await page.getByLabel('New password').fill(PASSWORD);
    await codeField(page).fill(codeOf(secret, Date.now()));
    await page.getByRole('button', { name: 'Finish' }).click();
    await heading(page, 'Your recovery codes');
    recoveryCodes = await page.locator('main li').allInnerTexts();
    expect(recoveryCodes).toHaveLength(10);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await openTenants(page);

    const token = quickstart.setupUrl.split('#')[1]!;
    expect(asked.filter((url) => url.split('#')[0]!.includes(token))).toEqual([]);
    expect(page.url()).not.toContain(token);
    const kept = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])');
    for (const hidden of [token, secret, PASSWORD, 'session']) expect(kept).not.toContain(hidden);
    const logged = latchkey.output.split('\n').filter((line) => line.startsWith('{'));
    for (const hidden of [token, secret, PASSWORD]) expect(logged.join()).not.toContain(hidden);
    await page.close();
  });

  it('refuses the link the second time and says how to get another', async () => {
    const context = await newContext();
    const page = await context.newPage();
    await page.goto(quickstart.setupUrl);
    await heading(page, 'This link no longer works');
    await page.getByText('npx latchkey console link').waitFor();
    await page.getByRole('link', { name: 'Open the console' }).click();
    await heading(page, 'Sign in');
    await context.close();
  });

  it('signs in with name, password and code, and says what is wrong', async () => {
    const context = await newContext();
    const page = await context.newPage();
    await page.goto(`${latchkey.url}/login`);
    await page.getByLabel('Sign-in name').fill('Olga');
    await page.getByLabel('Password').fill('another password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('Name or password is wrong.').waitFor();
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await heading(page, 'One more step');
    await codeField(page).fill('000000');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('The code is wrong, or has been used.').waitFor();
    await codeField(page).fill(recoveryCodes[0]!);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await openTenants(page);
    await context.close();
  });

  it('invites an operator, who sets up a password by the link and is offered what they may see', async () => {
    const page = await openPage('/operators');
    await page.getByRole('link', { name: 'Invite' }).click();
    await page.locator('input[name="name"]').fill('Ida');
    await page.getByLabel('Sign-in name').fill('ida@example.com');
    await page.getByLabel('Role').click();
    await page.getByRole('option', { name: 'Support' }).click();
    await page.getByRole('button', { name: 'Make the link' }).click();
    await heading(page, 'A link that works once');
    const link = await page.getByRole('dialog').locator('code').innerText();
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await heading(page, 'Ida');
    await page.close();

    const context = await newContext();
    const invited = await context.newPage();
    await invited.goto(link);
    await heading(invited, 'Welcome, Ida');
    const hers = (await invited.locator('form code').innerText()).replaceAll(' ', '');
    await invited.getByLabel('New password').fill(PASSWORD);
    await codeField(invited).fill(codeOf(hers, Date.now()));
    await invited.getByRole('button', { name: 'Finish' }).click();
    await invited.getByRole('button', { name: 'I have kept them' }).click();
    await openTenants(invited);
    expect(await invited.getByRole('menuitem', { name: 'Operators' }).count()).toBe(0);
    await invited.goto(`${latchkey.url}/operators`);
    await invited.waitForURL(/access-denied/);
    await context.close();
  });

  it('shows what was done, and that the log is as it was written', async () => {
    const page = await openPage('/operator-log');
    await page
      .getByRole('row', { name: /Made · Operator/ })
      .first()
      .click();
    await page.getByRole('cell', { name: 'ida@example.com', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Check the log' }).click();
    await page.getByText(/Yes: all \d+ entries/).waitFor();
    await page.close();
  });

  it('asks whether it is still them before a password changes, and ends the other sessions', async () => {
    const page = await openPage('/account');
    // The clock of the server cannot be turned here: the answer it would give after five minutes stands in for it, once.
    await page.route(
      '**/console/v1/account/password',
      (route) => route.fulfill({ status: 403, json: { error: { code: 'reauthentication_required' } } }),
      { times: 1 },
    );
    await page.getByLabel('New password').fill(`${PASSWORD} two`);
    await page.getByRole('button', { name: 'Change the password' }).click();
    const dialog = page.getByRole('dialog', { name: 'Is it still you?' });
    await dialog.getByLabel('Password').fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await dialog.getByRole('textbox', { name: /^Code/ }).fill(recoveryCodes[1]!);
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('The password is changed.').waitFor();
    await page.reload();
    await page.getByText('8 recovery codes are left.').waitFor();
    await page.getByText('This browser').waitFor();
    expect(await page.getByRole('button', { name: 'End' }).count()).toBe(0);
    await page.close();
    const provoked = /status of 403/;
    complaints.splice(0, Infinity, ...complaints.filter((complaint) => !provoked.test(complaint)));
  });

  it('opens a tenant from the list and finds the way back', async () => {
    const page = await openPage('/tenants');
    await demo(page).click();
    await heading(page, 'Demo');
    await page.getByText('Asia/Shanghai (GMT+8)').waitFor();
    await page.getByRole('banner').getByRole('link', { name: 'Tenants' }).click();
    await demo(page).waitFor();
    await page.close();
  });

  it('finds tenants by a part of the name, and says when there are none', async () => {
    const page = await openPage('/tenants');
    await page.getByPlaceholder('Name or id').fill('dem');
    await page.waitForURL(/dem/);
    await demo(page).waitFor();
    await page.getByPlaceholder('Name or id').fill('nobody');
    await page.getByText('Nothing here fits the filters.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await demo(page).waitFor();
    await page.close();
  });

  it('says so when a tenant does not exist, and when the server cannot answer', async () => {
    const page = await operator.newPage();
    await page.goto(`${latchkey.url}/tenants/ten_nobody/show`);
    await heading(page, 'There is nothing here');
    await page.route('**/console/v1/tenants?**', (route) => route.abort());
    await page.goto(`${latchkey.url}/tenants`);
    await heading(page, 'This could not be loaded');
    await page.unroute('**/console/v1/tenants?**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await demo(page).waitFor();
    await page.close();
    const provoked = /status of 404|ERR_FAILED/;
    complaints.splice(0, Infinity, ...complaints.filter((complaint) => !provoked.test(complaint)));
  });

  it('greets a Chinese browser in Chinese', async () => {
    const context = await newContext({ locale: 'zh-CN' });
    const page = await context.newPage();
    await page.goto(`${latchkey.url}/login`);
    await heading(page, '登录');
    await context.close();
  });

  it.each(['/', '/statistics', '/tenants', '/events'])('moves hardly anything while %s loads', async (path) => {
    const context = await newContext();
    await context.addCookies(await operator.cookies());
    const page = await context.newPage();
    await page.addInitScript(`shifted = 0; new PerformanceObserver((list) => {
      for (const { value } of list.getEntries()) shifted += value;
    }).observe({ type: 'layout-shift', buffered: true })`);
    await page.goto(`${latchkey.url}${path}`, { waitUntil: 'networkidle' });
    // Google's bound for a page that feels steady is 0.1.
    expect(await page.evaluate('shifted')).toBeLessThan(0.05);
    await context.close();
  });

  it.each(['light', 'dark'] as const)('fits a narrow %s screen without scrolling sideways', async (colorScheme) => {
    const context = await newContext({ colorScheme, viewport: { width: 390, height: 844 } });
    await context.addCookies(await operator.cookies());
    const page = await context.newPage();
    const pages = [
      '/tenants',
      `/tenants/${quickstart.tenantId}/show`,
      '/account',
      '/operators',
      '/operator-log',
      '/sessions',
    ];
    for (const path of [...pages, '/login', '/setup']) {
      await page.goto(`${latchkey.url}${path}`);
      await page
        .getByText(/Demo|npx latchkey|olga|Made|This browser|Sign in/)
        .first()
        .waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    }
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(background).toBe(colorScheme === 'dark' ? 'rgb(16, 21, 19)' : 'rgb(246, 247, 245)');
    await context.close();
  });

  it('speaks Chinese when asked to, and still does after a reload', async () => {
    const page = await openPage('/tenants');
    await page.getByRole('button', { name: 'Language' }).click();
    await page.getByRole('menuitem', { name: '简体中文' }).click();
    await page.getByRole('columnheader', { name: '名称' }).waitFor();
    await page.reload();
    await page.getByRole('columnheader', { name: '名称' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.close();
  });

  it('ends the session when one signs out, and goes on in the language that was chosen', async () => {
    const page = await openPage('/tenants');
    const cookie = (await operator.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    await page.getByRole('button', { name: '我的账户' }).click();
    await page.getByRole('menuitem', { name: '退出登录' }).click();
    await heading(page, '登录');
    const headers = { 'x-latchkey-console': '1', cookie };
    expect((await fetch(`${latchkey.url}/console/v1/session`, { headers })).status).toBe(401);
    await page.goto(`${latchkey.url}/tenants`);
    await heading(page, '登录');
    await page.close();
  });

  it('gave browsers nothing to complain of: no errors, no breach of the content security policy', () => {
    expect(complaints).toEqual([]);
  });
});
