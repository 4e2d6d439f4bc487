import type { Browser, Page } from 'playwright-core';
import { LatchkeyProcess } from '../../api/test/support/latchkey-process';
import { newPage, openBrowser } from './browser';
import { makeAs } from './making';
import { becomeOwner } from './owner';

/** More than any page has places to stop at. */
const MOST_STOPS = 80;
/** How late a list comes again after something was made. */
const LATE_MS = 400;

let latchkey: LatchkeyProcess;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  latchkey = await LatchkeyProcess.start();
  browser = await openBrowser(process.env['PATH']);
  page = await newPage(browser);
  await becomeOwner(page, (await latchkey.quickstart()).setupUrl);
}, 90_000);

afterAll(async () => {
  await browser.close();
  await latchkey.stop();
});

const FOCUSED = `(() => {
  const { activeElement: at } = document;
  const label = at.labels?.[0]?.innerText ?? document.getElementById(at.getAttribute('aria-labelledby')?.split(' ')[0])?.innerText;
  return (label || at.getAttribute('aria-label') || at.innerText || '').trim();
})()`;

/** Presses Tab until something of that name has the focus. */
async function tabTo(name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await page.keyboard.press('Tab');
    const focused = (await page.evaluate(FOCUSED)) as string;
    if (name.test(focused)) return;
    passed.push(focused);
  }
  throw new Error(`Tab does not reach ${name}; it reaches ${passed.join(' | ')}`);
}

const make = (resource: string, data: object) => makeAs(page, latchkey.url, resource, data);

const press = (key: string) => page.keyboard.press(key);

async function pressing(name: RegExp, key = 'Enter'): Promise<void> {
  await tabTo(name);
  await press(key);
}

describe('with the keyboard alone', () => {
  it('a tenant is made and set up to a code that was sent and found right', async () => {
    // Whoever types at once types before the lists have come again.
    await page.route('**/console/v1/{accounts,signatures}?*', async (route) => {
      await page.waitForTimeout(LATE_MS);
      await route.continue();
    });
    await page.goto(`${latchkey.url}/tenants`, { waitUntil: 'networkidle' });
    await pressing(/^Create$/);
    await page.getByRole('heading', { name: 'New tenant' }).waitFor();
    await tabTo(/^Name/);
    await page.keyboard.type('By Keyboard');
    await pressing(/^Make it and go on/);
    await page.getByRole('heading', { name: 'Set up By Keyboard' }).waitFor();

    // The provider is a list to choose from: it opens, moves and closes by arrows and Enter.
    await tabTo(/^Provider/);
    for (const key of ['ArrowDown', 'ArrowUp', 'ArrowDown', 'Escape']) await press(key);
    await page.getByText('The sandbox needs nothing').waitFor();
    await pressing(/^Save and go on/);
    await page.getByText('The sender’s name before every message.').waitFor();
    await tabTo(/^Text/);
    await page.keyboard.type('Keyboard');
    await pressing(/^Save and go on/);
    await page.getByText('【Keyboard】042915为您的验证码').waitFor();
    await pressing(/^Save and go on/);
    await page.getByText('With it your server asks').waitFor();
    await pressing(/^Save and go on/);
    await page.locator('code', { hasText: 'lk_live_' }).waitFor();
    await pressing(/^I have kept it/);

    await tabTo(/^Mobile number/);
    await press('Control+A');
    await page.keyboard.type('+8618566246677');
    await press('Enter');
    const message = await page.getByText(/【Keyboard】\d{6}/).textContent();
    await tabTo(/^Code/);
    await page.keyboard.type(/\d{6}/.exec(message!)![0]);
    await press('Enter');
    await page.getByText('The code was right').waitFor();
    await page.unrouteAll({ behavior: 'wait' });
  });

  it('a step that is done is opened again, and says that it is the one that is open', async () => {
    await pressing(/^(\d\s*)?Signature$/, 'Space');
    await page.getByText('The sender’s name before every message.').waitFor();
    const current = page.locator('button[aria-current="step"]');
    expect(await current.innerText()).toMatch(/Signature/);
    await pressing(/^Go on without another/);
    await page.getByText('The text. {1} and {2} are filled in').waitFor();
  });

  it('a key that is made where the guide was opened again stays in sight until it is kept', async () => {
    const { id: tenantId } = await make('tenants', { name: 'Left half-way' });
    const { id: account } = await make('accounts', { tenantId, name: 'default', provider: 'sandbox' });
    await make('signatures', { tenantId, account, text: 'Halfway' });
    await make('templates', { tenantId, account, providerTemplateId: 'x', content: '{1} in {2}' });
    await page.goto(`${latchkey.url}/tenants/${tenantId}/setup`);
    await page.getByText('With it your server asks').waitFor();
    // A double press makes one key.
    await page.getByRole('button', { name: 'Save and go on' }).dblclick();
    // Once the list knows of the key, the step after it may be opened.
    await page.getByRole('button', { name: 'Test message', disabled: false }).waitFor();
    await page.locator('code', { hasText: 'lk_live_' }).waitFor();
    await pressing(/^I have kept it/);
    await page.getByRole('button', { name: 'Send a test message' }).waitFor();
    await page.goto(`${latchkey.url}/api-keys?filter=${encodeURIComponent(JSON.stringify({ tenantId }))}`);
    await page.getByRole('link', { name: 'backend' }).first().waitFor();
    expect(await page.locator('tbody tr').count()).toBe(1);
  });

  it('an event opens on what else it holds, and closes', async () => {
    await page.goto(`${latchkey.url}/events`);
    await page.getByRole('button', { name: 'Expand' }).first().waitFor();
    await pressing(/^Expand$/);
    await page.getByRole('term').first().waitFor();
    await press('Enter');
    await page.getByRole('term').first().waitFor({ state: 'detached' });
  });
});
