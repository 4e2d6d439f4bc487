// `npm run screenshots`: starts the built product with data of its own, fills it, and photographs every page in both languages,
// both themes, wide and narrow, into a folder that git ignores. What follows `--` picks pages by a part of their name.
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

const root = fileURLToPath(new URL('../../..', import.meta.url));
const out = path.join(root, 'screenshots');
const picked = process.argv[2] ?? '';

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
  // Two at a time, each through half of the looks: more of them wait for each other.
  const waiting = [...LOOKS];
  const through = async () => {
    for (let look = waiting.shift(); look; look = waiting.shift()) {
      await photograph(look, cookies, pagesOf(made));
      await photograph(look, [], { 'sign-in': '/login', 'set-up-link': '/setup' });
    }
  };
  await Promise.all([through(), through()]);
  console.log(`screenshots are in ${path.relative(process.cwd(), out)}`);
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

/** @param {Made} made @returns {Record<string, string>} */
function pagesOf({ demo, shop, empty, tencent, texts, verifications }) {
  const filter = (/** @type {string} */ tenantId) => `?filter=${encodeURIComponent(JSON.stringify({ tenantId }))}`;
  return {
    overview: '/',
    'overview-tenant': `/?tenant=${shop.id}&range=1d`,
    statistics: '/statistics',
    verifications: '/verifications',
    verification: `/verifications/${verifications[0]}/show`,
    deliveries: '/deliveries',
    events: '/events',
    tenants: '/tenants',
    'tenant-new': '/tenants/create',
    tenant: `/tenants/${shop.id}/show`,
    'tenant-edit': `/tenants/${shop.id}`,
    'tenant-setup': `/tenants/${empty.id}/setup`,
    'tenant-trial': `/tenants/${shop.id}/setup`,
    'api-keys': `/api-keys${filter(shop.id)}`,
    'api-keys-empty': `/api-keys${filter(empty.id)}`,
    'api-key-new': '/api-keys/create',
    accounts: '/accounts',
    'account-new': '/accounts/create',
    'account-edit': `/accounts/${tencent.id}`,
    'signature-edit': `/signatures/${texts.signature}`,
    'signature-new': '/signatures/create',
    signatures: `/signatures${filter(shop.id)}`,
    'signature-apply': '/signatures/apply',
    templates: `/templates${filter(shop.id)}`,
    'template-edit': `/templates/${texts.mainland}`,
    'template-new': '/templates/create',
    'template-apply': '/templates/apply',
    policies: `/policies${filter(shop.id)}`,
    policy: `/policies/${encodeURIComponent(`${shop.id}:login`)}`,
    'policy-new': '/policies/create',
    prices: `/prices${filter(shop.id)}`,
    'price-new': '/prices/create',
    'opt-outs': '/opt-outs',
    'opt-out-new': '/opt-outs/create',
    'dead-letters': '/dead-letters',
    'sandbox-none': '/sandbox',
    sandbox: `/sandbox${filter(demo.id)}`,
    operators: '/operators',
    'operator-invite': '/operators/create',
    'operator-log': '/operator-log',
    sessions: '/sessions',
    'your-account': '/account',
    health: '/health',
    settings: '/settings',
  };
}

/** @param {(typeof LOOKS)[number]} look @param {any[]} cookies @param {Record<string, string>} pages */
async function photograph({ locale, colorScheme, viewport }, cookies, pages) {
  const context = await browser.newContext({
    locale: locale === 'zh' ? 'zh-CN' : 'en-US',
    colorScheme: /** @type {'light' | 'dark'} */ (colorScheme),
    viewport,
  });
  await context.addCookies(cookies);
  const page = await context.newPage();
  for (const [name, address] of Object.entries(pages).filter(([one]) => one.includes(picked))) {
    await page.goto(`${url}${address}`, { waitUntil: 'networkidle' });
    const loading = page.locator('.MuiSkeleton-root, .RaLoading-root, main .MuiCircularProgress-root');
    await loading.first().waitFor({ state: 'detached' });
    await pause(300);
    await page.screenshot({
      path: path.join(out, `${name}-${locale}-${colorScheme}-${viewport.width}.png`),
      fullPage: true,
    });
  }
  await context.close();
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
