import { randomBytes } from 'node:crypto';
import { newEventId, newId, newVerificationId, type VerificationEvent } from '@latchkey/core';
import { checkByPhone, startCommand } from '@latchkey/core/testing';
import { json, run } from '../../test/support/command-line.js';
import { HttpApp } from '../../test/support/http-app.js';
import { signInAs } from '../../test/support/operators.js';
import { type PostgresServer, startPostgresServer } from '../../test/support/postgres-server.js';
import { type RedisServer, startRedisServer } from '../../test/support/redis-server.js';
import { EventDrain } from '../audit/event-drain.js';
import { storeEvents } from '../audit/event-table.js';

const PHONE = '+8618566246612';
const OTHER_PHONE = '+8618566246613';
const DAY_MS = 86_400_000;

let postgres: PostgresServer;
let redis: RedisServer;
/** The server beside which the commands run: on the same database, and on the same Redis. */
let api: HttpApp;
let env: Record<string, string>;
let tenantId: string;
let verificationId: string;

beforeAll(async () => {
  [postgres, redis] = await Promise.all([
    startPostgresServer({ exclusive: true }),
    startRedisServer({ exclusive: true }),
  ]);
  const masterKey = randomBytes(32).toString('base64');
  env = { DATABASE_URL: await postgres.newDatabase(), REDIS_URL: redis.url, MASTER_KEY: masterKey };
  api = await HttpApp.start(env);
  tenantId = await api.newTenant('Example');
  await api.newTenant('Other');
  const { key } = await api.keys.create(tenantId, { name: 'live' });
  verificationId = await start(key, PHONE);
  const code = api.vendor.sent.at(-1)!.params[0]!;
  await post('check', key, { id: verificationId, code: code === '000000' ? '000001' : '000000' });
  await post('check', key, { id: verificationId, code });
  await start(key, OTHER_PHONE);
  await drained();
}, 60_000);

afterAll(async () => {
  await api.stop();
  await Promise.all([postgres.stop(), redis.stop()]);
});

async function post(path: string, key: string, body: object) {
  const response = await fetch(`${api.url}/v1/verifications/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as { id: string };
}

const start = async (key: string, phone: string) => (await post('', key, { phone })).id;

function drained(): Promise<unknown> {
  const { live, database, metrics, logger } = api.parts;
  return new EventDrain(live.events, database.pool, metrics, logger).flush(10_000);
}

/** What the operator log says was done last. */
async function lastDeed() {
  const { prisma } = api.parts.database;
  const entry = await prisma.operatorLogEntry.findFirstOrThrow({ orderBy: { seq: 'desc' }, omit: { seq: true } });
  return { ...entry, text: JSON.stringify(entry) };
}

describe('looking things up', () => {
  it('tells everything that happened to a verification, with its number masked and no code in it', async () => {
    const { exitCode, object } = await json(env, `verification show ${verificationId}`);
    expect(exitCode).toBe(0);
    expect(object).toMatchObject({ id: verificationId, tenantId, phone: '+86 185****6612', outcome: 'approved' });
    expect(object.events.map((event: VerificationEvent) => `${event.type} ${event.outcome}`)).toEqual([
      'start started',
      'settle accepted',
      'check wrong_code',
      'check approved',
    ]);
    const { printed } = await run(env, `verification show ${verificationId}`);
    for (const text of [JSON.stringify(object), printed.join()]) {
      expect(text).not.toContain('66246612');
      expect(text).not.toContain(api.vendor.sent[0]!.params[0]!);
    }
    expect(printed.join('\n')).toMatch(/check approved +2 /);
  });

  it('finds the verifications of a number, of one tenant or of all', async () => {
    const found = async (line: string) =>
      (await json(env, line)).object.verifications.map((row: { verificationId: string }) => row.verificationId);
    expect(await found(`verification find ${PHONE}`)).toEqual([verificationId]);
    expect(await found(`verification find ${PHONE} --tenant Example`)).toEqual([verificationId]);
    expect(await found(`verification find ${PHONE} --tenant Other`)).toEqual([]);
    expect(await found('verification find +8618566240000')).toEqual([]);
    const { printed } = await run(env, `verification find ${PHONE}`);
    expect(printed[0]).toMatch(/^ASKED +ID +TENANT +PURPOSE +OUTCOME +MESSAGE\n.* +login +approved +accepted$/);
  });

  it('adds up what was sent and approved', async () => {
    const { object } = await json(env, 'stats --days 1 --tenant Example');
    expect(object.current.counts).toMatchObject({ requested: 2, accepted: 2, checked: 2, wrongCode: 1, approved: 1 });
    expect((await json(env, 'stats --tenant Other')).object.current.counts).toMatchObject({ requested: 0 });
    expect((await json(env, 'stats --mode test')).object.current.counts).toMatchObject({ requested: 0 });
    const { printed } = await run(env, 'stats');
    expect(printed[0]).toMatch(/^requested +2\nlimited +0 .*\naccepted +2 /m);
  });
});

describe('an export', () => {
  it('masks numbers, has no formula cell, and is written down before it leaves', async () => {
    const { exitCode, printed } = await run(env, 'export events --tenant Example');
    const text = printed.join('\n');
    expect(exitCode).toBe(0);
    expect(text.trimEnd().split(/\r?\n/)).toHaveLength(1 + 6);
    expect(text).toContain("'+86 185****6612");
    expect(text).not.toMatch(/(^|,)"?[=+\-@]/m);
    expect(text).not.toContain(PHONE);
    expect(await lastDeed()).toMatchObject({
      action: 'export',
      resource: 'events',
      tenantId,
      operatorName: 'command line',
    });
  });

  it('has numbers in full when that is asked for', async () => {
    const { printed } = await run(env, 'export deliveries --tenant Example --format jsonl --reveal');
    const rows = printed
      .join('\n')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { phone: string });
    expect(rows.map(({ phone }) => phone).sort()).toEqual([PHONE, OTHER_PHONE]);
    expect(await lastDeed()).toMatchObject({ resource: 'deliveries', after: { format: 'jsonl', reveal: true } });
  });

  it('holds what lies between two times', async () => {
    const { printed } = await run(env, 'export events --format jsonl --to 2020-01-01T00:00:00Z');
    expect(printed.join('')).toBe('');
  });
});

describe('a number on hold', () => {
  const phone = '+8618566246614';

  beforeAll(async () => {
    const scope = { tenantId, mode: 'live' } as const;
    const subject = { purpose: 'login', phoneKey: api.parts.hashes.phoneKey(phone) };
    const policy = { maxAttempts: 500, guessesPerHour: 500, guessesPerDay: 500 };
    await api.parts.live.store.start(scope, startCommand(scope, subject, '111111', Date.now(), { policy }));
    for (let i = 0; i < 101; i++) await api.parts.live.store.check(scope, checkByPhone(scope, subject, '222222'));
  });

  it('is shown with its wrong codes, and released once somebody has looked into it', async () => {
    expect((await json(env, `hold show ${phone} --tenant Example`)).object).toMatchObject({ failures: 100 });
    expect((await json(env, `hold show ${phone} --tenant Other`)).object).toMatchObject({ failures: 0 });
    expect((await json(env, `hold show ${phone} --tenant Example --test`)).object).toMatchObject({ failures: 0 });
    const released = await json(env, `hold release ${phone} --tenant Example`);
    expect(released).toMatchObject({ exitCode: 0, object: { phone: '+86 185****6614', released: 100 } });
    const deed = await lastDeed();
    expect(deed).toMatchObject({ action: 'update', resource: 'verifications', tenantId, before: { failures: 100 } });
    expect(deed.text).not.toContain('66246614');
    expect((await run(env, `hold show ${phone} --tenant Example`)).printed[0]).toMatch(/failures +0$/);
    await drained();
    const { printed } = await run(env, 'export events --tenant Example --format jsonl');
    const outcomes = printed
      .join('\n')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as VerificationEvent)
      .map(({ type, outcome }) => `${type} ${outcome}`);
    expect(outcomes[0]).toBe('release released');
    // Of one millisecond neither is the later one, so these have no order.
    expect(outcomes.filter((outcome) => outcome === 'check held')).toHaveLength(1);
  });
});

describe('people of the console', () => {
  it('are listed without their secrets', async () => {
    const { operatorId } = await signInAs(api.parts, { role: 'support', tenantId });
    const { object } = await json(env, 'operator list');
    const listed = object.operators.find(({ id }: { id: string }) => id === operatorId);
    expect(listed).toEqual({
      ...{ id: operatorId, name: expect.any(String), signInName: operatorId, role: 'support', tenantId },
      ...{ status: 'active', lastSignInAt: null },
    });
    expect((await run(env, 'operator list')).printed[0]).toMatch(/^ID +NAME +SIGNS IN AS +ROLE +TENANT +STATUS/);
  });

  it('get back in by a one-time link, also when they were disabled, and the log says so', async () => {
    const { operatorId } = await signInAs(api.parts, { role: 'owner' });
    const { prisma } = api.parts.database;
    const passwordHash = 'of another day';
    await prisma.operator.update({ where: { id: operatorId }, data: { status: 'disabled', passwordHash } });
    const { object } = await json({ ...env, PUBLIC_URL: 'https://otp.example.com' }, `operator reset ${operatorId}`);
    expect(object).toMatchObject({
      operatorId,
      setupUrl: expect.stringMatching(/^https:\/\/otp\.example\.com\/setup#/),
    });
    const look = await fetch(`${api.url}/console/v1/session/setup/look`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-latchkey-console': '1' },
      body: JSON.stringify({ token: object.setupUrl.split('#')[1] }),
    });
    expect([look.status, await look.json()]).toMatchObject([200, { operator: { signInName: operatorId } }]);
    const deed = await lastDeed();
    expect(deed).toMatchObject({ objectId: operatorId, before: { status: 'disabled' }, after: { status: 'active' } });
    expect(deed.text).not.toContain(object.setupUrl.split('#')[1]);
  });
});

describe('what is past its time', () => {
  it('is told before it goes, and goes when it is said', async () => {
    const at = Date.now() - 200 * DAY_MS;
    const old = (): VerificationEvent => ({
      ...{ id: newEventId(at), at, tenantId, mode: 'live', type: 'start', outcome: 'limited', purpose: 'login' },
      ...{ phoneKey: newId('op').slice(0, 22), verificationId: newVerificationId(1), details: {} },
    });
    await storeEvents(api.parts.database.pool, [old(), old()]);
    const told = await json(env, 'retention run --dry-run');
    expect(told).toMatchObject({ exitCode: 0, object: { dryRun: true, rows: { verification_event: 2 } } });
    expect((await json(env, 'retention run')).object).toMatchObject({ ...told.object, dryRun: false });
    expect((await run(env, 'retention run')).printed).toEqual(['nothing is past its time']);
    expect((await json(env, `verification find ${PHONE}`)).object.verifications).toHaveLength(1);
  });
});

describe('erasing a number', () => {
  it('makes it unfindable and unreadable, leaves the sums, and writes down neither it nor its mask', async () => {
    const before = (await json(env, 'stats --tenant Example')).object.current.counts;
    const { exitCode, object } = await json(env, `erase ${OTHER_PHONE} --tenant Example`);
    expect({ exitCode, object }).toMatchObject({
      exitCode: 0,
      object: { tenantId, phone: '+86 185****6613', rows: { events: 2, deliveries: 1 } },
    });
    const deed = await lastDeed();
    expect(deed).toMatchObject({ action: 'delete', resource: 'verifications', objectId: object.id, tenantId });
    expect(deed.text).not.toMatch(/66246613|\*6613/);
    expect((await json(env, `verification find ${OTHER_PHONE}`)).object.verifications).toEqual([]);
    const { printed } = await run(env, 'export deliveries --tenant Example --format jsonl --reveal');
    expect(printed.join()).not.toMatch(/66246613|\*6613/);
    expect((await json(env, 'stats --tenant Example')).object.current.counts).toEqual(before);
  });
});

describe('what cannot be done', () => {
  it.each([
    [`verification show ${newVerificationId(1)}`, { code: 'not_found' }],
    ['verification find 123', { code: 'invalid_parameter', field: 'phone' }],
    ['verification find +8618566246612 --tenant Nobody', { code: 'not_found' }],
    ['erase +8618566246612', { code: 'invalid_parameter', field: 'tenant' }],
    ['erase 123 --tenant Example', { code: 'invalid_parameter', field: 'phone' }],
    ['export events --format xml', { code: 'usage' }],
    ['export events --from yesterday', { code: 'usage' }],
    ['export events --tenant Nobody', { code: 'not_found' }],
    ['stats --days many', { code: 'usage' }],
    ['stats --days 2000', { code: 'invalid_parameter', field: 'days' }],
    ['hold release +8618566240009 --tenant Example', { code: 'not_found' }],
    ['hold show 123 --tenant Example', { code: 'invalid_parameter', field: 'phone' }],
    ['operator reset nobody', { code: 'not_found' }],
    ['dead-letter retry nobody', undefined],
  ])('`%s` ends with exit code 1 and one object', async (line, error) => {
    const { exitCode, object } = await json(env, line);
    expect(exitCode).toBe(1);
    expect(object).toMatchObject(error ? { error } : {});
  });

  it('a hold is not looked for where it is in the memory of another process', async () => {
    const { REDIS_URL: _, ...withoutRedis } = env;
    const { exitCode, object } = await json(withoutRedis, `hold show ${PHONE} --tenant Example`);
    expect({ exitCode, object }).toMatchObject({ exitCode: 1, object: { error: { field: 'REDIS_URL' } } });
  });
});

// Last: what was done to the log cannot be undone.
describe('the operator log', () => {
  it('is found unchanged, and found out when somebody has changed it', async () => {
    const { prisma, pool } = api.parts.database;
    const entries = await prisma.operatorLogEntry.count();
    expect(await json(env, 'operator-log verify')).toMatchObject({ exitCode: 0, object: { intact: true, entries } });
    expect((await run(env, 'operator-log verify')).printed).toEqual([`${entries} entries, unchanged`]);
    await pool.query('ALTER TABLE operator_log DISABLE TRIGGER USER');
    await pool.query(`UPDATE operator_log SET operator_name = 'Somebody' WHERE seq = 2`);
    expect(await json(env, 'operator-log verify')).toMatchObject({
      exitCode: 1,
      object: { intact: false, brokenAt: 2, fault: 'changed' },
    });
    expect((await run(env, 'operator-log verify')).printed).toEqual(['entry 2 is changed']);
  });
});
