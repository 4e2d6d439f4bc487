import { setTimeout as pause } from 'node:timers/promises';
import type { EventLog, VerificationEvent } from '@latchkey/core';
import { HttpApp } from '../../../test/support/http-app.js';
import { startRedisServer } from '../../../test/support/redis-server.js';
import { CallbackRepository } from './callback-repository.js';

let http: HttpApp;
let addresses: CallbackRepository;
let full = false;

/** The real log, which can be told to be at its bound. */
const boundedLog = (events: EventLog): EventLog =>
  new Proxy(events, {
    get: (log, name: keyof EventLog) =>
      name === 'append'
        ? (event: VerificationEvent) => (full ? Promise.resolve(false) : log.append(event))
        : (log[name] as () => unknown).bind(log),
  });

beforeAll(async () => {
  http = await HttpApp.start({ HTTP_LIMIT_PER_IP_PER_MINUTE: '40' }, ({ live }) => ({
    live: { ...live, events: boundedLog(live.events) },
  }));
  addresses = new CallbackRepository(http.parts.database.prisma, http.parts.tenantKeys, http.url);
});
afterAll(() => http.stop());
beforeEach(() => (full = false));

let tenants = 0;
const newTenant = () => http.newTenant(`callbacks ${++tenants}`);

const receipt = (change: object = {}) => ({
  nationcode: '86',
  mobile: '18566246612',
  report_status: 'SUCCESS',
  errmsg: 'DELIVRD',
  description: 'ok',
  sid: '5000:1',
  ...change,
});

async function push(url: string, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const reply = await fetch(url, { method: 'POST', body: text, headers });
  return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
}

async function eventsOf(tenantId: string) {
  const logged = await http.parts.live.events.read(10_000);
  await http.parts.live.events.acknowledge(logged);
  return logged.map(({ event }) => event).filter((event) => event.tenantId === tenantId);
}

const OK = { status: 200, body: { result: 0, errmsg: 'OK' } };

describe('the address that receipts are pushed to', () => {
  it('takes receipts and replies into the log, as of the tenant whose address it is', async () => {
    const tenantId = await newTenant();
    const { url, accountId } = await addresses.show(tenantId, 'default');
    expect(await push(url, [receipt(), receipt({ sid: '5000:2', report_status: 'FAIL', errmsg: 'SUBFAIL' })])).toEqual(
      OK,
    );
    expect(await push(url, { nationcode: '86', mobile: '18566246612', text: 'td', sign: 'x', extend: '' })).toEqual(OK);
    const phoneKey = http.parts.hashes.phoneKey('+8618566246612');
    expect(await eventsOf(tenantId)).toMatchObject([
      { type: 'receipt', outcome: 'delivered', phoneKey, details: { accountId, providerMessageId: '5000:1' } },
      { type: 'receipt', outcome: 'undelivered', phoneKey, details: { bucket: 'invalid_number' } },
      { type: 'reply', outcome: 'opted_out', phoneKey, details: { accountId, text: 'td', phone: '+86 185****6612' } },
    ]);
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'text/plain',
    'application/x-www-form-urlencoded',
    'x/y',
  ])('does not mind the content type %s', async (type) => {
    const tenantId = await newTenant();
    const { url } = await addresses.show(tenantId, 'default');
    expect(await push(url, [receipt()], { 'content-type': type })).toEqual(OK);
    expect(await eventsOf(tenantId)).toHaveLength(1);
  });

  it('takes 100 items of the largest size, and refuses what is larger', async () => {
    const { url } = await addresses.show(await newTenant(), 'default');
    const large = Array.from({ length: 100 }, (_, i) => receipt({ sid: `5000:${i}`, description: 'x'.repeat(500) }));
    expect(await push(url, large)).toEqual(OK);
    expect(await push(url, JSON.stringify([receipt()]).padEnd(256 * 1024 + 1))).toMatchObject({
      status: 413,
      body: { result: 413 },
    });
  });

  it('counts what cannot be read and takes the rest', async () => {
    const tenantId = await newTenant();
    const { url } = await addresses.show(tenantId, 'default');
    expect(await push(url, [receipt({ mobile: 'nobody' }), receipt()])).toEqual(OK);
    expect(await eventsOf(tenantId)).toHaveLength(1);
    const metrics = await http.parts.metrics.registry.metrics();
    expect(metrics).toMatch(/latchkey_provider_reports_total\{way="push",outcome="invalid"\} \d/);
  });

  it('says what is wrong with a body, in the provider’s own form', async () => {
    const { url } = await addresses.show(await newTenant(), 'default');
    expect(await push(url, 'not json')).toEqual({ status: 400, body: { result: 400, errmsg: 'the body is not JSON' } });
  });

  it('asks for another push when the log is at its bound', async () => {
    const { url } = await addresses.show(await newTenant(), 'default');
    full = true;
    expect(await push(url, [receipt()])).toMatchObject({ status: 503, body: { result: 503 } });
    full = false;
    expect(await push(url, [receipt()])).toEqual(OK);
  });

  it('is closed to addresses outside the account’s list', async () => {
    const tenantId = await newTenant();
    const { url } = await addresses.show(tenantId, 'default');
    const allow = (callbackSources: string) =>
      http.accounts.set(tenantId, { provider: 'tencent', settings: { sdkAppId: '1400000001', callbackSources } });
    await allow('203.0.113.0/24');
    expect((await push(url, [receipt()])).status).not.toBe(200);
    await expect(allow('everybody')).rejects.toMatchObject({ refusal: { field: 'settings.callbackSources' } });
    expect(await eventsOf(tenantId)).toEqual([]);
  });
});

describe('a rotation', () => {
  it('gives another address; the old one works for another day, a leaked one for seconds', async () => {
    const tenantId = await newTenant();
    const first = await addresses.show(tenantId, 'default');
    expect(await addresses.show(tenantId, 'default')).toEqual(first);
    const second = await addresses.rotate(tenantId, 'default');
    expect(second.url).not.toBe(first.url);
    expect(await addresses.show(tenantId, 'default')).toEqual(second);
    expect(await push(first.url, [receipt()])).toEqual(OK);
    expect(await push(second.url, [receipt()])).toEqual(OK);
    const third = await addresses.rotate(tenantId, 'default', true);
    await pause(5_100);
    expect((await push(first.url, [receipt()])).status).not.toBe(200);
    expect((await push(second.url, [receipt()])).status).not.toBe(200);
    expect(await push(third.url, [receipt()])).toEqual(OK);
  });

  it('keeps no token in clear, and is refused for another tenant’s account', async () => {
    const tenantId = await newTenant();
    const { url, accountId } = await addresses.show(tenantId, 'default');
    const { rows } = await http.parts.database.pool.query('SELECT t::text AS row FROM callback_token t');
    const token = url.split('/').at(-1) ?? '';
    expect(token).toMatch(/^[\w-]{32}$/);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(http.logLines.join('')).not.toContain(token);
    await expect(addresses.show(await newTenant(), accountId)).rejects.toMatchObject({ refusal: { field: 'account' } });
  });
});

describe('with Redis', () => {
  it('a full push is answered within a second, and asked for again while Redis is away', async () => {
    const redis = await startRedisServer({ exclusive: true });
    const shared = await HttpApp.start({ REDIS_URL: redis.url });
    try {
      const tenantId = await shared.newTenant('on Redis');
      const { prisma } = shared.parts.database;
      const { url } = await new CallbackRepository(prisma, shared.parts.tenantKeys, shared.url).show(
        tenantId,
        'default',
      );
      expect(await push(url, [receipt()])).toEqual(OK);
      const startedAt = performance.now();
      expect(await push(url, Array(100).fill(receipt()))).toEqual(OK);
      expect(performance.now() - startedAt).toBeLessThan(1_000);
      expect(await shared.parts.live.events.backlog()).toMatchObject({ events: 101 });
      await redis.kill();
      expect(await push(url, [receipt()])).toMatchObject({ status: 503, body: { result: 503 } });
    } finally {
      await shared.stop();
      await redis.stop();
    }
  });
});

// Last, because it fills the limit of the address that every test calls from.
describe('an address that does not exist', () => {
  it('answers an unknown address as a path that nobody serves, and stops a guesser', async () => {
    const request = async (path: string) => {
      const reply = await fetch(`${http.url}${path}`, { method: 'POST', body: '[]', headers: { 'x-request-id': 'x' } });
      const { error } = (await reply.json()) as { error?: { requestId?: string } };
      delete error?.requestId;
      return { status: reply.status, error };
    };
    const missing = await request('/callbacks/nobody/serves/this');
    expect(missing).toMatchObject({ status: 404, error: { code: 'not_found' } });
    expect(await request(`/callbacks/tencent/${'A'.repeat(32)}`)).toEqual(missing);
    const { url } = await addresses.show(await newTenant(), 'default');
    expect(await push(url, [receipt()])).toEqual(OK);
    const statuses = [];
    for (let i = 0; i < 45; i += 1) statuses.push((await request(`/callbacks/tencent/${i}`)).status);
    expect(statuses.slice(-3)).toEqual([429, 429, 429]);
    expect(await push(url, [receipt()])).toEqual(OK);
  });
});
