import { Courier } from '../delivery/courier.js';
import type { Message, Provider, SendOutcome } from '../delivery/provider.js';
import { parsePhone } from '../phone/phone.js';
import { Refused, type Refusal } from '../refusal.js';
import { PERMISSIONS, type Caller, type ProviderAccount, type TenantSnapshot } from '../tenant/tenant.js';
import { newId } from '../ids.js';
import { TestClock } from '../testing/test-clock.js';
import { KeyedHashes } from './code.js';
import { MemoryVerificationStore } from './memory-verification-store.js';
import { DEFAULT_PLATFORM_LIMITS, DEFAULT_POLICY, type Policy } from './policy.js';
import { Verifications } from './verifications.js';

const phone = parsePhone('+8618501234444')!;
const origin = { requestId: 'req_1', clientIp: '203.0.113.7' };

/** A phone in somebody's hand: accepts every message unless told otherwise, and shows what it received. */
class Handset implements Provider {
  readonly inbox: Message[] = [];
  next: SendOutcome | undefined;

  send(_account: ProviderAccount, message: Message): Promise<SendOutcome> {
    const outcome = this.next ?? { outcome: 'accepted', providerMessageId: `m${this.inbox.length}`, segments: 1 };
    if (outcome.outcome !== 'rejected') this.inbox.push(message);
    return Promise.resolve(outcome);
  }

  get code(): string {
    return this.inbox.at(-1)!.params[0]!;
  }
}

function setUp(tenant: Partial<TenantSnapshot> = {}) {
  const clock = new TestClock();
  const store = new MemoryVerificationStore(clock);
  const handset = new Handset();
  const platform = { stopped: false };
  const decided: string[] = [];
  const verifications = new Verifications(
    store,
    new Courier({ tencent: handset, sandbox: handset }, clock),
    new KeyedHashes(new Uint8Array(32), [new Uint8Array(32).fill(1)]),
    (tenantId, e164) => `sealed(${tenantId},${e164.length})`,
    clock,
    {
      partitions: 16,
      platformLimits: DEFAULT_PLATFORM_LIMITS,
      sendingStopped: () => platform.stopped,
      decisions: {
        countStart: (mode, outcome) => decided.push(`start ${mode} ${outcome}`),
        countCheck: (mode, outcome) => decided.push(`check ${mode} ${outcome}`),
      },
    },
  );
  const tenantId = newId('ten');
  const caller: Caller = {
    tenantId,
    mode: 'live',
    keyId: 'key_1',
    permissions: new Set(PERMISSIONS),
    tenant: {
      id: tenantId,
      name: 'Acme',
      status: 'active',
      sending: true,
      timeZone: 'Asia/Shanghai',
      locale: 'zh-CN',
      allowedCountries: ['CN'],
      policies: new Map(),
      accounts: [{ id: 'acc_1', provider: 'tencent', settings: {} }],
      signatures: [{ accountId: 'acc_1', id: 'sig_1', text: 'Acme', region: 'any' }],
      templates: [
        {
          accountId: 'acc_1',
          id: 'tpl_1',
          providerTemplateId: '1110',
          purpose: '*',
          locale: '*',
          region: 'any',
          content: '{1} {2}',
          params: ['code', 'minutes'],
        },
      ],
      ...tenant,
    },
  };
  const start = (more: { idempotencyKey?: string; purpose?: string } = {}) =>
    verifications.start(caller, { phone, purpose: 'login', metadata: {}, origin, ...more });
  const check = (code: string, more: { id?: string; idempotencyKey?: string } = {}) =>
    verifications.check(caller, { phone, purpose: 'login', code, origin, ...more });
  const events = async () => {
    const read = await store.events.read(Infinity);
    store.events.release(read);
    return read.map(({ event }) => event);
  };
  return { clock, store, handset, platform, decided, verifications, caller, start, check, events };
}

async function refusalOf(promise: Promise<unknown>): Promise<Refusal> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Refused) return error.refusal;
  throw new Error(`expected a refusal, got ${String(error)}`);
}

const policies = (policy: Partial<Policy>) => new Map([['*', { ...DEFAULT_POLICY, ...policy }]]);
const wrongFor = (code: string) => (code === '000000' ? '000001' : '000000');

describe('start', () => {
  it('sends a code that check then approves, once', async () => {
    const { handset, start, check } = setUp();
    const { verification, delivery } = await start();
    expect(delivery).toBe('accepted');
    expect(verification).toMatchObject({
      status: 'pending',
      phoneMasked: '+86 185****4444',
      attemptsLeft: 5,
      sends: 1,
    });
    expect(await check(handset.code)).toMatchObject({ id: verification.id, status: 'approved' });
    expect(await refusalOf(check(handset.code))).toEqual({ kind: 'verification_closed' });
  });

  it('has what the store decided of it and of its checks counted, refusals too', async () => {
    const { handset, decided, start, check } = setUp();
    await start();
    await refusalOf(start());
    await refusalOf(check(wrongFor(handset.code)));
    await check(handset.code);
    expect(decided).toEqual([
      'start live started',
      'start live limited',
      'check live wrong_code',
      'check live approved',
    ]);
  });

  it('refuses a country the tenant does not allow, and sends nothing', async () => {
    const { handset, start, events } = setUp({ allowedCountries: ['US'] });
    expect(await refusalOf(start())).toEqual({ kind: 'destination_not_allowed', country: 'CN' });
    expect(handset.inbox).toEqual([]);
    expect(await events()).toEqual([]);
  });

  it.each(['tenant', 'platform'])(
    'refuses while sending is stopped for the %s, and goes on checking',
    async (whose) => {
      const sent = setUp();
      await sent.start();
      if (whose === 'platform') sent.platform.stopped = true;
      else Object.assign(sent.caller.tenant, { sending: false });
      expect(await refusalOf(sent.start())).toEqual({ kind: 'sending_stopped' });
      expect(sent.handset.inbox).toHaveLength(1);
      await expect(sent.check(sent.handset.code)).resolves.toMatchObject({ status: 'approved' });
    },
  );

  it('refuses when the tenant has no template that fits, before anything is reserved', async () => {
    const { start, events } = setUp({ templates: [] });
    expect(await refusalOf(start())).toMatchObject({ kind: 'not_configured' });
    expect(await events()).toEqual([]);
  });

  it('names the full window and when to come back', async () => {
    const { start } = setUp();
    await start();
    expect(await refusalOf(start())).toEqual({ kind: 'rate_limited', window: 'resend', retryAfterSeconds: 30 });
  });

  it('passes on the provider’s own code when it refuses the number, and gives the turn back', async () => {
    const { handset, start } = setUp();
    handset.next = {
      outcome: 'rejected',
      reason: 'recipient',
      providerCode: 'FailedOperation.PhoneNumberInBlacklist',
      message: 'blocked',
    };
    expect(await refusalOf(start())).toEqual({
      kind: 'provider_rejected',
      providerCode: 'FailedOperation.PhoneNumberInBlacklist',
      message: 'blocked',
    });
    handset.next = undefined;
    expect((await start()).delivery).toBe('accepted');
  });

  it.each(['transient', 'unreachable', 'busy'] as const)(
    'answers unavailable when no account can be reached (%s)',
    async (reason) => {
      const { handset, start } = setUp();
      handset.next = { outcome: 'rejected', reason, providerCode: 'X', message: 'x' };
      expect(await refusalOf(start())).toMatchObject({ kind: 'unavailable' });
    },
  );

  it('keeps the code valid when nobody knows whether the message went out', async () => {
    const { handset, start, check } = setUp();
    handset.next = { outcome: 'unknown', cause: 'timeout' };
    expect((await start()).delivery).toBe('unknown');
    expect(await check(handset.code)).toMatchObject({ status: 'approved' });
  });

  it('follows the policy of the purpose', async () => {
    const { handset, start } = setUp({ policies: policies({ codeLength: 8, ttlSeconds: 120, maxAttempts: 2 }) });
    const { verification } = await start();
    expect(handset.code).toMatch(/^\d{8}$/);
    expect(verification.expiresAt - verification.createdAt).toBe(120_000);
    expect(verification.attemptsLeft).toBe(2);
  });

  it('answers a repeated Idempotency-Key alike and sends no second message', async () => {
    const { clock, handset, start } = setUp();
    const first = await start({ idempotencyKey: 'k' });
    clock.advance(60_000);
    expect(await start({ idempotencyKey: 'k' })).toEqual(first);
    expect(handset.inbox).toHaveLength(1);
    expect(await refusalOf(start({ idempotencyKey: 'k', purpose: 'bind' }))).toEqual({ kind: 'idempotency_mismatch' });
  });

  it('settles as unknown what a broken provider may have sent', async () => {
    const { handset, start, check, events } = setUp();
    handset.send = (_account, message) => {
      handset.inbox.push(message);
      return Promise.reject(new TypeError('a bug'));
    };
    await expect(start()).rejects.toThrow(TypeError);
    expect((await events()).map(({ outcome }) => outcome)).toEqual(['started', 'unknown']);
    expect(await check(handset.code)).toMatchObject({ status: 'approved' });
  });

  it('tells the truth about a message that left just before the store went away', async () => {
    const { handset, start, store } = setUp();
    store.settle = () => Promise.reject(new Refused({ kind: 'unavailable', retryAfterSeconds: 1 }));
    expect((await start()).delivery).toBe('accepted');
    expect(handset.inbox).toHaveLength(1);
  });
});

describe('check', () => {
  it('counts down and closes', async () => {
    const { handset, start, check } = setUp();
    await start();
    const wrong = wrongFor(handset.code);
    for (const attemptsLeft of [4, 3, 2, 1, 0])
      expect(await refusalOf(check(wrong))).toEqual({ kind: 'wrong_code', attemptsLeft });
    expect(await refusalOf(check(handset.code))).toEqual({ kind: 'verification_closed' });
  });

  it('answers expired when nothing is live', async () => {
    expect(await refusalOf(setUp().check('123456'))).toEqual({ kind: 'verification_expired' });
  });

  it('answers not found for an id that is none, without asking the store', async () => {
    const { check, events } = setUp();
    for (const id of ['ver_1', `ver_99${'0'.repeat(32)}`, '', 'x'.repeat(1000)]) {
      expect(await refusalOf(check('123456', { id }))).toEqual({ kind: 'not_found' });
    }
    expect(await events()).toEqual([]);
  });

  it('demands the id when the policy says so', async () => {
    const { handset, start, check } = setUp({ policies: policies({ requireId: true }) });
    const { verification } = await start();
    expect(await refusalOf(check(handset.code))).toMatchObject({ kind: 'invalid_parameter', field: 'id' });
    expect(await check(handset.code, { id: verification.id })).toMatchObject({ status: 'approved' });
  });

  it('answers a repeated Idempotency-Key alike, and another code under it is refused', async () => {
    const { handset, start, check } = setUp();
    await start();
    const approved = await check(handset.code, { idempotencyKey: 'k' });
    expect(await check(handset.code, { idempotencyKey: 'k' })).toEqual(approved);
    expect(await refusalOf(check(wrongFor(handset.code), { idempotencyKey: 'k' }))).toEqual({
      kind: 'idempotency_mismatch',
    });
  });
});

describe('get and cancel', () => {
  it('show a verification and end it', async () => {
    const { verifications, caller, start, check, handset } = setUp();
    const { verification } = await start();
    expect(await verifications.get(caller, verification.id)).toEqual(verification);
    expect(await verifications.cancel(caller, verification.id, origin)).toMatchObject({ status: 'canceled' });
    expect(await refusalOf(verifications.cancel(caller, verification.id, origin))).toEqual({
      kind: 'verification_closed',
    });
    expect(await refusalOf(check(handset.code))).toEqual({ kind: 'verification_closed' });
  });

  it('answer a stranger as if there were nothing', async () => {
    const { verifications, caller, start } = setUp();
    const { verification } = await start();
    const stranger = { ...caller, tenantId: newId('ten') };
    expect(await refusalOf(verifications.get(stranger, verification.id))).toEqual({ kind: 'not_found' });
    expect(await refusalOf(verifications.cancel(stranger, verification.id, origin))).toEqual({ kind: 'not_found' });
  });
});

describe('events', () => {
  it('say who asked, from where, and how the message fared, and never hold a number or a code', async () => {
    const { handset, start, check, events } = setUp();
    await start();
    await check(handset.code);
    const log = await events();
    expect(log.map(({ type, outcome }) => `${type} ${outcome}`)).toEqual([
      'start started',
      'settle accepted',
      'check approved',
    ]);
    expect(log[0]).toMatchObject({
      country: 'CN',
      details: { keyId: 'key_1', clientIp: '203.0.113.7', requestId: 'req_1' },
    });
    const sent = { country: 'CN', accountId: 'acc_1', templateId: 'tpl_1', startedAt: log[0]?.at };
    expect(log[1]).toMatchObject({
      ...sent,
      details: { provider: 'tencent', signatureId: 'sig_1', segments: 1, providerMessageId: 'm0' },
    });
    expect(log[2]).toMatchObject(sent);
    const text = JSON.stringify(log);
    expect(text).not.toContain('18501234444');
    expect(text).not.toContain(`"${handset.code}"`);
  });
});
