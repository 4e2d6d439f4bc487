import type { Browser, BrowserContext, Page } from 'playwright-core';
import { LatchkeyProcess, type Quickstart } from '../../api/test/support/latchkey-process';
import { openBrowser } from './browser';
import { becomeOwner } from './owner';

const PHONE = '+8618566246612';

let latchkey: LatchkeyProcess;
let quickstart: Quickstart;
let browser: Browser;
let operator: BrowserContext;
let verificationId: string;

beforeAll(async () => {
  latchkey = await LatchkeyProcess.start();
  quickstart = await latchkey.quickstart();
  browser = await openBrowser(process.env['PATH']);
  operator = await browser.newContext({ locale: 'en-US' });
  operator.setDefaultTimeout(20_000);
  verificationId = await approveOne();
  const page = await operator.newPage();
  await becomeOwner(page, quickstart.setupUrl);
  await page.close();
}, 90_000);

afterAll(async () => {
  await browser.close();
  await latchkey.stop();
});

/** A verification through the API, its code read in the sandbox. */
async function approveOne(): Promise<string> {
  const call = async (path: string, body?: object) => {
    const response = await fetch(`${latchkey.url}/v1/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${quickstart.apiKey}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return (await response.json()) as Record<string, unknown>;
  };
  const { id } = await call('verifications', { phone: PHONE });
  const inbox = await call(`sandbox/messages?phone=${encodeURIComponent(PHONE)}`);
  // Ids hold digits too; the code is in the text.
  const code = /"text":"[^0-9"]*(\d{6})/.exec(JSON.stringify(inbox))?.[1];
  await call('verifications/check', { id: String(id), code });
  return String(id);
}

async function open(path: string): Promise<Page> {
  const page = await operator.newPage();
  await page.goto(`${latchkey.url}${path}`);
  return page;
}

/** What the console API counts, once the worker has stored the approval. */
async function storedCounts(): Promise<Record<string, number>> {
  const to = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000);
  const from = new Date(to.getTime() - 7 * 86_400_000);
  const query = new URLSearchParams({ from: from.toISOString(), to: to.toISOString(), mode: 'test' }).toString();
  const cookie = (await operator.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  for (;;) {
    const response = await fetch(`${latchkey.url}/console/v1/statistics/summary?${query}`, {
      headers: { 'x-latchkey-console': '1', cookie },
    });
    const { current } = (await response.json()) as { current: { counts: Record<string, number> } };
    if (current.counts['approved'] === 1) return current.counts;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('what happened, in the browser', () => {
  it('is found by the number, which appears in no address and on no page', async () => {
    const page = await open('/verifications');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.getByLabel('Number or verification id').fill(PHONE);
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText('One number’s').waitFor();
    await page.getByRole('link', { name: `…${verificationId.slice(-8)}` }).click();
    await page.getByRole('heading', { name: verificationId }).waitFor();
    for (const happened of ['Code requested', 'Handed to provider', 'Code entered']) {
      await page.getByText(happened).waitFor();
    }
    await page.getByText('+86 185****6612').waitFor();
    expect([page.url(), ...asked].filter((address) => address.includes('66246612'))).toEqual([]);
    await page.close();
  });

  it('is counted in the overview as the console API counts it', async () => {
    const counts = await storedCounts();
    expect(counts).toMatchObject({ requested: 1, accepted: 1, delivered: 1, approved: 1 });
    const page = await open('/?mode=test');
    for (const step of ['requested', 'accepted', 'delivered', 'approved']) {
      const shown = page.locator(`[data-step="${step}"] [data-count]`);
      await shown.waitFor();
      expect(Number(await shown.getAttribute('data-count'))).toBe(counts[step]);
    }
    await page.close();
  });

  it('leads from a number to the rows behind it', async () => {
    const page = await open('/');
    await page.locator('[data-step="requested"] a').click();
    await page.waitForURL(/\/events\?/);
    expect(decodeURIComponent(page.url())).toContain('"type":"start"');
    await page.close();
  });
});
