import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { HttpApp } from './support/http-app.js';
import { openBrowser } from '../../admin/test/browser.js';

const PHONE = '+8618566246630';

let api: HttpApp;
let shop: Server;
let browser: Browser;
let key: string;
let secret: string;

/** The same server by two names, which are two origins to a browser. */
const at = (name: string) => `http://${name}:${(shop.address() as AddressInfo).port}`;
const allowed = () => at('localhost');
const foreign = () => at('127.0.0.1');

beforeAll(async () => {
  shop = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>A shop</title>');
  });
  shop.listen(0);
  await once(shop, 'listening');
  api = await HttpApp.start();
  const tenantId = await api.newTenant('Shop');
  key = (await api.keys.create(tenantId, { kind: 'pub', origins: [allowed()] })).key;
  secret = (await api.keys.create(tenantId, { kind: 'live' })).key;
  browser = await openBrowser(process.env['PATH']);
});

afterAll(async () => {
  await browser.close();
  await api.stop();
  shop.close();
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Record<string, string>;
}

/** What a page gets to read when it asks the API; `unread` when the browser keeps it from the page. */
async function ask(page: Page, path: string, body: object | undefined, bearer = key): Promise<Answer | 'unread'> {
  return page.evaluate(
    async ({ url, json, authorization, once: idempotencyKey }) => {
      try {
        const response = await fetch(url, {
          ...(json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }),
          headers: authorization
            ? { authorization, 'content-type': 'application/json', 'idempotency-key': idempotencyKey }
            : {},
        });
        const headers = Object.fromEntries(response.headers);
        return { status: response.status, body: (await response.json()) as Record<string, unknown>, headers };
      } catch {
        return 'unread' as const;
      }
    },
    { url: `${api.url}${path}`, json: body, authorization: body && `Bearer ${bearer}`, once: randomUUID() },
  );
}

async function pageOf(origin: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(origin);
  return page;
}

const codeSent = () => /\d{6}/.exec(api.vendor.sent.at(-1)!.text)![0];

describe('a page of a shop', () => {
  it('starts and checks a code with the publishable key that names it', async () => {
    const page = await pageOf(allowed());
    const started = await ask(page, '/v1/verifications', { phone: PHONE });
    expect(started).toMatchObject({ status: 201, body: { status: 'pending' } });
    const { headers } = started as Answer;
    expect(headers).toMatchObject({ 'x-request-id': expect.any(String), 'ratelimit-remaining': expect.any(String) });
    const wrong = await ask(page, '/v1/verifications/check', { phone: PHONE, code: 'abc' });
    expect(wrong).toMatchObject({ status: 400, body: { error: { code: 'invalid_parameter' } } });
    const checked = await ask(page, '/v1/verifications/check', { phone: PHONE, code: codeSent() });
    expect(checked).toMatchObject({ status: 200, body: { status: 'approved' } });
    await page.close();
  });

  it('does the same on the tutorial’s wire, with the key in the path', async () => {
    const page = await pageOf(allowed());
    const phone = '8618566246631';
    const started = await ask(page, `/v0/${key}?method=getSms&phone=${phone}`, undefined);
    expect(started).toMatchObject({ status: 200, body: { codeStr: 'Ok' } });
    const login = await ask(page, `/v0/${key}?method=login&phone=${phone}&code=${codeSent()}`, undefined);
    expect(login).toMatchObject({ status: 200, body: { codeStr: 'Success' } });
    await page.close();
  });

  it('of another origin reads nothing and sends nothing, whatever it tries', async () => {
    const page = await pageOf(foreign());
    const sent = api.vendor.sent.length;
    expect(await ask(page, '/v1/verifications', { phone: '+8618566246632' })).toBe('unread');
    expect(await ask(page, `/v0/${key}?method=getSms&phone=8618566246632`, undefined)).toBe('unread');
    // What needs no preflight reaches the server, and is refused there.
    await page.evaluate(async (url) => {
      await fetch(url, {
        mode: 'no-cors',
        method: 'POST',
        body: new URLSearchParams({ method: 'getSms', phone: '8618566246632' }),
      });
    }, `${api.url}/v0/${key}`);
    expect(api.vendor.sent.length).toBe(sent);
    await page.close();
  });

  it('gets nowhere with a secret key, from an allowed origin too', async () => {
    const page = await pageOf(allowed());
    const sent = api.vendor.sent.length;
    expect(await ask(page, '/v1/verifications', { phone: '+8618566246633' }, secret)).toBe('unread');
    expect(await ask(page, '/console/v1/api-keys', undefined)).toBe('unread');
    expect(api.vendor.sent.length).toBe(sent);
    await page.close();
  });
});
