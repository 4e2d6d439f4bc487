import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { LatchkeyProcess, type Quickstart } from '../../api/test/support/latchkey-process';
import { seriousIssues } from './axe';
import { openBrowser } from './browser';
import { makeAs } from './making';
import { becomeOwner } from './owner';

const APP = readFileSync(path.join(__dirname, '../src/App.tsx'), 'utf8');
/** The resources that the console is made of. */
const RESOURCES = [...APP.matchAll(/<Resource name="([\w-]+)"/g)].map(([, name]) => name!);

let latchkey: LatchkeyProcess;
let quickstart: Quickstart;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  latchkey = await LatchkeyProcess.start();
  quickstart = await latchkey.quickstart();
  browser = await openBrowser(process.env['PATH']);
  page = await (await browser.newContext({ locale: 'en-US', colorScheme: 'light' })).newPage();
  page.setDefaultTimeout(20_000);
  await fetch(`${latchkey.url}/v1/verifications`, {
    method: 'POST',
    headers: { authorization: `Bearer ${quickstart.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ phone: '+8618566246612' }),
  });
  await becomeOwner(page, quickstart.setupUrl);
  const { tenantId } = quickstart;
  await make('policies', { tenantId, purpose: 'login', ttlSeconds: 120 });
  await make('prices', { tenantId, country: 'CN', segment: '0.045' });
  await make('opt-outs', { tenantId, phone: '+8618566246613' });
  const credentials = { secretId: 'AKIDPAGES', secretKey: 'pages-secret-key' };
  const settings = { sdkAppId: '1400006666' };
  await make('accounts', { tenantId, name: 'tencent', provider: 'tencent', settings, credentials });
}, 120_000);

afterAll(async () => {
  await browser.close();
  await latchkey.stop();
});

const make = (resource: string, data: object) => makeAs(page, latchkey.url, resource, data);

/** One address for all pages of a kind: what is looked for and which thing is shown make no other page. */
const kindOf = (address: string) =>
  new URL(address).pathname
    .split('/')
    .map((part) => (/[_:%]|^\d+$/.test(part) ? ':id' : part))
    .join('/');

/** Links of the page that is open, into the console itself. */
async function links(): Promise<string[]> {
  const all = (await page.evaluate('[...document.links].map(({ href }) => href)')) as string[];
  return all.filter((href) => href.startsWith(`${latchkey.url}/`) && !/\/(docs|console)\b/.test(href));
}

/** What is wrong with the page that is open, in the light and in the dark. */
async function faultsOf(kind: string): Promise<string[]> {
  const faults = (await page.getByText('Either you typed a wrong URL').count()) > 0 ? [`${kind}: leads nowhere`] : [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForTimeout(400); // colours change slowly
    faults.push(...(await seriousIssues(page)).map((issue) => `${kind} in the ${colorScheme}: ${issue}`));
  }
  return faults;
}

describe('every page that links lead to', () => {
  it('is there, and has nothing that axe finds serious, in the light and in the dark', async () => {
    expect(RESOURCES.length).toBeGreaterThan(15);
    const found = new Map([...RESOURCES.map((name) => `/${name}`), '/'].map((kind) => [kind, latchkey.url + kind]));
    const faults: string[] = [];
    for (const [kind, address] of found) {
      await page.goto(address, { waitUntil: 'networkidle' });
      await page.locator('main').first().waitFor();
      for (const link of await links()) if (!found.has(kindOf(link))) found.set(kindOf(link), link);
      faults.push(...(await faultsOf(kind)));
      const row = await behindFirstRow();
      if (row !== undefined && !found.has(kindOf(row))) found.set(kindOf(row), row);
    }
    expect(faults).toEqual([]);
    // Lists, forms and single things: a crawl that found little would prove little.
    expect([...found.keys()].filter((kind) => kind.endsWith('/create')).length).toBeGreaterThan(5);
    expect([...found.keys()].filter((kind) => kind.includes(':id')).length).toBeGreaterThan(5);
  }, 240_000);
});

/** Rows of a list lead to what they are of. */
async function behindFirstRow(): Promise<string | undefined> {
  const cell = page.locator('tbody tr').first().locator('td').nth(1);
  if ((await cell.count()) === 0) return undefined;
  const before = page.url();
  await cell.click({ timeout: 2_000 }).catch(() => undefined);
  await page.waitForTimeout(200);
  return page.url() === before ? undefined : page.url();
}
