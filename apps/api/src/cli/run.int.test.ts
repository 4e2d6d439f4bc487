import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newEventId, parseApiKey } from '@latchkey/core';
import { json, run } from '../../test/support/command-line.js';
import { migrationNames } from '../../test/support/migration-names.js';
import { type PostgresServer, startPostgresServer } from '../../test/support/postgres-server.js';
import { startRedisServer } from '../../test/support/redis-server.js';
import { TencentSimulator } from '../../test/support/tencent-simulator/simulator.js';
import { type Environment, loadConfig } from '../platform/config.js';
import { openDatabase } from '../platform/database/database.js';
import { databaseLocation } from './workshop.js';

let server: PostgresServer;
let folder: string;

beforeAll(async () => {
  server = await startPostgresServer({ exclusive: true });
  folder = await mkdtemp(path.join(tmpdir(), 'latchkey-cli-'));
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const masterKey = () => randomBytes(32).toString('base64');

describe.each(['embedded', 'postgres'] as const)('the command line on %s', (kind) => {
  let env: Record<string, string>;
  let close = async () => undefined as void;

  beforeAll(async () => {
    env =
      kind === 'embedded'
        ? { DATA_DIR: path.join(folder, 'data') }
        : { DATABASE_URL: await server.newDatabase(), MASTER_KEY: masterKey() };
    await json(env, 'migrate');
    if (kind === 'embedded') {
      // As beside a running server, which also spares every command an opening of its own.
      const running = await openDatabase({ dataDir: env['DATA_DIR'] ?? '' });
      close = () => running.close();
    }
  });

  afterAll(() => close());

  it('sets a tenant up from nothing', async () => {
    const created = await json(env, 'tenant create "Acme 北京" --countries CN,HK');
    expect(created).toMatchObject({
      exitCode: 0,
      object: {
        tenant: { name: 'Acme 北京', status: 'active', timeZone: 'Asia/Shanghai', allowedCountries: ['CN', 'HK'] },
      },
    });
    const account = await json(
      env,
      'provider-account set --provider tencent --sdk-app-id 1400006666 --credentials-stdin',
      '{"secretId":"AKIDx","secretKey":"hunter2"}',
    );
    expect(account.object.account).toMatchObject({
      settings: { sdkAppId: '1400006666', region: 'ap-guangzhou', credentials: 'sealed' },
      hasCredentials: true,
    });
    expect(JSON.stringify(account)).not.toContain('hunter2');
    await expect(json(env, 'signature add 腾讯云 --region mainland')).resolves.toMatchObject({
      object: { signature: { text: '腾讯云' } },
    });
    await expect(json(env, 'template add 449739 --content "{1} for {2} minutes" --locale en')).resolves.toMatchObject({
      object: { template: { providerTemplateId: '449739', purpose: '*', params: ['code', 'minutes'] } },
    });
    await expect(json(env, 'policy set login --ttl-seconds 120 --require-id')).resolves.toMatchObject({
      object: { policy: { purpose: 'login', ttlSeconds: 120, requireId: true, maxAttempts: 5 } },
    });
    const key = await json(env, 'key create --name backend --test --expires 90d');
    expect(parseApiKey(key.object.key.key)).toMatchObject({ id: key.object.key.id, mode: 'test' });
  });

  it('shows what there is, and no secret of it', async () => {
    await expect(json(env, 'key list')).resolves.toMatchObject({
      object: { keys: [{ name: 'backend', mode: 'test' }] },
    });
    await expect(json(env, 'provider-account list')).resolves.toMatchObject({
      object: { accounts: [{ provider: 'tencent' }] },
    });
    await expect(json(env, 'signature list')).resolves.toMatchObject({ object: { signatures: [{ text: '腾讯云' }] } });
    await expect(json(env, 'template list')).resolves.toMatchObject({ object: { templates: [{ locale: 'en' }] } });
    await expect(json(env, 'policy show')).resolves.toMatchObject({
      object: { policies: [{ purpose: '*' }, { purpose: 'login' }] },
    });
    const { printed } = await run(env, 'key list');
    expect(printed.join('\n')).toMatch(/^ID +NAME +KIND +ENDS.*\nkey_\w{12} +backend +test +…\w{4}/);
    expect(printed.join('\n')).not.toContain('lk_test_');
  });

  it('suspends and resumes a tenant, and revokes a key for good', async () => {
    const status = async (verb: string) => (await json(env, `tenant ${verb} "Acme 北京"`)).object.tenant.status;
    await expect(status('suspend')).resolves.toBe('suspended');
    await expect(status('resume')).resolves.toBe('active');
    const { object } = await json(env, 'key list');
    const [{ id }] = object.keys;
    const revoked = await json(env, `key revoke ${id}`);
    expect(revoked.object.key.revokedAt).toEqual(expect.any(String));
    await expect(json(env, `key revoke ${id}`)).resolves.toEqual(revoked);
  });

  it('makes a publishable key for the pages of its owner', async () => {
    const made = await json(env, 'key create --publishable --origins https://shop.example,http://localhost:5173/');
    expect(made.object.key).toMatchObject({
      publishable: true,
      origins: ['https://shop.example', 'http://localhost:5173'],
    });
    const { printed } = await run(env, 'key list');
    expect(printed.join('\n')).toContain('https://shop.example');
    await json(env, `key revoke ${made.object.key.id}`);
  });

  it('stops and resumes sending, of a tenant and of all', async () => {
    const sending = async (verb: string) => (await json(env, `sending ${verb}`)).object;
    await expect(sending('stop "Acme 北京"')).resolves.toMatchObject({ tenant: { sending: false, status: 'active' } });
    await expect(sending('resume "Acme 北京"')).resolves.toMatchObject({ tenant: { sending: true } });
    await expect(sending('stop')).resolves.toEqual({ installation: { sending: false } });
    await expect(sending('resume')).resolves.toEqual({ installation: { sending: true } });
  });

  it('prints a one-time link to the console', async () => {
    const { object } = await json({ ...env, PUBLIC_URL: 'https://otp.example.com' }, 'console link');
    expect(object.setupUrl).toMatch(/^https:\/\/otp\.example\.com\/setup#[\w-]{43}$/);
  });

  it('shows dead letters and stores them again, and says which are refused still', async () => {
    expect((await run(env, 'dead-letter list')).printed).toEqual(['no dead letters']);
    const good = newEventId(Date.now());
    const bad = newEventId(Date.now());
    const event = { at: Date.now(), tenantId: 'ten_1', mode: 'live', type: 'check', outcome: 'approved', details: {} };
    const text = { purpose: 'login', phoneKey: 'k', verificationId: 'ver_1' };
    const database = await openDatabase(databaseLocation(loadConfig(env)));
    for (const letter of [
      { ...event, ...text, id: good },
      { ...event, ...text, id: bad, attempt: 0.5 },
    ]) {
      await database.pool.query(`INSERT INTO dead_letter VALUES ($1, 'ten_1', now(), $2, 'refused')`, [
        letter.id,
        JSON.stringify(letter),
      ]);
    }
    await database.close();
    const { object } = await json(env, 'dead-letter list');
    expect(object.deadLetters.map(({ id }: { id: string }) => id).sort()).toEqual([good, bad].sort());
    expect(await json(env, `dead-letter retry ${good}`)).toMatchObject({
      exitCode: 0,
      object: { stored: 1, refused: [] },
    });
    expect(await json(env, 'dead-letter retry')).toMatchObject({
      exitCode: 1,
      object: { stored: 0, refused: [{ id: bad, error: 'its attempt is no number' }] },
    });
    expect(await run(env, `dead-letter retry ${good}`)).toMatchObject({ exitCode: 1 });
  });

  it('finds itself healthy', async () => {
    const { exitCode, object } = await json(env, 'doctor');
    expect(object.findings.filter(({ ok }: { ok: boolean }) => !ok)).toEqual([]);
    expect(object).toMatchObject({ healthy: true });
    expect(exitCode).toBe(0);
  });

  it.each([
    ['tenant create "Acme 北京"', { code: 'invalid_parameter', field: 'name', message: 'name is taken' }],
    ['tenant suspend nobody', { code: 'not_found', message: 'there is nothing of this name' }],
    ['key create --tenant nobody', { code: 'not_found' }],
    ['key create --sources example.com', { code: 'invalid_parameter', field: 'sources.0' }],
    ['key create --publishable --origins *', { code: 'invalid_parameter', field: 'origins.0' }],
    ['key create --origins https://shop.example', { code: 'invalid_parameter', field: 'origins' }],
    ['key create --scopes fly', { code: 'invalid_parameter', field: 'permissions.0' }],
    ['key create --expires yesterday', { code: 'usage' }],
    ['key create --test --publishable', { code: 'usage' }],
    [
      'policy set login --max-attempts 11',
      { code: 'invalid_parameter', field: 'maxAttempts', message: 'maxAttempts must be a whole number from 1 to 10' },
    ],
    ['provider-account set --provider pigeon', { code: 'invalid_parameter', field: 'provider' }],
    [
      'provider-account set --provider tencent --credentials-stdin',
      { code: 'invalid_parameter', field: 'credentials' },
    ],
    ['tenant create', { code: 'usage', message: "missing required argument 'name'" }],
    ['tenant frobnicate', { code: 'usage' }],
    ['--nonsense', { code: 'usage', message: "unknown option '--nonsense'" }],
  ])('refuses `%s` in one object, or one line, and exit code 1', async (line, problem) => {
    const { exitCode, object } = await json(env, line, 'not JSON: hunter2');
    expect(object).toMatchObject({ error: problem });
    expect(JSON.stringify(object)).not.toContain('hunter2');
    expect(exitCode).toBe(1);
    const plain = await run(env, line, 'not JSON: hunter2');
    expect(plain).toEqual({ exitCode: 1, printed: [], complaints: [object.error.message] });
  });

  it('asks which tenant is meant only when there are several', async () => {
    await json(env, 'tenant create Second');
    await expect(json(env, 'key list')).resolves.toMatchObject({
      object: {
        error: { code: 'invalid_parameter', field: 'tenant', message: 'name one of the tenants with --tenant' },
      },
    });
    await expect(json(env, 'key list --tenant Second')).resolves.toMatchObject({ object: { keys: [] } });
  });

  it('shows the callback address of an account, and gives it another', async () => {
    await json(env, 'tenant create Callbacks');
    await json(
      env,
      'provider-account set --tenant Callbacks --provider tencent --sdk-app-id 1400006666 --receipts push --credentials-stdin',
      '{"secretId":"AKID1","secretKey":"hunter2"}',
    );
    const show = 'provider-account callback-url --tenant Callbacks';
    const { printed } = await run(env, show);
    expect(printed[0]).toMatch(/^http:\/\/127\.0\.0\.1:3000\/callbacks\/tencent\/[\w-]{32}$/);
    expect((await json(env, show)).object).toMatchObject({ callback: { url: printed[0] } });
    const rotated = await json(env, `${show} --rotate`);
    expect(rotated.object.callback.url).not.toBe(printed[0]);
    expect(await json(env, `${show} --account nobody`)).toMatchObject({
      exitCode: 1,
      object: { error: { field: 'account' } },
    });
  });

  it('opts a number out and in again', async () => {
    await json(env, 'tenant create Quiet');
    const added = await json(env, 'opt-out add +8618566246612 --tenant Quiet');
    expect(added.object).toMatchObject({ optOut: { phone: '+86 185****6612', source: 'operator' } });
    const { optOut } = added.object;
    expect((await json(env, 'opt-out add +8618566246612 --tenant Quiet')).object).toMatchObject({ optOut });
    expect((await json(env, 'opt-out list --tenant Quiet')).object).toMatchObject({ optOuts: [optOut] });
    expect((await json(env, 'opt-out remove +8618566246612 --tenant Quiet')).exitCode).toBe(0);
    expect((await json(env, 'opt-out list --tenant Quiet')).object).toMatchObject({ optOuts: [] });
    expect(await json(env, 'opt-out remove +8618566246612 --tenant Quiet')).toMatchObject({
      exitCode: 1,
      object: { error: { code: 'not_found' } },
    });
    expect((await json(env, 'opt-out add 123 --tenant Quiet')).object).toMatchObject({ error: { field: 'phone' } });
  });

  it('compares a day with the provider’s count', async () => {
    const simulator = await TencentSimulator.start();
    simulator.addAccount({ secretId: 'AKID1', secretKey: 'hunter2' });
    simulator.addApp({ sdkAppId: '1400006666' });
    const here = { ...env, TENCENT_SMS_ENDPOINT: `http://${simulator.endpoint}` };
    await json(here, 'tenant create Counted');
    const set = 'provider-account set --tenant Counted --provider tencent --sdk-app-id 1400006666 --credentials-stdin';
    await json(here, set, '{"secretId":"AKID1","secretKey":"hunter2"}');
    const { exitCode, object } = await json(here, 'reconcile --tenant Counted --day 2026-11-23');
    const none = { requested: 0, accepted: 0, segments: 0, reported: 0, delivered: 0, undelivered: 0 };
    expect({ exitCode, object }).toMatchObject({
      exitCode: 0,
      object: { day: '2026-11-23', accounts: [{ account: 'default', ours: none, theirs: none, difference: none }] },
    });
    const { object: wrong } = await json(here, 'reconcile --tenant Counted --day 2026-02-30');
    expect(wrong).toMatchObject({ error: { code: 'usage' } });
    await simulator.stop();
    expect((await json(here, 'reconcile --tenant Counted')).object).toMatchObject({ error: { code: 'query_failure' } });
  });
});

describe('credentials of the environment', () => {
  let env: Record<string, string>;

  beforeAll(async () => {
    env = { DATABASE_URL: await server.newDatabase(), MASTER_KEY: masterKey() };
    await json(env, 'migrate');
    await json(env, 'tenant create Acme');
  });

  const set = 'provider-account set --provider tencent --sdk-app-id 1400006666';

  it('are stored when they are permanent, and refused when they are not', async () => {
    const permanent = { TENCENTCLOUD_SECRETID: 'AKIDx', TENCENTCLOUD_SECRETKEY: 'hunter2' };
    await expect(json({ ...env, ...permanent, TENCENTCLOUD_SESSIONTOKEN: 't' }, set)).resolves.toMatchObject({
      object: { error: { field: 'credentials', message: expect.stringContaining('--credentials-from-environment') } },
    });
    await expect(json({ ...env, ...permanent }, set)).resolves.toMatchObject({
      object: { account: { hasCredentials: true } },
    });
  });

  it('can be left to the server', async () => {
    await expect(json(env, `${set} --credentials-from-environment`)).resolves.toMatchObject({
      object: { account: { hasCredentials: false, settings: { credentials: 'environment' } } },
    });
  });
});

describe('an installation that is not in order', () => {
  let migrations: string[];

  beforeAll(async () => void (migrations = await migrationNames()));

  it('is not changed before it is migrated', async () => {
    const env = { DATABASE_URL: await server.newDatabase(), MASTER_KEY: masterKey() };
    await expect(json(env, 'tenant list')).resolves.toMatchObject({
      exitCode: 1,
      object: {
        error: {
          code: 'migration',
          message: `migrations missing in the database: ${migrations.length}; run \`latchkey migrate\``,
        },
      },
    });
    await expect(json(env, 'migrate')).resolves.toMatchObject({
      object: { applied: migrations },
    });
    await expect(json(env, 'migrate')).resolves.toMatchObject({ object: { applied: [] } });
  });

  it('is not touched with another master key than the servers’', async () => {
    const env = { DATABASE_URL: await server.newDatabase(), MASTER_KEY: masterKey() };
    await json(env, 'migrate');
    await json(env, 'tenant create Acme');
    await expect(json({ ...env, MASTER_KEY: masterKey() }, 'tenant create Other')).resolves.toMatchObject({
      exitCode: 1,
      object: { error: { code: 'sealed_box' } },
    });
    await expect(json(env, 'tenant list')).resolves.toMatchObject({ object: { tenants: [{ name: 'Acme' }] } });
  });

  it('has all its faults named by the doctor', async () => {
    const url = await server.newDatabase();
    const evicting = await startRedisServer({ settings: { 'maxmemory-policy': 'allkeys-lru' } });
    const diagnose = async (env: Environment) => {
      const { exitCode, object } = await json({ MASTER_KEY: masterKey(), ...env }, 'doctor');
      expect(exitCode).toBe(1);
      return object.findings.filter(({ ok }: { ok: boolean }) => !ok);
    };
    await expect(diagnose({ DATABASE_URL: url, REDIS_URL: evicting.url })).resolves.toEqual([
      { name: 'migrations', ok: false, message: `missing: ${migrations.length}; run \`latchkey migrate\`` },
      { name: 'redis', ok: false, message: 'maxmemory-policy is allkeys-lru; it must be noeviction' },
    ]);
    await evicting.stop();
    await expect(
      diagnose({ DATABASE_URL: server.asSuperuser(url), REDIS_URL: 'redis://127.0.0.1:1' }),
    ).resolves.toEqual([
      { name: 'database', ok: false, message: expect.stringMatching(/superuser/) },
      { name: 'redis', ok: false, message: expect.stringMatching(/ECONNREFUSED/) },
    ]);
    await expect(diagnose({ PORT: 'x', MASTER_KEY: 'short' })).resolves.toEqual([
      { name: 'configuration', ok: false, message: expect.stringMatching(/^PORT /) },
      { name: 'configuration', ok: false, message: expect.stringMatching(/^MASTER_KEY /) },
    ]);
  });
});

describe('help', () => {
  it('is printed on request and is no error', async () => {
    const { exitCode, printed } = await run({}, '--help');
    expect(exitCode).toBe(0);
    expect(printed.join('\n')).toMatch(/provider-account/);
    await expect(run({}, 'key create --help')).resolves.toMatchObject({ exitCode: 0, complaints: [] });
  });

  it('is pointed to when no command is named', async () => {
    await expect(run({}, '')).resolves.toEqual({
      exitCode: 1,
      printed: [],
      complaints: [expect.stringMatching(/latchkey --help/)],
    });
  });
});
