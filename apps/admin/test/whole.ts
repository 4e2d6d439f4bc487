import type { Page, Request } from 'playwright-core';
import { PATIENCE_MS } from './browser';

/** Nothing stands in for what is still asked for, and nothing turns while it is. */
const HAS_ALL = `(document.querySelector('#main-content') ?? document.querySelector('main'))?.textContent
  && !document.querySelector('.MuiSkeleton-root, .MuiCircularProgress-root')`;

/** Shows at once what would move or change its colour slowly: what is waited for is there as soon as it is decided. */
const AT_ONCE = `{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, ::before, ::after { transition: none !important; animation: none !important }');
  document.adoptedStyleSheets = [sheet];
}`;

/** From the next page on. */
export const withoutMotion = (page: Page) => page.addInitScript(AT_ONCE);

/** Ends when an expression holds in the page, looked at whenever the page has nothing else to do. */
export async function until(page: Page, holds: string): Promise<void> {
  await page.evaluate(`new Promise((done, fail) => {
    const giveUpAt = performance.now() + ${PATIENCE_MS};
    const look = () => {
      if (${holds}) done();
      else if (performance.now() > giveUpAt) fail(new Error('not within the time: ' + ${JSON.stringify(holds)}));
      else requestIdleCallback(look, { timeout: 200 });
    };
    requestIdleCallback(look, { timeout: 200 });
  })`);
}

/** What each page has asked for and not been answered. */
const unanswered = new WeakMap<Page, Set<Request>>();

function unansweredOf(page: Page): Set<Request> {
  const known = unanswered.get(page);
  if (known) return known;
  const open = new Set<Request>();
  unanswered.set(page, open);
  page.on('request', (request) => open.add(request));
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
  return open;
}

/** Ends when the page has all that it asked for, and asked for nothing more because of it. */
export async function untilWhole(page: Page): Promise<void> {
  const open = unansweredOf(page);
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    await until(page, HAS_ALL);
    await until(page, HAS_ALL);
    if (open.size === 0) return;
    if (Date.now() > giveUpAt) throw new Error(`no answer: ${[...open].map((request) => request.url()).join(', ')}`);
  }
}

/**
 * Opens a page of the console and ends when it is whole. Where the console is open already it is walked to, as by a link: loading
 * everything anew takes longer than all that is looked at.
 */
export async function openWhole(page: Page, address: string): Promise<void> {
  const { origin, pathname, href } = new URL(address);
  const here = URL.canParse(page.url()) ? new URL(page.url()) : undefined;
  const walks =
    here?.origin === origin && here.pathname !== pathname && (await page.locator('#main-content').count()) > 0;
  if (walks) await walkTo(page, href);
  else {
    unansweredOf(page).clear();
    await page.goto(address, { waitUntil: 'domcontentloaded' });
  }
  await untilWhole(page);
}

/** Ends when what was shown before is gone. */
async function walkTo(page: Page, address: string): Promise<void> {
  await page.evaluate(`{
    before = document.querySelector('#main-content').firstElementChild;
    history.pushState({}, '', ${JSON.stringify(address)});
    dispatchEvent(new PopStateEvent('popstate', { state: {} }));
  }`);
  await until(page, '!before?.isConnected');
}
