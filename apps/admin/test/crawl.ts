import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openWhole } from './whole';

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
 * Opens one page of every kind that links lead to; forms that make something have the tenant chosen. Answers the kinds.
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
    for (const further of await linksIn(page, url))
      if (!found.has(kindOf(further))) found.set(kindOf(further), further);
    await visit(kind);
  }
  return [...found.keys()];
}

/** Links of the page that is open, into the console itself. */
async function linksIn(page: Page, url: string): Promise<string[]> {
  const all = (await page.evaluate('[...document.links].map(({ href }) => href)')) as string[];
  return all.filter((href) => href.startsWith(`${url}/`) && !/\/(docs|console)\b/.test(href));
}
