// `npm run screenshots`: starts the built product with data of its own, fills it, and photographs every page in both languages,
// both themes, wide and narrow, into a folder that git ignores. What follows `--` picks pictures by parts of their names.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Secret, TOTP } from 'otpauth';
import { chromium } from 'playwright-core';
import { consoleApi, fillWithDemoData } from './demo.mjs';
import { writeHistory } from './history.mjs';
import { viewsOf, viewsOfBound, viewsOutside } from './pages.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const out = path.join(root, 'screenshots');
const picked = process.argv.slice(2);
/** Pictures of what could not be opened as it should be. @type {string[]} */
const failures = [];

const LOOKS = ['en', 'zh'].flatMap((locale) =>
  ['light', 'dark'].flatMap((colorScheme) =>
    [
      { width: 1440, height: 900 },
      { width: 390, height: 844 },
    ].map((viewport) => ({ locale, colorScheme, viewport })),
  ),
);

const port = await freePort();
const dataDir = await mkdtemp(path.join(tmpdir(), 'latchkey-screenshots-'));
const url = `http://127.0.0.1:${port}`;
const server = spawn(process.execPath, [path.join(root, 'apps/api/dist/main.js')], {
  env: { PATH: process.env.PATH, PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'error' },
  stdio: ['ignore', 'ignore', 'inherit'],
});
const browser = await chromium.launch({ executablePath: installedBrowser(), args: ['--no-sandbox', '--disable-gpu'] });
try {
  await whenReady();
  const { setupUrl } = JSON.parse(await readFile(path.join(dataDir, 'quickstart.json'), 'utf8'));
  const cookies = await signIn(setupUrl);
  const made = await fillWithDemoData(consoleApi(url, cookies.map(({ name, value }) => `${name}=${value}`).join('; ')));
  await writeHistory(dataDir, flowsOf(made));
  await mkdir(out, { recursive: true });
  const seen = [/** @type {const} */ ([cookies, viewsOf(made)]), /** @type {const} */ ([[], viewsOutside(made)])];
  for (const [role, link] of Object.entries(made.operators.ofDemo)) {
    seen.push([await acceptInvitation(link), viewsOfBound(role, made)]);
  }
  const waiting = LOOKS.flatMap((look) =>
    seen.flatMap(([whose, views]) => sessionsOf(views).map((some) => /** @type {const} */ ([look, whose, some]))),
  );
  // Two at a time: more of them wait for each other.
  const through = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await photograph(...next);
  };
  await Promise.all([through(), through()]);
  console.log(`screenshots are in ${path.relative(process.cwd(), out)}`);
  for (const failure of failures) console.error(failure);
  if (failures.length > 0) process.exitCode = 1;
} finally {
  await browser.close();
  server.kill('SIGTERM');
  await pause(500);
  server.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
}

/** @typedef {Awaited<ReturnType<typeof fillWithDemoData>>} Made */

/** What messages go by, in the two weeks that are made up. @param {Made} made */
function flowsOf({ shop, tencent, texts }) {
  const sent = { tenantId: shop.id, accountId: tencent.id };
  return [
    { ...sent, templateId: texts.mainland, country: 'CN', busiest: 420 },
    { ...sent, templateId: texts.international, country: 'HK', busiest: 60 },
    { ...sent, templateId: texts.international, country: 'MO', busiest: 14 },
  ];
}

/** Not too many at once, so that whichever are picked are shared out. @param {Record<string, import('./pages.mjs').View>} views */
function sessionsOf(views) {
  const all = Object.entries(views);
  const size = 20;
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    Object.fromEntries(all.slice(index * size, (index + 1) * size)),
  );
}

/** @param {(typeof LOOKS)[number]} look @param {any[]} cookies @param {Record<string, import('./pages.mjs').View>} views */
async function photograph({ locale, colorScheme, viewport }, cookies, views) {
  const context = await browser.newContext({
    locale: locale === 'zh' ? 'zh-CN' : 'en-US',
    colorScheme: /** @type {'light' | 'dark'} */ (colorScheme),
    viewport,
  });
  await context.addCookies(cookies);
  // What one page was left with, such as an open menu, is not the next one's.
  await context.addInitScript('localStorage.clear()');
  for (const [name, view] of Object.entries(views)) {
    const picture = `${name}-${locale}-${colorScheme}-${viewport.width}.png`;
    if (!picked.every((part) => picture.includes(part))) continue;
    if (view.only && view.only !== (viewport.width > 1_000 ? 'wide' : 'narrow')) continue;
    const page = await context.newPage();
    await open(page, view).catch((error) => failures.push(`${picture}: ${error.message}`));
    // A dialog lies over what can be seen, not over the whole page.
    await page.screenshot({ path: path.join(out, picture), fullPage: !name.startsWith('dialog-') });
    await page.close();
  }
  await context.close();
}

/** @param {import('playwright-core').Page} page @param {import('./pages.mjs').View} view */
async function open(page, { address, steps = [], answers = {}, waits = true }) {
  page.setDefaultTimeout(10_000);
  for (const [asked, [status, body]] of Object.entries(answers)) await answer(page, asked, status, body);
  const settled = async () => {
    if (!waits) {
      await page.locator('main :is(form, h1, .MuiSkeleton-root)').first().waitFor();
      return pause(1_000);
    }
    await page.waitForLoadState('networkidle');
    // The network rests too between the console's parts.
    await page.locator('#root').filter({ hasText: /\S/ }).waitFor();
    const loading = page.locator('.MuiSkeleton-root, .RaPlaceholder-root, .RaLoading-root, .MuiCircularProgress-root');
    await loading.first().waitFor({ state: 'detached' });
    await pause(300);
  };
  await page.goto(`${url}${address}`);
  await settled();
  for (const step of steps) {
    if (typeof step === 'string') await page.locator(step).first().click();
    else await page.locator(step[0]).first().fill(step[1]);
    await settled();
    // Dialogs and menus open slowly.
    await pause(700);
  }
}

/** Stands in for the server. @param {import('playwright-core').Page} page @param {string} asked @param {number} status @param {object} [body] */
async function answer(page, asked, status, body = {}) {
  const [method, endpoint] = asked.split(' ');
  await page.route(
    ({ pathname }) => pathname === `/console/v1/${endpoint}`,
    (route) => {
      if (route.request().method() !== method) return route.continue();
      if (status === 0) return route.abort();
      return status < 0 ? undefined : route.fulfill({ status, json: body });
    },
  );
}

/** Becomes the first owner. @param {string} setupUrl */
async function signIn(setupUrl) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(setupUrl);
  const secret = (await page.locator('form code').innerText()).replaceAll(' ', '');
  await page.getByLabel('Your name').fill('Olga');
  await page.getByLabel('Sign-in name').fill('olga');
  await page.getByLabel('New password').fill('blue harbor lamp');
  await page.getByRole('textbox', { name: /^Code/ }).fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate());
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByRole('menu').first().waitFor();
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

/** Becomes the operator of a tenant whom a link invites. @param {string} link */
async function acceptInvitation(link) {
  const context = await browser.newContext();
  const response = await context.request.post(`${url}/console/v1/session/setup`, {
    headers: { 'x-latchkey-console': '1' },
    data: { token: new URL(link).hash.slice(1), password: 'blue harbor lamp' },
  });
  if (!response.ok()) throw new Error(await response.text());
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

async function whenReady() {
  for (let tries = 0; tries < 600; tries += 1) {
    const ready = await fetch(`${url}/readyz`).catch(() => undefined);
    if (ready?.ok) return;
    await pause(100);
  }
  throw new Error('Latchkey did not become ready');
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port: free } = /** @type {import('node:net').AddressInfo} */ (probe.address());
      probe.close(() => resolve(free));
    });
  });
}

function installedBrowser() {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const found = names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(existsSync);
  if (!found) throw new Error(`none of ${names.join(', ')} is on PATH`);
  return found;
}
