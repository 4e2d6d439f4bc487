import type { Browser, Page } from 'playwright-core';
import { LatchkeyProcess, type Quickstart } from '../../api/test/support/latchkey-process';
import { seriousIssues } from './axe';
import { openBrowser } from './browser';
import { crawl } from './crawl';
import { makeOneOfEach } from './making';
import { becomeOwner } from './owner';
import { until, withoutMotion } from './whole';

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
  await withoutMotion(page);
  await becomeOwner(page, quickstart.setupUrl);
  await makeOneOfEach(page, latchkey.url, quickstart);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await latchkey.stop();
});

/** The order in which a page is looked at: it ends as the next one begins. */
const themes: ('light' | 'dark')[] = ['light', 'dark'];

/** Rows that lead somewhere, or open, without a link or a button that does the same. */
const FOR_POINTERS = [
  'tr.RaDataTable-clickableRow:not(.RaDataTable-expandable):not(:has(a[href]))',
  'tr.RaDataTable-expandable:not(:has(button[aria-expanded]))',
].join(', ');

/** What is wrong with the page that is open, in the light and in the dark. */
async function faultsOf(kind: string): Promise<string[]> {
  const faults: string[] = [];
  if ((await page.getByText('Either you typed a wrong URL').count()) > 0) faults.push(`${kind}: leads nowhere`);
  if ((await page.locator(FOR_POINTERS).count()) > 0) faults.push(`${kind}: the keyboard does not open a row`);
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme });
    await until(
      page,
      `(/\\d+/.exec(getComputedStyle(document.body).backgroundColor) < 128) === ${colorScheme === 'dark'}`,
    );
    faults.push(...(await seriousIssues(page)).map((issue) => `${kind} in the ${colorScheme}: ${issue}`));
  }
  themes.reverse();
  return faults;
}

/** A crawl that found less would prove less. */
const REACHED = [
  ...['/', '/account', '/verifications', '/deliveries', '/events', '/statistics', '/sandbox', '/tenants', '/api-keys'],
  ...['/accounts', '/signatures', '/templates', '/policies', '/prices', '/opt-outs', '/operators', '/sessions'],
  ...['/operator-log', '/health', '/dead-letters', '/settings'],
  '/verifications/:id/show',
  '/tenants/create',
  '/tenants/:id',
  '/tenants/:id/show',
  '/tenants/:id/setup',
  '/api-keys/create',
  '/api-keys/:id',
  '/accounts/create',
  '/accounts/:id',
  '/signatures/create',
  '/signatures/apply',
  '/signatures/:id',
  '/templates/create',
  '/templates/apply',
  '/templates/:id',
  '/policies/create',
  '/policies/:id',
  '/prices/create',
  '/prices/:id',
  '/opt-outs/create',
  '/operators/create',
  '/operators/:id/show',
];

describe('every page that links lead to', () => {
  it('is there, and has nothing that axe finds serious, in the light and in the dark', async () => {
    const faults: string[] = [];
    const found = await crawl(page, latchkey.url, quickstart.tenantId, async (kind) => {
      faults.push(...(await faultsOf(kind)));
    });
    expect(faults).toEqual([]);
    expect(found).toEqual(expect.arrayContaining(REACHED));
  }, 240_000);
});
