import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const FLAGS = [
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** How long a page is waited for. */
export const PATIENCE_MS = 20_000;

/** The system's Chromium, found on a PATH. Its sandbox cannot be used by root. */
export function openBrowser(searchPath = ''): Promise<Browser> {
  const args = process.getuid?.() === 0 ? [...FLAGS, '--no-sandbox'] : FLAGS;
  return chromium.launch({ executablePath: installed(searchPath.split(path.delimiter)), args });
}

/** A page for somebody whom the console does not know, who reads English on a laptop unless told. */
export async function newPage(browser: Browser, look: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 }, ...look });
  context.setDefaultTimeout(PATIENCE_MS);
  return context.newPage();
}

function installed(folders: readonly string[]): string {
  const found = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(existsSync);
  if (!found) throw new Error(`none of ${NAMES.join(', ')} is on PATH`);
  return found;
}
