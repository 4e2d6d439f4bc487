import type { Page } from 'playwright-core';
import { codeOf } from '../../api/test/support/authenticator';

export const PASSWORD = 'blue harbor lamp';

/** Opens the link of the first start and becomes the first owner; ends signed in, on the overview. Answers the authenticator's secret. */
export async function becomeOwner(page: Page, setupUrl: string, signInName = 'olga'): Promise<string> {
  const secret = await openLink(page, setupUrl);
  await page.getByLabel('Your name').fill('Olga');
  await page.getByLabel('Sign-in name').fill(signInName);
  await finish(page, secret);
  return secret;
}

/** Opens the link of an invitation and becomes that operator; ends signed in, on the overview. */
export async function acceptInvitation(page: Page, link: string): Promise<void> {
  await finish(page, await openLink(page, link));
}

/** Answers the secret that the authenticator is offered. */
async function openLink(page: Page, link: string): Promise<string> {
  await page.goto(link);
  await page.getByRole('img', { name: 'QR code' }).waitFor();
  return (await page.locator('form code').innerText()).replaceAll(' ', '');
}

async function finish(page: Page, secret: string): Promise<void> {
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('textbox', { name: /^Code/ }).fill(codeOf(secret, Date.now()));
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
}
