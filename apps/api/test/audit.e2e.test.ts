import { hash, randomBytes, randomUUID } from 'node:crypto';
import { newId, type OperatorRole } from '@latchkey/core';
import { EventDrain } from '../src/audit/event-drain.js';
import { HttpApp } from './support/http-app.js';

const PHONE = '+8618566246612';

let api: HttpApp;
/** Two tenants, each with one approved verification of the same number and one open one of another. */
const tenants: { id: string; key: string; verificationId: string }[] = [];

beforeAll(async () => {
  api = await HttpApp.start();
  for (const name of ['Ours', 'Theirs']) {
    const id = await api.newTenant(name);
    const { key } = await api.keys.create(id, { name: 'test' });
    const verificationId = await approve(key, PHONE, name);
    tenants.push({ id, key, verificationId });
  }
  const { live, database, metrics, logger } = api.parts;
  await new EventDrain(live.events, database.pool, metrics, logger).flush(10_000);
}, 60_000);

afterAll(() => api.stop());

async function post(path: string, body: object, headers: Record<string, string>) {
  const response = await fetch(`${api.url}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Asks for a code and enters it: the second try, for the first is wrong. */
async function approve(key: string, phone: string, name: string): Promise<string> {
  const authorization = { authorization: `Bearer ${key}` };
  // Across tenants a number gets one message in 30 seconds.
  const purpose = name.toLowerCase();
  const number = name === 'Ours' ? phone : phone.replace('66246612', '66246613');
  const started = await post('/v1/verifications', { phone: number, purpose, clientIp: '203.0.113.9' }, authorization);
  expect(started.status).toBe(201);
  const { id } = JSON.parse(started.text) as { id: string };
  const code = api.vendor.sent.at(-1)!.params[0]!;
  const wrong = code === '000000' ? '000001' : '000000';
  await post('/v1/verifications/check', { id, code: wrong }, authorization);
  expect((await post('/v1/verifications/check', { id, code }, authorization)).status).toBe(200);
  return id;
}

/** The cookie of a new operator, as signing in makes it. */
async function operator(role: OperatorRole, tenantId?: string): Promise<Record<string, string>> {
  const { prisma } = api.parts.database;
  const id = newId('op');
  const token = randomBytes(32).toString('base64url');
  const now = new Date();
  const bound = tenantId === undefined ? {} : { tenantId };
  await prisma.operator.create({ data: { id, name: role, signInName: id, role, status: 'active', ...bound } });
  await prisma.operatorSession.create({
    data: {
      id: randomUUID(),
      tokenHash: Uint8Array.from(hash('sha256', token, 'buffer')),
      kind: 'session',
      operatorId: id,
      provenAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + 3_600_000),
      ...bound,
    },
  });
  return { cookie: `latchkey_session=${token}`, 'x-latchkey-console': '1' };
}

async function get(path: string, as: Record<string, string>) {
  const response = await fetch(`${api.url}/console/v1/${path}`, { headers: as });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text) as never, text };
}

const query = (params: Record<string, string>) => new URLSearchParams(params).toString();
const listOf = (resource: string, filter: object) => `${resource}?${query({ filter: JSON.stringify(filter) })}`;
const LISTS = ['events', 'deliveries', 'verifications'];

describe('a verification’s timeline', () => {
  it('tells everything in order, with its number masked and no code in it', async () => {
    const [ours] = tenants;
    const { body, text } = await get(`verifications/${ours!.verificationId}`, await operator('support'));
    const timeline = body as { events: { type: string; outcome: string }[] } & Record<string, unknown>;
    expect(timeline.events.map(({ type, outcome }) => `${type} ${outcome}`)).toEqual([
      'start started',
      'settle accepted',
      'check wrong_code',
      'check approved',
    ]);
    expect(timeline).toMatchObject({
      outcome: 'approved',
      phone: '+86 185****6612',
      tenantId: ours!.id,
      canReveal: true,
    });
    expect(timeline['windows']).toContainEqual({ name: 'sends_per_hour', limit: 5, used: 0 });
    expect(text).not.toContain('66246612');
    expect(text).not.toContain('sealedPhone');
    expect(text).not.toContain(api.vendor.sent[0]!.params[0]!);
  });

  it('is found by the number, which stands in no address', async () => {
    const as = await operator('support');
    const { text } = await post('/console/v1/phone-keys', { phone: PHONE }, as);
    const { phoneKey } = JSON.parse(text) as { phoneKey: string };
    const { body } = await get(listOf('verifications', { phoneKey }), as);
    expect(body).toMatchObject([{ verificationId: tenants[0]!.verificationId, outcome: 'approved', attempts: 2 }]);
  });

  it('shows the number in full to who may see it, and writes that down', async () => {
    const path = `/console/v1/verifications/${tenants[0]!.verificationId}/reveal`;
    for (const role of ['support', 'auditor'] as const)
      expect((await post(path, {}, await operator(role))).status).toBe(403);
    const { status, text } = await post(path, {}, await operator('admin'));
    expect([status, JSON.parse(text)]).toEqual([200, { phone: PHONE }]);
    const entry = await api.parts.database.prisma.operatorLogEntry.findFirst({ orderBy: { seq: 'desc' } });
    expect(entry).toMatchObject({ action: 'reveal', objectId: tenants[0]!.verificationId, tenantId: tenants[0]!.id });
    expect(JSON.stringify(entry, (_, value: unknown) => (typeof value === 'bigint' ? '' : value))).not.toContain(PHONE);
  });
});

describe('an operator bound to a tenant', () => {
  it.each(LISTS)('finds none of another’s %s, whatever is asked for', async (resource) => {
    const [ours, theirs] = tenants;
    const as = await operator('owner', ours!.id);
    const own = (await get(listOf(resource, {}), as)).body as { tenantId: string }[];
    expect(new Set(own.map(({ tenantId }) => tenantId))).toEqual(new Set([ours!.id]));
    for (const filter of [{ tenantId: theirs!.id }, { tenantId: theirs!.id, mode: 'live' }]) {
      expect((await get(listOf(resource, filter), as)).body).toEqual([]);
    }
  });

  it('is answered about another’s verification as about none', async () => {
    const [ours, theirs] = tenants;
    const as = await operator('owner', ours!.id);
    const missing = `ver_00${'0'.repeat(32)}`;
    const answers = await Promise.all([
      get(`verifications/${theirs!.verificationId}`, as),
      get(`verifications/${missing}`, as),
    ]);
    const seen = answers.map(({ status, body }) => ({ status, body: withoutRequest(body) }));
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]!.status).toBe(404);
    for (const action of ['reveal', 'cancel']) {
      const path = `/console/v1/verifications/${theirs!.verificationId}/${action}`;
      expect((await post(path, {}, as)).status).toBe(404);
    }
    const erase = { tenantId: theirs!.id, phone: PHONE, confirm: PHONE };
    expect((await post('/console/v1/erasures', erase, as)).status).toBe(404);
  });

  it('counts and exports nothing of another', async () => {
    const [ours, theirs] = tenants;
    const as = await operator('owner', ours!.id);
    const day = { from: new Date(Date.now() - 86_400_000).toISOString(), to: new Date().toISOString() };
    const counts = async (more: object, who = as) => {
      const { body } = await get(`statistics/summary?${query({ ...day, ...more })}`, who);
      return (body as { current: { counts: { requested: number } } }).current.counts.requested;
    };
    expect(await counts({})).toBe(1);
    expect(await counts({ tenantId: theirs!.id })).toBe(0);
    expect(await counts({}, await operator('owner'))).toBe(2);
    const filter = { tenantId: theirs!.id };
    const { text } = await post('/console/v1/events/export', { format: 'jsonl', filter }, as);
    expect(text).toBe('');
  });
});

const withoutRequest = (body: unknown) => {
  const { error } = body as { error: { requestId: string } };
  return { ...error, requestId: '' };
};

describe('statistics', () => {
  it('are the events, added up', async () => {
    const day = {
      from: new Date(Date.now() - 86_400_000).toISOString(),
      to: new Date().toISOString(),
      tenantId: tenants[0]!.id,
    };
    const as = await operator('auditor');
    const { body } = await get(`statistics/summary?${query(day)}`, as);
    expect(body).toMatchObject({
      current: { counts: { requested: 1, accepted: 1, checked: 2, wrongCode: 1, approved: 1, segments: 1 } },
      previous: { counts: { requested: 0 } },
      cost: [{ currency: 'CNY', amount: '0', unpriced: 1 }],
    });
    const series = (await get(`statistics/series?${query({ ...day, step: 'hour' })}`, as)).body as {
      approved: number;
    }[];
    expect(series.length).toBeGreaterThanOrEqual(24);
    expect(series.reduce((sum, { approved }) => sum + approved, 0)).toBe(1);
    const { body: byCountry } = await get(`statistics/breakdown?${query({ ...day, by: 'country' })}`, as);
    expect(byCountry).toMatchObject([{ value: 'CN', approved: 1 }]);
  });
});

describe('an export', () => {
  it('has no formula cell and masks numbers, unless one may see them and asks', async () => {
    const filter = { tenantId: tenants[0]!.id };
    const admin = await operator('admin');
    const masked = await post('/console/v1/events/export', { format: 'csv', filter }, admin);
    expect(masked.headers.get('content-disposition')).toBe('attachment; filename="latchkey-events.csv"');
    expect(masked.text).toContain("'+86 185****6612");
    expect(masked.text).not.toMatch(/(^|,)"?[=+\-@]/m);
    expect(masked.text).not.toContain(PHONE);
    const full = await post('/console/v1/deliveries/export', { format: 'csv', filter, reveal: true }, admin);
    expect(full.text).toContain(`'${PHONE}`);
    const refused = await post(
      '/console/v1/events/export',
      { format: 'csv', filter, reveal: true },
      await operator('auditor'),
    );
    expect(refused.status).toBe(403);
    const entry = await api.parts.database.prisma.operatorLogEntry.findFirst({ orderBy: { seq: 'desc' } });
    expect(entry).toMatchObject({ action: 'export', resource: 'deliveries', after: { format: 'csv', reveal: true } });
  });
});

// The last, for it takes away what the others look at.
describe('an erasure', () => {
  it('leaves nothing that finds or shows the number, and leaves the other tenant alone', async () => {
    const [ours, theirs] = tenants;
    const body = { tenantId: ours!.id, phone: PHONE, confirm: PHONE };
    expect((await post('/console/v1/erasures', body, await operator('support'))).status).toBe(403);
    const admin = await operator('admin');
    expect((await post('/console/v1/erasures', { ...body, confirm: '+8618566246699' }, admin)).status).toBe(400);
    const { status, text } = await post('/console/v1/erasures', body, admin);
    expect(status).toBe(201);
    expect(JSON.parse(text)).toMatchObject({ rows: { events: 4, deliveries: 1 } });
    const { rows } = await api.parts.database.pool.query<{ text: string }>(
      `SELECT e::text AS text FROM verification_event e WHERE tenant_id = $1
       UNION ALL SELECT d::text FROM delivery d WHERE tenant_id = $1`,
      [ours!.id],
    );
    const everything = rows.map((row) => row.text).join('\n');
    for (const trace of ['6612', api.parts.hashes.phoneKey(PHONE), 'sealedPhone', '203.0.113.9']) {
      expect(everything).not.toContain(trace);
    }
    const path = `verifications/${ours!.verificationId}`;
    expect((await get(path, admin)).body).toMatchObject({ outcome: 'approved', phone: '', canReveal: false });
    expect((await post(`/console/v1/${path}/reveal`, {}, admin)).status).toBe(404);
    expect((await get(`verifications/${theirs!.verificationId}`, admin)).body).toMatchObject({ canReveal: true });
  });
});

describe('a number with wrong codes in a row', () => {
  it('is shown with them, and begins anew when an admin has looked into it, which is written down', async () => {
    const tenantId = await api.newTenant('Held');
    const { key } = await api.keys.create(tenantId, { name: 'test' });
    const authorization = { authorization: `Bearer ${key}` };
    const started = await post('/v1/verifications', { phone: '+8618566246619' }, authorization);
    const { id } = JSON.parse(started.text) as { id: string };
    for (let i = 0; i < 3; i++) await post('/v1/verifications/check', { id, code: '0000' }, authorization);
    const { live, database, metrics, logger } = api.parts;
    await new EventDrain(live.events, database.pool, metrics, logger).flush(10_000);
    expect((await get(`verifications/${id}`, await operator('auditor'))).body).toMatchObject({ failures: 3 });
    const release = `/console/v1/verifications/${id}/release`;
    for (const role of ['support', 'auditor'] as const)
      expect((await post(release, {}, await operator(role))).status).toBe(403);
    const admin = await operator('admin');
    const { status, text } = await post(release, {}, admin);
    expect([status, JSON.parse(text)]).toMatchObject([200, { failures: 0, live: { attemptsLeft: 2 } }]);
    expect((await post(release, {}, admin)).status).toBe(404);
    const entry = await database.prisma.operatorLogEntry.findFirst({ where: { objectId: id }, omit: { seq: true } });
    expect(entry).toMatchObject({ action: 'update', tenantId, before: { failures: 3 }, after: { failures: 0 } });
  });
});
