import type { Page } from 'playwright-core';

/** Makes something as the operator who is signed in on the page, without its forms. Answers what the console answers. */
export async function makeAs<T = { id: string }>(page: Page, url: string, resource: string, data: object): Promise<T> {
  const headers = { 'x-latchkey-console': '1' };
  const response = await page.request.post(`${url}/console/v1/${resource}`, { data, headers });
  if (!response.ok()) throw new Error(`${resource}: ${await response.text()}`);
  return (await response.json()) as T;
}
