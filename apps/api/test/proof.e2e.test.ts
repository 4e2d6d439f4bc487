import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type ControlPlane, openControlPlane } from './support/control-plane.js';
import { LatchkeyProcess } from './support/latchkey-process.js';
import { type PostgresServer, startPostgresServer } from './support/postgres-server.js';
import { type RedisServer, startRedisServer } from './support/redis-server.js';
import { TencentSimulator } from './support/tencent-simulator/simulator.js';

/** A tenant as an operator sets it up, with its own application, signature and template at Tencent. */
interface Tenant {
  readonly id: string;
  readonly key: string;
  readonly keyId: string;
  readonly sdkAppId: string;
  readonly signature: string;
  readonly templateId: string;
}

let nextNumber = 10_000_000;
const newPhone = () => `+86139${String(nextNumber++)}`;

describe('the whole product on Postgres, Redis and the Tencent simulator', () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  let simulator: TencentSimulator;
  let latchkey: LatchkeyProcess;
  let control: ControlPlane;
  let a: Tenant;
  let b: Tenant;

  beforeAll(async () => {
    [postgres, redis, simulator] = await Promise.all([
      startPostgresServer({ exclusive: true }),
      startRedisServer({ aof: true }),
      TencentSimulator.start({ limits: { perDay: 100 } }),
    ]);
    const env = {
      DATABASE_URL: await postgres.newDatabase(),
      REDIS_URL: redis.url,
      MASTER_KEY: randomBytes(32).toString('base64'),
      TENCENT_SMS_ENDPOINT: `http://${simulator.endpoint}`,
    };
    latchkey = await LatchkeyProcess.start(env);
    control = await openControlPlane(env);
    a = await newTenant('Aurora', { sdkAppId: '1400000001', signature: '极光', templateId: '1111' });
    b = await newTenant('Borealis', { sdkAppId: '1400000002', signature: '北风', templateId: '2222' });
  }, 120_000);

  afterAll(async () => {
    await control.close();
    await latchkey.stop();
    await Promise.all([simulator.stop(), redis.stop(), postgres.stop()]);
  });

  async function newTenant(name: string, at: Pick<Tenant, 'sdkAppId' | 'signature' | 'templateId'>): Promise<Tenant> {
    const secretId = `AKID${name}`;
    const credentials = { secretId, secretKey: `secret-of-${name}` };
    simulator.addAccount(credentials);
    simulator.addApp({ secretId, sdkAppId: at.sdkAppId });
    simulator.addSignature({ secretId, text: at.signature });
    simulator.addTemplate({ secretId, id: at.templateId, content: `${name}: {1}, {2} min` });
    const { id } = await control.tenants.create({ name });
    await control.accounts.set(id, { provider: 'tencent', settings: { sdkAppId: at.sdkAppId }, credentials });
    await control.accounts.addSignature(id, { text: at.signature });
    const content = `${name}: {1}, {2} min`;
    await control.accounts.addTemplate(id, { providerTemplateId: at.templateId, content });
    const { key, id: keyId } = await control.keys.create(id, { kind: 'live' });
    return { id, key, keyId, ...at };
  }

  const v0 = async (tenant: Tenant, params: Record<string, string>) => {
    const response = await fetch(`${latchkey.url}/v0?${new URLSearchParams(params).toString()}`, {
      headers: { authorization: `Bearer ${tenant.key}` },
    });
    return { status: response.status, body: (await response.json()) as { codeStr: string; msg: string } };
  };

  const v1 = async (tenant: Tenant, method: string, path: string, body?: object) => {
    const response = await fetch(`${latchkey.url}/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${tenant.key}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const reply = (await response.json()) as Record<string, unknown> & { error?: Record<string, unknown> };
    return { status: response.status, reply };
  };

  /** What the simulator was asked to send to a number. */
  const sentTo = (phone: string) => simulator.requests().filter(({ body }) => bodyOf(body).PhoneNumberSet[0] === phone);
  const codeSentTo = (phone: string) => bodyOf(sentTo(phone).at(-1)!.body).TemplateParamSet[0]!;
  const digits = (phone: string) => phone.slice(1);

  it('sends one message per getSms with the tenant’s own values, and its code logs in once', async () => {
    for (const tenant of [a, b]) {
      const phone = newPhone();
      expect(await v0(tenant, { method: 'getSms', phone: digits(phone) })).toEqual({
        status: 200,
        body: { codeStr: 'Ok', msg: 'send success' },
      });
      const requests = sentTo(phone);
      expect(requests).toHaveLength(1);
      expect(bodyOf(requests[0]!.body)).toMatchObject({
        PhoneNumberSet: [phone],
        SmsSdkAppId: tenant.sdkAppId,
        SignName: tenant.signature,
        TemplateId: tenant.templateId,
        TemplateParamSet: [expect.stringMatching(/^\d{6}$/), '5'],
        SessionContext: expect.stringMatching(/^dlv_[0-9a-f]{32}$/),
      });
      const login = { method: 'login', phone: digits(phone), code: codeSentTo(phone) };
      expect(await v0(tenant, login)).toEqual({ status: 200, body: { codeStr: 'Success', msg: '校验验证码成功' } });
      expect((await v0(tenant, login)).body.codeStr).toBe('CodeHasValid');
    }
  });

  it('shows a provider’s refusal on both wires with its own code, and gives the turn back', async () => {
    const phone = newPhone();
    const refusal = { kind: 'number-code', code: 'FailedOperation.PhoneNumberInBlacklist' } as const;
    simulator.inject({ ...refusal, match: { phone } });
    expect(await v0(a, { method: 'getSms', phone: digits(phone) })).toMatchObject({
      status: 200,
      body: { codeStr: 'FailedOperation.PhoneNumberInBlacklist' },
    });
    simulator.inject({ ...refusal, match: { phone } });
    const refused = await v1(a, 'POST', 'verifications', { phone });
    expect(refused.status).toBe(502);
    expect(refused.reply.error).toMatchObject({
      code: 'provider_rejected',
      providerCode: 'FailedOperation.PhoneNumberInBlacklist',
    });
    expect((await v1(a, 'POST', 'verifications', { phone })).status).toBe(201);
  });

  it('answers unavailable on both wires while the provider takes nothing, and sends nothing', async () => {
    const phone = newPhone();
    simulator.inject({ kind: 'api-code', code: 'RequestLimitExceeded', match: { phone }, times: Infinity });
    const refused = await v1(a, 'POST', 'verifications', { phone });
    expect(refused.status).toBe(503);
    expect(refused.reply.error).toMatchObject({ code: 'unavailable' });
    expect(await v0(a, { method: 'getSms', phone: digits(phone) })).toMatchObject({
      status: 503,
      body: { codeStr: 'InternalError.Unavailable' },
    });
    simulator.clearFaults();
    expect(simulator.messages().filter((message) => message.phone === phone)).toEqual([]);
  });

  it('never repeats a send that may have gone out, and its code stays valid', async () => {
    const phone = newPhone();
    simulator.inject({ kind: 'accept-then-drop', match: { phone } });
    const started = await v1(a, 'POST', 'verifications', { phone });
    expect(started).toMatchObject({ status: 201, reply: { delivery: 'unknown', status: 'pending' } });
    expect(sentTo(phone)).toHaveLength(1);
    const code = codeSentTo(phone);
    expect(await v1(a, 'POST', 'verifications/check', { id: started.reply['id'], code })).toMatchObject({
      status: 200,
    });
  });

  it('lets a tenant do nothing with the ids, codes or numbers of another', async () => {
    const phone = newPhone();
    const { reply } = await v1(a, 'POST', 'verifications', { phone });
    const id = String(reply['id']);
    const missing = `${id.slice(0, -4)}0000`;
    const code = codeSentTo(phone);
    const asStranger: [string, string, object?][] = [
      ['GET', `verifications/${id}`],
      ['POST', `verifications/${id}/cancel`],
      ['POST', 'verifications/check', { id, code }],
    ];
    for (const [method, path, body] of asStranger) {
      const theirs = await v1(b, method, path, body);
      const nobodys = await v1(b, method, path.replace(id, missing), body && { id: missing, code });
      delete theirs.reply.error?.['requestId'];
      delete nobodys.reply.error?.['requestId'];
      expect(theirs).toEqual(nobodys);
      expect(theirs.status).toBe(404);
    }
    expect((await v1(b, 'POST', 'verifications/check', { phone, code })).status).toBe(410);
    expect((await v0(b, { method: 'login', phone: digits(phone), code })).body.codeStr).toBe('CodeHasExpired');
    expect((await v1(a, 'POST', 'verifications/check', { id, code })).status).toBe(200);
  });

  it('stops a revoked key, and a suspended tenant, within five seconds', async () => {
    const c = await newTenant('Cirrus', { sdkAppId: '1400000003', signature: '卷云', templateId: '3333' });
    const spare = await control.keys.create(c.id, { kind: 'live' });
    expect((await v1(c, 'POST', 'verifications', { phone: newPhone() })).status).toBe(201);
    await control.keys.revoke(c.id, c.keyId);
    expect(await within(5000, async () => (await v1(c, 'GET', 'verifications/x')).status === 401)).toBe(true);
    const withSpare = { ...c, key: spare.key };
    expect((await v1(withSpare, 'POST', 'verifications', { phone: newPhone() })).status).toBe(201);
    await control.tenants.setStatus(c.id, 'suspended');
    const suspended = async () => (await v1(withSpare, 'GET', 'verifications/x')).status === 403;
    expect(await within(5000, suspended)).toBe(true);
    expect((await v0(withSpare, { method: 'getSms', phone: digits(newPhone()) })).body.codeStr).toBe(
      'UnauthorizedOperation.TenantSuspended',
    );
  });

  it('writes every step to the audit log, without a number or a code', async () => {
    const phone = newPhone();
    const { reply } = await v1(a, 'POST', 'verifications', { phone });
    const code = codeSentTo(phone);
    await v1(a, 'POST', 'verifications/check', { id: reply['id'], code });
    const query = {
      text: 'SELECT type, outcome, details::text FROM verification_event WHERE tenant_id = $1 AND verification_id = $2 ORDER BY at, id',
      values: [a.id, reply['id']],
    };
    const written = async () =>
      (await control.pool.query(query)).rows as { type: string; outcome: string; details: string }[];
    expect(await within(5000, async () => (await written()).length === 3)).toBe(true);
    const rows = await written();
    expect(rows.map(({ type, outcome }) => `${type} ${outcome}`)).toEqual([
      'start started',
      'settle accepted',
      'check approved',
    ]);
    expect(rows.map(({ details }) => details).join()).not.toContain(digits(phone));
    expect(latchkey.output).not.toContain(digits(phone).slice(2));
    expect(latchkey.output).not.toContain(a.key);
    expect(latchkey.output).not.toContain('secret-of');
  });

  it('goes on answering known tenants while Postgres is frozen, and loses no event', async () => {
    const phone = newPhone();
    expect((await v1(a, 'GET', 'verifications/x')).status).toBe(404);
    postgres.pause();
    let id: unknown;
    try {
      const started = await v1(a, 'POST', 'verifications', { phone });
      expect(started.status).toBe(201);
      id = started.reply['id'];
      expect((await v1(a, 'POST', 'verifications/check', { id, code: codeSentTo(phone) })).status).toBe(200);
    } finally {
      postgres.resume();
    }
    const count = async () => {
      const { rows } = await control.pool.query(
        'SELECT count(*)::int AS n FROM verification_event WHERE verification_id = $1',
        [id],
      );
      return (rows[0] as { n: number }).n;
    };
    expect(await within(20_000, async () => (await count()) === 3)).toBe(true);
  });

  it('answers 503 within a second while Redis is frozen, and is back within five', async () => {
    redis.pause();
    try {
      const startedAt = Date.now();
      expect((await v1(a, 'POST', 'verifications', { phone: newPhone() })).status).toBe(503);
      expect((await v0(a, { method: 'login', phone: '8613900000000', code: '123456' })).status).toBe(503);
      expect(Date.now() - startedAt).toBeLessThan(2000);
    } finally {
      redis.resume();
    }
    const back = async () => (await v1(a, 'POST', 'verifications', { phone: newPhone() })).status === 201;
    expect(await within(5000, back)).toBe(true);
  });

  it('ends with exit code 0 on SIGTERM, with everything written', async () => {
    const phone = newPhone();
    const { reply } = await v1(a, 'POST', 'verifications', { phone });
    expect(await latchkey.terminate()).toBe(0);
    const { rows } = await control.pool.query(
      'SELECT outcome FROM verification_event WHERE verification_id = $1 ORDER BY at, id',
      [reply['id']],
    );
    expect(rows).toEqual([{ outcome: 'started' }, { outcome: 'accepted' }]);
  });
});

function bodyOf(body: unknown) {
  return body as { PhoneNumberSet: string[]; TemplateParamSet: string[] };
}

/** Whether `check` comes true within `ms`; asks every 100 ms. */
async function within(ms: number, check: () => Promise<boolean>): Promise<boolean> {
  const giveUpAt = Date.now() + ms;
  for (;;) {
    if (await check().catch(() => false)) return true;
    if (Date.now() > giveUpAt) return false;
    await pause(100);
  }
}
