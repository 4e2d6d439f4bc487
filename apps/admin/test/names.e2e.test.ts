import type { Browser, Page } from 'playwright-core';
import { LatchkeyProcess } from '../../api/test/support/latchkey-process';
import { seriousIssues } from './axe';
import { newPage, openBrowser } from './browser';
import { makeAs } from './making';
import { becomeOwner } from './owner';

/** More than a menu holds, so that the last of them is found by the server or not at all. */
const MANY = 60;

let latchkey: LatchkeyProcess;
let browser: Browser;
let page: Page;
let tenantId: string;

beforeAll(async () => {
  latchkey = await LatchkeyProcess.start();
  browser = await openBrowser(process.env['PATH']);
  page = await newPage(browser);
  const quickstart = await latchkey.quickstart();
  await becomeOwner(page, quickstart.setupUrl);
  ({ tenantId } = quickstart);
  await make('test-sends', { tenantId, phone: '+8618566246612' });
  for (let n = 1; n <= MANY; n += 1) {
    await make('tenants', { name: `Tenant ${String(n).padStart(3, '0')}` });
    await make('accounts', {
      tenantId,
      name: `account ${String(n).padStart(3, '0')}`,
      provider: 'sandbox',
      priority: n,
    });
  }
  // Lists without rows have no filters; the worker needs a moment.
  await page.goto(`${latchkey.url}/deliveries`);
  while ((await page.getByRole('cell', { name: '+86 185****6612' }).count()) === 0) {
    await page.waitForTimeout(300);
    await page.reload({ waitUntil: 'networkidle' });
  }
}, 120_000);

afterAll(async () => {
  await browser.close();
  await latchkey.stop();
});

const make = (resource: string, data: object) => makeAs(page, latchkey.url, resource, data);

async function choose(label: string, typed: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).fill(typed);
  await page.getByRole('option', { name: option }).click();
}

const filter = () => JSON.parse(new URL(page.url()).searchParams.get('filter') ?? '{}') as Record<string, string>;

describe('something among more than a menu holds is found by a part of its name', () => {
  it('a tenant, above a list of what happened', async () => {
    await page.goto(`${latchkey.url}/deliveries`);
    await choose('Tenant', '060', 'Tenant 060');
    await page.waitForURL(/tenantId/);
    expect(await seriousIssues(page)).toEqual([]);
  });

  it('a provider account, which is still named after a reload', async () => {
    await page.goto(`${latchkey.url}/events?filter=${encodeURIComponent(JSON.stringify({ tenantId }))}`);
    await page.getByRole('button', { name: 'Add filter' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Provider account' }).click();
    await choose('Provider account', 'ACCOUNT 060', 'account 060');
    await page.waitForURL(({ search }) => search.includes('acc_'));
    expect(filter()).toMatchObject({ accountId: expect.stringMatching(/^acc_/) as string });
    await page.reload();
    const shown = page.getByRole('combobox', { name: 'Provider account' });
    await page.locator('input[value="account 060"]').waitFor();
    expect(await shown.inputValue()).toBe('account 060');
    expect(await seriousIssues(page)).toEqual([]);
  });

  it('a tenant, on the overview', async () => {
    await page.goto(`${latchkey.url}/`);
    await choose('Tenant', 't 059', 'Tenant 059');
    await page.waitForURL(/tenant=ten_/);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.waitForURL((address) => !address.search.includes('tenant='));
  });

  it('a tenant, of whose number is to be erased', async () => {
    await page.goto(`${latchkey.url}/verifications`);
    await page.getByRole('button', { name: 'Erase a number' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Tenant' }).fill('058');
    await page.getByRole('option', { name: 'Tenant 058' }).click();
    await dialog.getByLabel('Number with country code').fill('+8618566246612');
    await dialog.getByLabel('The same number again').fill('+8618566246612');
    expect(await seriousIssues(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Erase' }).click();
    await dialog.getByText('+86 185****6612 was erased.').waitFor();
  });

  it('says so where nothing is called like that', async () => {
    await page.goto(`${latchkey.url}/deliveries`);
    await page.getByRole('combobox', { name: 'Tenant' }).fill('nobody');
    await page
      .getByText(/^No (options|results)/)
      .first()
      .waitFor();
  });
});
