import type { Locator, Page } from 'playwright-core';
import { openWhole, untilWhole } from './whole';

const TYPES = ['text', 'search', 'tel', 'email', 'url', 'password'].map((type) => `input[type="${type}"]`);
/** What takes any text. What the library keeps for itself is hidden from readers too. */
const TYPED = ['input:not([type])', ...TYPES, 'textarea']
  .map((kind) => `${kind}:not([aria-hidden="true"], [readonly], :disabled)`)
  .join(', ');

/** Writes a text in every field that is in sight. Answers their names. */
export async function writeEverywhere(within: Page | Locator, text: string): Promise<string[]> {
  const names: string[] = [];
  for (const field of await within.locator(TYPED).filter({ visible: true }).all()) {
    names.push(await field.evaluate(nameOf));
    await field.fill(text);
    // What is chosen goes on being chosen; what was only typed is forgotten with the focus.
    if ((await field.getAttribute('role')) === 'combobox') await field.blur();
  }
  return names;
}

const nameOf = (field: HTMLInputElement) =>
  field.name || field.ariaLabel || (field.labels?.[0]?.textContent ?? '').replace(/\W*$/, '');

/** Chooses in a form what makes it ask for more. */
export async function choose(page: Page, label: string, option: RegExp): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option }).click();
  await page.getByRole('listbox').waitFor({ state: 'detached' });
}

/** Opens the list anew with every filter that it offers, if it offers some. */
export async function showFilters(page: Page): Promise<void> {
  const offer = page.getByRole('button', { name: 'Add filter' });
  if ((await offer.count()) === 0) return;
  await offer.click();
  const items = page.getByRole('menuitemcheckbox');
  await items.first().waitFor();
  const sources = await items.evaluateAll((all: HTMLElement[]) => all.map(({ dataset }) => dataset['key']!));
  const address = new URL(page.url());
  const shown = Object.fromEntries(sources.map((source) => [source, true]));
  address.searchParams.set('displayedFilters', JSON.stringify(shown));
  await openWhole(page, address.href);
}

/** Presses what sends the forms of a page, as long as they are there, and waits for what comes of it. */
export async function submitAll(within: Page | Locator, page: Page): Promise<void> {
  for (const button of await within.locator('form button[type="submit"]:enabled').all()) {
    if (await button.isVisible()) await button.click();
    await untilWhole(page);
  }
}
