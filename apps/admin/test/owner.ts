import type { Page } from 'playwright-core';
import { codeOf } from '../../api/test/support/authenticator';

export const PASSWORD = 'blue harbor lamp';

/** Opens the link of the first start and becomes the first owner; ends signed in, on the overview. Answers the authenticator's secret. */
export async function becomeOwner(page: Page, setupUrl: string, signInName = 'olga'): Promise<string> {
  await page.goto(setupUrl);
  await page.getByRole('img', { name: 'QR code' }).waitFor();
  const secret = (await page.locator('form code').innerText()).replaceAll(' ', '');
  await page.getByLabel('Your name').fill('Olga');
  await page.getByLabel('Sign-in name').fill(signInName);
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('textbox', { name: /^Code/ }).fill(codeOf(secret, Date.now()));
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  return secret;
}
