import type { Browser, BrowserContext, Page } from 'playwright-core';
import { LatchkeyProcess, type Quickstart } from '../../api/test/support/latchkey-process';
import { openBrowser } from './browser';

let latchkey: LatchkeyProcess;
let quickstart: Quickstart;
let browser: Browser;
let operator: BrowserContext;
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
    // Chromium itself reports every request that is refused; a used link is.
    const expected = /status of 401/.test(message.text());
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
const demo = (page: Page) => page.getByRole('link', { name: 'Demo' });

describe('the console in a browser', () => {
  it('shows a stranger how to sign in, and nothing else', async () => {
    const context = await newContext();
    const page = await context.newPage();
    await page.goto(`${latchkey.url}/tenants`);
    await heading(page, 'Sign in');
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

  it('lands on the tenants by the one-time link, whose token stays in no address and no storage', async () => {
    const page = await operator.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(quickstart.setupUrl);
    await demo(page).waitFor();
    await page.getByText(quickstart.tenantId).waitFor();

    const token = quickstart.setupUrl.split('#')[1]!;
    expect(asked.filter((url) => url.split('#')[0]!.includes(token))).toEqual([]);
    expect(page.url()).not.toContain(token);
    const kept = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])');
    expect(kept).not.toContain(token);
    expect(kept).not.toContain('session');
    expect(latchkey.output.split('\n').filter((line) => line.startsWith('{') && line.includes(token))).toEqual([]);
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

  it('opens a tenant from the list and finds the way back', async () => {
    const page = await openPage('/');
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
    await page.getByText('No Tenants found using the current filters.').waitFor();
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

  it.each(['light', 'dark'] as const)('fits a narrow %s screen without scrolling sideways', async (colorScheme) => {
    const context = await newContext({ colorScheme, viewport: { width: 390, height: 844 } });
    await context.addCookies(await operator.cookies());
    const page = await context.newPage();
    for (const path of ['/tenants', `/tenants/${quickstart.tenantId}/show`, '/login', '/setup']) {
      await page.goto(`${latchkey.url}${path}`);
      await page
        .getByText(/Demo|npx latchkey/)
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
    await page.getByRole('button', { name: '当前会话' }).click();
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
