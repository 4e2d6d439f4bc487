import type { Browser, Page } from 'playwright-core';
import { LatchkeyProcess } from '../../api/test/support/latchkey-process';
import { TencentSimulator } from '../../api/test/support/tencent-simulator/simulator';
import { newPage, openBrowser } from './browser';
import { makeAs } from './making';
import { becomeOwner } from './owner';

const credentials = { secretId: 'AKIDLINKS', secretKey: 'links-secret' };
const phoneOf = (index: number) => `+86185662467${10 + index}`;
const REJECTED = phoneOf(5);
const OPTED_OUT = phoneOf(6);

let simulator: TencentSimulator;
let latchkey: LatchkeyProcess;
let browser: Browser;
let page: Page;
let tenantId: string;

/** Two tenants with something of everything: accepted, approved, wrongly entered, limited, rejected, opted out. */
beforeAll(async () => {
  simulator = await TencentSimulator.start({ limits: { perDay: Infinity } });
  simulator.addAccount(credentials);
  simulator.addApp({ sdkAppId: '1400000001' });
  simulator.addSignature({ text: 'Fruit' });
  simulator.addTemplate({ id: '1110', content: 'Code {1}, valid for {2} minutes' });
  const phone = REJECTED;
  simulator.inject({ kind: 'number-code', code: 'FailedOperation.PhoneNumberInBlacklist', match: { phone } });
  latchkey = await LatchkeyProcess.start({ TENCENT_SMS_ENDPOINT: `http://${simulator.endpoint}` });
  browser = await openBrowser(process.env['PATH']);
  page = await newPage(browser);
  const quickstart = await latchkey.quickstart();
  await becomeOwner(page, quickstart.setupUrl);
  tenantId = await setUp();
  await traffic(tenantId);
  await make('test-sends', { tenantId: quickstart.tenantId, phone: phoneOf(8) });
  await untilCounted(8, 1);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await latchkey.stop();
  await simulator.stop();
});

/** What may be refused. */
async function call(method: 'GET' | 'POST', path: string, data?: object) {
  const headers = { 'x-latchkey-console': '1' };
  const response = await page.request.fetch(`${latchkey.url}/console/v1/${path}`, { method, headers, data });
  return { ok: response.ok(), body: (await response.json()) as Record<string, string> };
}

const make = (resource: string, data: object) => makeAs<Record<string, string>>(page, latchkey.url, resource, data);

async function setUp(): Promise<string> {
  const { id = '' } = await make('tenants', { name: 'Fresh Fruit' });
  const settings = { sdkAppId: '1400000001' };
  const account = await make('accounts', { tenantId: id, name: 'first', provider: 'tencent', settings, credentials });
  await make('signatures', { tenantId: id, account: account['id'], text: 'Fruit' });
  const content = 'Code {1}, valid for {2} minutes';
  await make('templates', { tenantId: id, account: account['id'], providerTemplateId: '1110', content });
  await make('prices', { tenantId: id, country: 'CN', segment: '0.045' });
  await make('opt-outs', { tenantId: id, phone: OPTED_OUT });
  return id;
}

async function traffic(of: string): Promise<void> {
  const send = (phone: string) => call('POST', 'test-sends', { tenantId: of, phone });
  const codeOf = (phone: string) =>
    simulator
      .messages()
      .filter((message) => message.phone === phone)
      .at(-1)!.params[0]!;
  const approved = await send(phoneOf(0));
  await make('test-sends/check', { tenantId: of, id: approved.body['id'], code: codeOf(phoneOf(0)) });
  const mistaken = await send(phoneOf(1));
  const wrong = codeOf(phoneOf(1)) === '111111' ? '222222' : '111111';
  await call('POST', 'test-sends/check', { tenantId: of, id: mistaken.body['id'], code: wrong });
  for (const phone of [phoneOf(2), phoneOf(2), REJECTED, OPTED_OUT, phoneOf(3)]) await send(phone);
}

/** Waits for the worker to have stored what was done. */
async function untilCounted(requested: number, approved: number): Promise<void> {
  const to = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000);
  const from = new Date(to.getTime() - 7 * 86_400_000);
  const query = new URLSearchParams({ from: from.toISOString(), to: to.toISOString(), mode: 'live' }).toString();
  for (;;) {
    const { body } = await call('GET', `statistics/summary?${query}`);
    const { counts } = (body as unknown as { current: { counts: Record<string, number> } }).current;
    if (counts['requested'] === requested && counts['approved'] === approved) return;
    await page.waitForTimeout(200);
  }
}

interface Told {
  readonly on: string;
  readonly says: string;
  readonly href: string;
  readonly count: number;
}

/** Numbers of a page that are told with a way to their rows. */
async function numbersOn(path: string): Promise<Told[]> {
  await page.goto(`${latchkey.url}${path}`, { waitUntil: 'networkidle' });
  await page.locator('[data-count]').first().waitFor();
  const found = (await page.evaluate(`[...document.querySelectorAll('main [data-count]')].map((told) => {
    const link = told.closest('a') ?? told.querySelector('a');
    return { says: told.innerText, href: link?.href ?? '', count: Number(told.dataset.count) };
  })`)) as Omit<Told, 'on'>[];
  return found.map((one) => ({ on: path, ...one }));
}

/** How many rows the list behind a link shows, once they are as many as were promised or there has been time enough. */
async function rowsAt(href: string, promised: number): Promise<number> {
  await page.goto(href, { waitUntil: 'commit' });
  // A row that can be opened has a second one, folded away, beneath it.
  const rows = page.locator('main tbody tr:has(> td time)');
  const giveUpAt = Date.now() + 10_000;
  while ((await rows.count()) !== promised && Date.now() < giveUpAt) await page.waitForTimeout(50);
  await page.waitForTimeout(100);
  return rows.count();
}

describe('every number of the overview and the statistics', () => {
  it.each(['of the platform', 'of one tenant'])(
    'leads to a list of as many rows: %s',
    async (whose) => {
      const tenant = whose === 'of one tenant' ? `&tenant=${tenantId}` : '';
      const paths = ['country', 'purpose', 'template', 'account', 'tenant'].map(
        (by) => `/statistics?by=${by}${tenant}`,
      );
      const told: Told[] = [];
      for (const path of [`/?range=7d${tenant}`, ...paths]) told.push(...(await numbersOn(path)));
      expect(told.length).toBeGreaterThan(40);
      const rows = new Map<string, number>();
      for (const { href, count } of told) if (count > 0 && !rows.has(href)) rows.set(href, await rowsAt(href, count));
      const differing = told
        .filter(({ count }) => count > 0)
        .map((one) => ({ ...one, rows: rows.get(one.href) }))
        .filter((one) => one.rows !== one.count);
      expect(differing).toEqual([]);
    },
    180_000,
  );
});

describe('the chart over time', () => {
  it('leads by keyboard to the rows of an hour', async () => {
    await page.goto(`${latchkey.url}/`, { waitUntil: 'networkidle' });
    const open = page.getByText('As a table');
    await open.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('columnheader', { name: 'Hour' }).waitFor();
    await page.keyboard.press('Tab');
    if ((await page.evaluate('document.activeElement.tagName')) !== 'A') await page.keyboard.press('Tab');
    const name = (await page.evaluate('document.activeElement.innerText')) as string;
    expect(name).toMatch(/^\d+ \w+, \d\d:00$/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/events\?/);
    const filter = JSON.parse(new URL(page.url()).searchParams.get('filter') ?? '{}') as Record<string, string>;
    expect(Date.parse(filter['to']!) - Date.parse(filter['from']!)).toBe(3_600_000);
    await page.locator('main tbody tr').first().waitFor();
  });
});
