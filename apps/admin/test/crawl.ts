import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openWhole, untilWhole } from './whole';

const APP = readFileSync(path.join(__dirname, '../src/App.tsx'), 'utf8');
/** The resources that the console is made of. */
const RESOURCES = [...APP.matchAll(/<Resource name="([\w-]+)"/g)].map(([, name]) => name!);

/** One address for all pages of a kind: what is looked for and which thing is shown make no other page. */
const kindOf = (address: string) =>
  new URL(address).pathname
    .split('/')
    .map((part) => (/[_:%]|^\d+$/.test(part) ? ':id' : part))
    .join('/');

/**
 * Opens one page of every kind that links and rows lead to; forms that make something have the tenant chosen. Answers the kinds.
 */
export async function crawl(
  page: Page,
  url: string,
  tenantId: string,
  visit: (kind: string) => Promise<void>,
): Promise<string[]> {
  const beginnings = ['/', '/account', ...RESOURCES.map((name) => `/${name}`)];
  const found = new Map(beginnings.map((kind) => [kind, url + kind]));
  const chosen = new URLSearchParams({ source: JSON.stringify({ tenantId }) });
  for (const [kind, link] of found) {
    const address = /\/(create|apply)$/.test(kind) ? `${link}?${chosen}` : link;
    await openWhole(page, address);
    const links = await linksIn(page, url);
    const row = await behindFirstRow(page);
    for (const further of row === undefined ? links : [...links, row])
      if (!found.has(kindOf(further))) found.set(kindOf(further), further);
    if (row !== undefined) await openWhole(page, address);
    await visit(kind);
  }
  return [...found.keys()];
}

/** Links of the page that is open, into the console itself. */
async function linksIn(page: Page, url: string): Promise<string[]> {
  const all = (await page.evaluate('[...document.links].map(({ href }) => href)')) as string[];
  return all.filter((href) => href.startsWith(`${url}/`) && !/\/(docs|console)\b/.test(href));
}

/** Where nothing in a row is a link, the row itself leads to what it is of. */
async function behindFirstRow(page: Page): Promise<string | undefined> {
  const row = page.locator('tbody tr.RaDataTable-clickableRow:not(:has(a))').first();
  if ((await row.count()) === 0) return undefined;
  const before = page.url();
  await row.locator('td').nth(1).click();
  await untilWhole(page);
  return page.url() === before ? undefined : page.url();
}
