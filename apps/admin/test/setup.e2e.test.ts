import type { Browser, BrowserContext, Page } from 'playwright-core';
import { LatchkeyProcess } from '../../api/test/support/latchkey-process';
import { openBrowser } from './browser';
import { becomeOwner } from './owner';
import { openWhole, withoutMotion } from './whole';

let latchkey: LatchkeyProcess;
let browser: Browser;
let operator: BrowserContext;
const complaints: string[] = [];

beforeAll(async () => {
  latchkey = await LatchkeyProcess.start();
  browser = await openBrowser(process.env['PATH']);
  operator = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } });
  operator.setDefaultTimeout(20_000);
  operator.on('weberror', (error) => complaints.push(String(error.error())));
  const page = await operator.newPage();
  await becomeOwner(page, (await latchkey.quickstart()).setupUrl);
  await page.close();
});

afterAll(async () => {
  await browser.close();
  await latchkey.stop();
});

async function openPage(path: string): Promise<Page> {
  const page = await operator.newPage();
  await page.goto(`${latchkey.url}${path}`);
  return page;
}

const field = (page: Page, label: string | RegExp) => page.getByRole('textbox', { name: label });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

describe('setting a tenant up in the browser', () => {
  let key = '';
  let code = '';

  it('leads from a new tenant through its account, signature, template and key to a message in the sandbox', async () => {
    const page = await openPage('/tenants/create');
    await field(page, /^Name/).fill('Fresh Fruit');
    await button(page, 'Make it and go on').click();
    await page.getByRole('heading', { name: 'Set up Fresh Fruit' }).waitFor();
    const goOn = () => button(page, 'Save and go on').click();

    await page.getByText('The sandbox needs nothing').waitFor();
    await goOn();
    await page.getByText('The sender’s name before every message.').waitFor();
    await field(page, /^Text/).fill('Fresh Fruit');
    await goOn();
    await page.getByText('【Fresh Fruit】042915为您的验证码').waitFor();
    await goOn();
    await page.getByText('With it your server asks').waitFor();
    await goOn();

    const shown = page.locator('code', { hasText: 'lk_live_' });
    key = (await shown.textContent())!;
    expect(key).toMatch(/^lk_live_\w{12}_\w{36}$/);
    await button(page, 'I have kept it').click();

    await field(page, 'Mobile number').fill('+8618566246620');
    await button(page, 'Send a test message').click();
    const message = await page.getByText(/【Fresh Fruit】\d{6}/).textContent();
    code = /\d{6}/.exec(message!)![0];
    await page.close();
  });

  it('makes a code that the API takes for right, with the key that was shown once', async () => {
    const response = await fetch(`${latchkey.url}/v1/verifications/check`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ phone: '+8618566246620', code }),
    });
    expect(await response.json()).toMatchObject({ status: 'approved' });
  });

  it('asks for the pages of a publishable key, and of no other', async () => {
    const page = await openPage('/api-keys/create');
    await page.getByRole('combobox', { name: 'Tenant' }).fill('Fresh');
    await page.getByRole('option', { name: 'Fresh Fruit' }).click();
    await field(page, /^Name/).fill('shop');
    const kind = page.getByRole('combobox', { name: /^Kind/ });
    const choose = async (name: RegExp) => {
      await kind.click();
      await page.getByRole('option', { name }).click();
    };
    const pages = field(page, 'Web pages');
    await choose(/^Publishable/);
    await pages.fill('https://shop.example/login');
    await choose(/^Live/);
    await pages.waitFor({ state: 'detached' });
    await choose(/^Publishable/);
    await pages.fill('https://shop.example/login');
    await button(page, 'Save').click();
    await page.getByText('no path, no *').waitFor();
    await pages.fill('https://shop.example\nhttp://localhost:5173');
    await button(page, 'Save').click();
    await page.locator('code', { hasText: 'lk_pub_' }).waitFor();
    await button(page, 'I have kept it').click();
    await page.getByText('https://shop.example, http://localhost:5173').waitFor();
    await page.getByRole('link', { name: 'shop' }).click();
    expect(await pages.inputValue()).toBe('https://shop.example\nhttp://localhost:5173');
    await page.goto(`${latchkey.url}/api-keys/create`);
    await field(page, /^Name/).fill('server');
    expect(await pages.count()).toBe(0);
    await page.close();
  });

  it('never shows the key again, and finds the message in the inbox', async () => {
    const page = await openPage('/api-keys');
    await page.getByRole('link', { name: 'backend' }).waitFor();
    expect(await page.content()).not.toContain(key.slice(-36));
    await page.goto(`${latchkey.url}/sandbox`);
    await page.getByRole('combobox', { name: 'Tenant' }).fill('Fresh');
    await page.getByRole('option', { name: 'Fresh Fruit' }).click();
    await page.getByText('+86 185****6620').waitFor();
    await page.close();
  });

  it('revokes a key only after its name was typed', async () => {
    const page = await openPage('/api-keys');
    await page.getByRole('link', { name: 'backend' }).click();
    await button(page, 'Revoke').click();
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: 'Revoke' });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('backend');
    await confirm.click();
    await page.getByText('Revoked: backend').waitFor();
    const refused = await fetch(`${latchkey.url}/v1/verifications/ver_x`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect([401, 404]).toContain(refused.status);
    await page.close();
  });

  it('says at the field what the server refuses', async () => {
    const page = await openPage('/tenants/create');
    await field(page, /^Name/).fill('Fresh Fruit');
    await button(page, 'Make it and go on').click();
    await page.getByText('This name is taken.').waitFor();
    await page.close();
  });

  it('stops and resumes a tenant’s sending', async () => {
    const page = await openPage('/tenants');
    await page.getByRole('link', { name: 'Fresh Fruit' }).click();
    await button(page, 'Stop sending').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop sending' }).click();
    await page.getByText('Sending stopped').waitFor();
    await button(page, 'Resume sending').click();
    await page.getByText('Active', { exact: true }).waitFor();
    await page.close();
  });
});

describe('every page', () => {
  const PAGES = [
    '/tenants',
    '/tenants/create',
    '/api-keys',
    '/api-keys/create',
    '/accounts',
    '/accounts/create',
    '/signatures',
    '/signatures/apply',
    '/templates',
    '/templates/create',
    '/templates/apply',
    '/policies',
    '/policies/create',
    '/prices',
    '/opt-outs',
    '/sandbox',
    '/health',
    '/settings',
  ];

  it('fits a narrow screen without scrolling sideways', async () => {
    const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 390, height: 844 } });
    await context.addCookies(await operator.cookies());
    const page = await context.newPage();
    await withoutMotion(page);
    for (const path of PAGES) {
      await openWhole(page, `${latchkey.url}${path}`);
      expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, 390]);
    }
    await context.close();
  });

  it('gave the browser no error', () => {
    expect(complaints).toEqual([]);
  });
});
