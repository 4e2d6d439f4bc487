import type { Page } from 'playwright-core';
import type { Quickstart } from '../../api/test/support/latchkey-process';

/** Makes something as the operator who is signed in on the page, without its forms. Answers what the console answers. */
export async function makeAs<T = { id: string }>(page: Page, url: string, resource: string, data: object): Promise<T> {
  const headers = { 'x-latchkey-console': '1' };
  const response = await page.request.post(`${url}/console/v1/${resource}`, { data, headers });
  if (!response.ok()) throw new Error(`${resource}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** Ends when a list of the console has rows; what happened reaches it in a moment. */
export async function untilListed(page: Page, url: string, resource: string, filter: object = {}): Promise<void> {
  const query = new URLSearchParams({ filter: JSON.stringify(filter) });
  const rows = async () => (await page.request.get(`${url}/console/v1/${resource}?${query}`)).json();
  while (((await rows()) as unknown[]).length === 0) await page.waitForTimeout(100);
}

/** Adds to what the first start made, so that every list has a row. */
export async function makeOneOfEach(page: Page, url: string, { tenantId, apiKey }: Quickstart): Promise<void> {
  await fetch(`${url}/v1/verifications`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ phone: '+8618566246612' }),
  });
  const make = (resource: string, data: object) => makeAs(page, url, resource, { tenantId, ...data });
  await make('policies', { purpose: 'login', ttlSeconds: 120 });
  await make('prices', { country: 'CN', segment: '0.045' });
  await make('opt-outs', { phone: '+8618566246613' });
  const credentials = { secretId: 'AKIDONEOFEACH', secretKey: 'one-of-each-secret' };
  const settings = { sdkAppId: '1400006666' };
  await make('accounts', { name: 'at Tencent', provider: 'tencent', settings, credentials });
  await untilListed(page, url, 'deliveries');
}
