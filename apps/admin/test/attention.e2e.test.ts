import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { LatchkeyProcess } from '../../api/test/support/latchkey-process';
import { setEventsAside } from '../../api/test/support/refused-events';
import { TencentSimulator } from '../../api/test/support/tencent-simulator/simulator';
import { seriousIssues } from './axe';
import { openBrowser } from './browser';
import { becomeOwner } from './owner';

const PHONE = '+8618566246631';
const credentials = { secretId: 'AKIDATTENTION', secretKey: 'attention-secret' };

let simulator: TencentSimulator;
let latchkey: LatchkeyProcess;
let browser: Browser;
let operator: BrowserContext;
let tenantId: string;
const accounts: { id: string; name: string }[] = [];

/** A tenant with two accounts at Tencent: the first has run out of its package, the second has plenty. */
beforeAll(async () => {
  simulator = await TencentSimulator.start({ limits: { perDay: Infinity } });
  simulator.addAccount(credentials);
  const year = Math.floor(Date.now() / 1000) + 300 * 86_400;
  const used = {
    PackageCreateTime: year - 310 * 86_400,
    PackageEffectiveTime: year - 310 * 86_400,
    PackageExpiredTime: year,
  };
  simulator.addApp({
    sdkAppId: '1400000001',
    packageBalance: 0,
    otherPackages: [{ ...used, PackageId: 7, PackageType: 1, PackageAmount: 1_000, CurrentUsage: 960 }],
  });
  simulator.addApp({ sdkAppId: '1400000002', packageBalance: 5_000 });
  simulator.addSignature({ text: 'Fruit' });
  simulator.addTemplate({ id: '1110', content: 'Code {1}, valid for {2} minutes' });
  latchkey = await LatchkeyProcess.start({ TENCENT_SMS_ENDPOINT: `http://${simulator.endpoint}` });
  browser = await openBrowser(process.env['PATH']);
  operator = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } });
  operator.setDefaultTimeout(20_000);
  const page = await operator.newPage();
  await becomeOwner(page, (await latchkey.quickstart()).setupUrl);
  await page.close();
  ({ id: tenantId } = await make('tenants', { name: 'Fresh Fruit', timeZone: 'America/New_York' }));
  for (const [index, name] of ['first', 'second'].entries()) {
    const settings = { sdkAppId: `140000000${index + 1}` };
    const account = { tenantId, name, provider: 'tencent', priority: index, settings, credentials };
    const { id } = await make('accounts', account);
    accounts.push({ id, name });
    await make('signatures', { tenantId, account: id, text: 'Fruit' });
    const content = 'Code {1}, valid for {2} minutes';
    await make('templates', { tenantId, account: id, providerTemplateId: '1110', content });
    await make(`accounts/${id}/packages`, {});
  }
  await make('test-sends', { tenantId, phone: PHONE });
}, 90_000);

afterAll(async () => {
  await browser.close();
  await latchkey.stop();
  await simulator.stop();
});

async function call(method: string, path: string, body?: object): Promise<unknown> {
  const cookie = (await operator.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const response = await fetch(`${latchkey.url}/console/v1/${path}`, {
    method,
    headers: { 'x-latchkey-console': '1', cookie, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

const make = async (path: string, body: object) => (await call('POST', path, body)) as { id: string };

async function open(path: string): Promise<Page> {
  const page = await operator.newPage();
  await page.goto(`${latchkey.url}${path}`);
  return page;
}

const concern = (page: Page, kind: string) => page.locator(`[data-concern="${kind}"]`);

describe('what needs attention, in the browser', () => {
  it('leads from a package that is nearly used up to the account, which tells each package', async () => {
    const page = await open('/');
    const low = concern(page, 'package_low');
    await low.getByText('Packages of provider account first are nearly used up: 40 of 1,000').waitFor();
    await low.getByRole('link', { name: 'Look' }).click();
    await page.getByText('Package 7').waitFor();
    await page.getByText(/40 of 1,000 left · until/).waitFor();
    await page.getByRole('button', { name: 'Ask now' }).click();
    expect(await seriousIssues(page)).toEqual([]);
    await page.close();
  });

  it('shows what is left of every account on the overview', async () => {
    const page = await open('/');
    const panel = page.getByRole('region', { name: 'Paid in advance' });
    await panel.getByRole('link', { name: /4,999 of 5,000 left|5,000 of 5,000 left/ }).waitFor();
    await panel.getByRole('link', { name: '40 of 1,000 left' }).waitFor();
    expect(await seriousIssues(page)).toEqual([]);
    await page.close();
  });

  it('tells in a timeline which account refused before another accepted, by its name', async () => {
    const page = await open('/verifications');
    await page.getByRole('link', { name: /^…/ }).first().click();
    await page.getByText(/refused before: funds · FailedOperation/).waitFor();
    await page.getByRole('link', { name: 'first' }).waitFor();
    await page.getByRole('link', { name: 'second' }).waitFor();
    // In the tenant's zone, whatever the reader's is.
    await page
      .getByText(/GMT-[45]/)
      .first()
      .waitFor();
    await page.close();
  });

  it('leads from a share to the rows it was counted from, and names what is shared by', async () => {
    const page = await open(`/?tenant=${tenantId}`);
    const panel = page.getByRole('region', { name: 'By provider account' });
    await panel.getByRole('link', { name: 'second' }).click();
    await page.waitForURL(/\/events\?/);
    const filter = JSON.parse(new URL(page.url()).searchParams.get('filter') ?? '{}') as Record<string, string>;
    expect(filter).toMatchObject({ tenantId, mode: 'live', accountId: accounts[1]!.id, outcome: 'accepted' });
    await page.getByRole('link', { name: /^…/ }).first().waitFor();
    expect(await page.getByRole('link', { name: /^…/ }).count()).toBe(1);
    await page.close();
  });
});

describe('a text that is new', () => {
  it('is filed with Tencent from here, its picture with it, and is told to be under review', async () => {
    const page = await open('/signatures/apply');
    const among = async (label: string | RegExp, option: string) => {
      await page.getByRole('combobox', { name: label }).click();
      await page.getByRole('option', { name: option }).click();
    };
    await among(/^Tenant/, 'Fresh Fruit');
    await among(/account/i, 'first');
    await page.getByLabel(/^Text/).fill('新签名');
    await among(/^Kind of name/, 'Company');
    await among(/^Proof/, 'Social credit code certificate');
    const buffer = Buffer.alloc(20_000, 1);
    const picture = page.getByLabel(/Picture of the proof/);
    await picture.setInputFiles({ name: 'proof.png', mimeType: 'image/png', buffer });
    await page.getByText('proof.png').waitFor();
    await page.getByLabel(/^Qualification id/).fill('7');
    expect(await seriousIssues(page)).toEqual([]);
    await page.getByRole('button', { name: 'Apply' }).click();
    const row = page.getByRole('row', { name: /新签名/ });
    await row.getByText('Under review').waitFor();
    await page.close();
  });

  it('is counted and previewed while it is written', async () => {
    const page = await open('/templates/create');
    await page.getByLabel(/^Text/).fill('{1} is your code, valid for {2} minutes.');
    await page
      .getByText(/042915 is your code/)
      .first()
      .waitFor();
    await page
      .getByText(/1 segment/)
      .first()
      .waitFor();
    await page.close();
  });
});

describe('dead letters, in the browser', () => {
  it('are told of on the overview, stored when tried again, and given up after a word was typed', async () => {
    await setEventsAside(latchkey.dataDir, tenantId);
    const page = await open('/');
    await concern(page, 'dead_letters').getByRole('link', { name: 'Look' }).click();
    await page.getByText('made_up').first().waitFor();
    expect(await seriousIssues(page)).toEqual([]);
    await page.getByRole('button', { name: 'Try all again' }).click();
    await page.getByText('Stored: 1. Refused again: 1.').waitFor();
    await page.getByText('its type or outcome is unknown').waitFor();
    await page.getByRole('button', { name: 'Give it up' }).click();
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: 'Give it up' });
    expect(await confirm.isDisabled()).toBe(true);
    const word = /“(.+)”/.exec(await dialog.locator('label').innerText())![1]!;
    await dialog.getByRole('textbox').fill(word);
    await confirm.click();
    await page.getByText('No dead letters').waitFor();
    await page.close();
  });
});

describe('taking out and taking away', () => {
  it('exports numbers in full to who may see them, when that is asked for', async () => {
    const page = await open(`/deliveries?filter=${encodeURIComponent(JSON.stringify({ tenantId }))}`);
    const take = async (full: boolean) => {
      await page.getByRole('button', { name: 'Export' }).click();
      const dialog = page.getByRole('dialog');
      if (full) await dialog.getByLabel('Numbers in full').check();
      const file = page.waitForEvent('download');
      await dialog.getByRole('button', { name: 'Export' }).click();
      const text = await readFile((await (await file).path())!, 'utf8');
      await dialog.waitFor({ state: 'detached' });
      return text;
    };
    expect(await take(false)).not.toContain(PHONE);
    expect(await take(true)).toContain(PHONE);
    const [entry] = (await call(
      'GET',
      `operator-log?sort=${encodeURIComponent('["id","DESC"]')}&filter=${encodeURIComponent('{"action":"export"}')}`,
    )) as {
      after: object;
    }[];
    expect(entry?.after).toMatchObject({ reveal: true });
    await page.close();
  });

  it('erases a number that was typed twice, and says what that did', async () => {
    const page = await open(`/verifications?filter=${encodeURIComponent(JSON.stringify({ tenantId }))}`);
    await page.getByRole('button', { name: 'Erase a number' }).click();
    const dialog = page.getByRole('dialog');
    const erase = dialog.getByRole('button', { name: 'Erase' });
    await dialog.getByLabel('Number with country code').fill(PHONE);
    await dialog.getByLabel('The same number again').fill('+8618566246632');
    await dialog.getByText('This is not the same number.').waitFor();
    expect(await erase.isDisabled()).toBe(true);
    await dialog.getByLabel('The same number again').fill(PHONE);
    expect(await seriousIssues(page)).toEqual([]);
    await erase.click();
    await dialog.getByText('+86 185****6631 was erased.').waitFor();
    await page.close();
  });

  it('takes a price away at once, and brings it back for who changed their mind', async () => {
    await make('prices', { tenantId, country: 'CN', segment: '0.045' });
    const page = await open(`/prices?filter=${encodeURIComponent(JSON.stringify({ tenantId }))}`);
    const price = page.getByRole('link', { name: /China/ });
    await price.click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await price.waitFor();
    expect(await call('GET', 'prices')).toHaveLength(1);
    await page.close();
  });
});

describe('the menu', () => {
  it('shows its last item on a laptop without being scrolled', async () => {
    const page = await open('/');
    const last = page.getByRole('menuitem', { name: 'Settings' });
    await last.waitFor();
    const box = (await last.boundingBox())!;
    expect(box.y + box.height).toBeLessThanOrEqual(900);
    await page.close();
  });
});

describe('pages of what happened', () => {
  it('fit a narrow screen without scrolling sideways', async () => {
    const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 390, height: 844 } });
    await context.addCookies(await operator.cookies());
    const page = await context.newPage();
    const paths = ['/', '/statistics', '/verifications', '/deliveries', '/events', '/dead-letters', '/operator-log'];
    for (const path of [...paths, '/sessions', '/operators', `/accounts/${accounts[0]!.id}`]) {
      await page.goto(`${latchkey.url}${path}`, { waitUntil: 'networkidle' });
      expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, 390]);
    }
    await context.close();
  });

  it('name on a narrow screen too what clears the filters, and what takes a price away', async () => {
    const page = await operator.newPage();
    await page.setViewportSize({ width: 390, height: 844 });
    const filter = encodeURIComponent(JSON.stringify({ providerCode: 'NoSuchCode' }));
    await page.goto(`${latchkey.url}/events?filter=${filter}`);
    await page.getByText('Nothing here fits the filters.').waitFor();
    await page.getByText('Clear filters', { exact: true }).click();
    await page.getByText('Handed to provider').first().waitFor();
    const price = await make('prices', { tenantId, country: 'US', segment: '0.045' });
    await page.goto(`${latchkey.url}/prices/${encodeURIComponent(price.id)}`);
    await page.getByText('Delete', { exact: true }).waitFor();
    await page.close();
  });
});
