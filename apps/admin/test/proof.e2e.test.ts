import { readFile } from 'node:fs/promises';
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { codeOf } from '../../api/test/support/authenticator';
import { LatchkeyProcess, type Quickstart } from '../../api/test/support/latchkey-process';
import { seriousIssues } from './axe';
import { newPage, openBrowser } from './browser';
import { makeAs } from './making';
import { acceptInvitation, becomeOwner, PASSWORD } from './owner';

const PHONE = '+8618566246655';
const HALF_MINUTE_MS = 30_000;
/** The least that a policy may hold a number after. */
const FAILURES = 20;

let latchkey: LatchkeyProcess;
let quickstart: Quickstart;
let browser: Browser;
let page: Page;
/** Of the owner's authenticator. */
let secret: string;

beforeAll(async () => {
  latchkey = await LatchkeyProcess.start({ PLATFORM_SEND_INTERVAL_SECONDS: '0' });
  quickstart = await latchkey.quickstart();
  browser = await openBrowser(process.env['PATH']);
  page = await newPage(browser);
  secret = await becomeOwner(page, quickstart.setupUrl);
}, 90_000);

afterAll(async () => {
  await browser.close();
  await latchkey.stop();
});

/** What a tenant's server asks for. */
async function api(path: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${latchkey.url}/v1/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${quickstart.apiKey}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** As if the operator had proven who they are this long ago. */
async function ageProof(minutes: number): Promise<void> {
  const client = new pg.Client({ host: latchkey.dataDir, user: 'postgres', database: 'postgres' });
  await client.connect();
  await client.query(`UPDATE operator_session SET proven_at = now() - $1 * interval '1 minute'`, [minutes]);
  await client.end();
}

describe('a number that is on hold after too many wrong codes in a row', () => {
  it('is shown in full by a press of a button, and released after its last digits were typed', async () => {
    const { tenantId } = quickstart;
    const limits = { resendAfterSeconds: 15, maxAttempts: 10, guessesPerHour: 30, failuresBeforeHold: FAILURES };
    for (const purpose of ['login', 'payment', 'other']) await make('policies', { tenantId, purpose, ...limits });
    await untilKnown(limits.maxAttempts);
    const phone = '+8618566246656';
    for (const purpose of ['login', 'payment']) {
      const { body } = await api('verifications', { phone, purpose });
      const inbox = await api(`sandbox/messages?phone=${encodeURIComponent(phone)}`);
      const right = /"text":"[^0-9"]*(\d{6})/.exec(JSON.stringify(inbox.body))?.[1];
      const code = right === '111111' ? '222222' : '111111';
      for (let n = 0; n < FAILURES / 2; n += 1) await api('verifications/check', { id: body['id'], code });
    }
    const held = await api('verifications', { phone, purpose: 'other' });
    expect(JSON.stringify(held.body)).toContain('number_held');

    await page.goto(`${latchkey.url}/verifications`);
    await page.getByLabel('Number or verification id').fill(phone);
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText('One number’s').waitFor();
    await page.getByRole('link', { name: /^…/ }).first().click();
    const failures = page.getByText('Wrong codes in a row');
    await failures.waitFor();
    expect(await seriousIssues(page)).toEqual([]);
    expect(await page.getByText(phone).count()).toBe(0);
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByText(phone).waitFor();
    await confirmTyping(page, 'Forget them', '6656');
    await failures.waitFor({ state: 'detached' });
    const started = await api('verifications', { phone, purpose: 'other' });
    expect(started.body).toMatchObject({ status: 'pending' });
  });
});

describe('what cannot be taken back is done after a name was typed', () => {
  it.each([
    { locale: 'en-US', cancel: 'Cancel it', canceled: 'Canceled', phone: '+8618566246657' },
    { locale: 'zh-CN', cancel: '取消验证', canceled: '已取消', phone: '+8618566246658' },
  ])('a verification is canceled, in $locale', async ({ locale, cancel, canceled, phone }) => {
    const { id } = (await api('verifications', { phone, purpose: 'other' })).body;
    const theirs = await signedIn(locale);
    await theirs.goto(`${latchkey.url}/verifications/${String(id)}/show`);
    await confirmTyping(theirs, cancel, phone.slice(-4));
    await theirs.getByText(canceled, { exact: true }).first().waitFor();
    expect(await theirs.getByRole('button', { name: cancel }).count()).toBe(0);
    expect((await api(`verifications/${String(id)}`)).body).toMatchObject({ status: 'canceled' });
    await theirs.context().close();
  });

  it('an operator is disabled, and another session ended', async () => {
    const invited = { name: 'Ida', signInName: 'ida@example.com', role: 'auditor' };
    const { id, link } = await makeAs<{ id: string; link: string }>(page, latchkey.url, 'operators', invited);
    const hers = await (await browser.newContext({ locale: 'en-US' })).newPage();
    await acceptInvitation(hers, link);
    await page.goto(`${latchkey.url}/sessions`);
    await confirmTyping(page, 'End', 'Ida');
    await page.getByRole('cell', { name: 'Ida' }).waitFor({ state: 'detached' });
    await page.goto(`${latchkey.url}/operators/${id}/show`);
    await confirmTyping(page, 'Disable', 'Ida');
    await page.getByRole('button', { name: 'Enable' }).waitFor();
    await hers.reload();
    await hers.getByRole('heading', { name: 'Sign in' }).waitFor();
    await hers.context().close();
  });

  it('recovery codes are replaced', async () => {
    await page.goto(`${latchkey.url}/account`);
    await confirmTyping(page, 'New recovery codes', 'olga');
    await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
    await page.getByRole('button', { name: 'I have kept them' }).click();
  });
});

describe('an export asked for long after the operator has proven who they are', () => {
  const proof = () => page.getByRole('dialog', { name: 'Is it still you?' });
  const goOn = () => proof().getByRole('button', { name: 'Go on' }).click();
  const downloads: string[] = [];

  beforeAll(async () => {
    page.on('download', (file) => downloads.push(file.suggestedFilename()));
    await api('verifications', { phone: PHONE });
    await ageProof(6);
    await page.goto(`${latchkey.url}/events`);
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Export' }).click();
    await proof().waitFor();
  });

  it('is not answered before, and not for a wrong password or a wrong code', async () => {
    expect(await seriousIssues(page)).toEqual([]);
    await proof().getByLabel('Password').fill('another password');
    await goOn();
    await proof().getByRole('alert').waitFor();
    await proof().getByLabel('Password').fill(PASSWORD);
    await goOn();
    await proof().getByRole('textbox', { name: /^Code/ }).fill('000000');
    await goOn();
    await proof().getByRole('alert').waitFor();
    expect(downloads).toEqual([]);
  });

  it('goes on with the right password and code, and is not asked about again', async () => {
    // The code of this half minute may have been used for the set-up.
    await proof()
      .getByRole('textbox', { name: /^Code/ })
      .fill(codeOf(secret, Date.now() + HALF_MINUTE_MS));
    const file = page.waitForEvent('download');
    await goOn();
    expect(await readFile((await (await file).path())!, 'utf8')).toContain('start');
    await proof().waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Export' }).click();
    const again = page.waitForEvent('download');
    await page.getByRole('dialog').getByRole('button', { name: 'Export' }).click();
    await again;
    expect(await proof().count()).toBe(0);
  });

  it('is given up with the dialog', async () => {
    await ageProof(6);
    const before = downloads.length;
    await page.goto(`${latchkey.url}/events`);
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Export' }).click();
    await proof().getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('you did not prove that it is you').waitFor();
    expect(downloads).toHaveLength(before);
  });
});

/** Presses a button, and the same in the dialog that asks for a name, which it does not take before. */
async function confirmTyping(on: Page, action: string, name: string): Promise<void> {
  await on.getByRole('button', { name: action, exact: true }).first().click();
  const dialog = on.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: action, exact: true });
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByRole('textbox').fill(`${name}x`);
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByRole('textbox').fill(name);
  expect(await seriousIssues(on)).toEqual([]);
  await confirm.click();
  await dialog.getByRole('textbox').waitFor({ state: 'detached' });
}

/** A page of the same operator, in another language. */
async function signedIn(locale: string): Promise<Page> {
  const context = await browser.newContext({ locale, viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(20_000);
  await context.addCookies(await page.context().cookies());
  return context.newPage();
}

const make = (resource: string, data: object) => makeAs(page, latchkey.url, resource, data);

/** A process hears of new limits within five seconds. */
async function untilKnown(maxAttempts: number): Promise<void> {
  for (let number = 8618566240000; ; number += 1) {
    const { body } = await api('verifications', { phone: `+${number}`, purpose: 'other' });
    if (body['attemptsLeft'] === maxAttempts) return;
    await page.waitForTimeout(500);
  }
}
