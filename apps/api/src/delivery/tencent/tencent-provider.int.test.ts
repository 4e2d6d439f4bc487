import { createServer } from 'node:net';
import { newId, type Message, type ProviderAccount } from '@latchkey/core';
import type { Fault } from '../../../test/support/tencent-simulator/faults.js';
import { TencentSimulator } from '../../../test/support/tencent-simulator/simulator.js';
import { classify } from './classify.js';
import { CODES } from './codes.js';
import type { TencentCredentials } from './credentials.js';
import { TencentProvider, type TencentProviderOptions } from './tencent-provider.js';

const PHONE = '+8618511122233';
const credentials: TencentCredentials = { secretId: 'AKIDPROVIDER', secretKey: 'provider-secret' };
const fast = { deadlineMs: 300, backoffMs: 1 };

let simulator: TencentSimulator;
let environment: Record<string, string | undefined>;

beforeEach(async () => {
  environment = {};
  simulator = await TencentSimulator.start({ limits: { perDay: Infinity } });
  simulator.addAccount({ ...credentials, uin: 'uin-1' });
  simulator.addApp({ sdkAppId: '1400006666' });
  simulator.addSignature({ text: 'Latchkey' });
  simulator.addTemplate({ id: '1110', content: 'Code {1}, valid for {2} minutes' });
  simulator.addTemplate({ id: '2220', content: 'Your code is {1}', international: 1 });
});
afterEach(() => simulator.stop());

function newProvider(options: Partial<TencentProviderOptions> = {}): TencentProvider {
  return new TencentProvider({
    endpoint: simulator.endpoint,
    protocol: 'http://',
    openCredentials: () => credentials,
    readEnvironment: () => environment,
    backoffMs: 1,
    ...options,
  });
}

const newAccount = (settings: Record<string, string> = {}): ProviderAccount => ({
  id: newId('acc'),
  provider: 'tencent',
  settings: { sdkAppId: '1400006666', ...settings },
  sealedCredentials: 'sealed',
});

let lastCode = 100_000;
const newMessage = (change: Partial<Message> = {}): Message => ({
  deliveryId: newId('dlv'),
  tenantId: 'ten_1',
  mode: 'live',
  phone: PHONE,
  phoneKey: 'k'.repeat(22),
  phoneMasked: '',
  region: 'mainland',
  signature: 'Latchkey',
  providerTemplateId: '1110',
  params: [String(++lastCode), '5'],
  text: '',
  ...change,
});

const sendWith = (fault: Fault, options: Partial<TencentProviderOptions> = {}) => {
  simulator.inject(fault);
  return newProvider(options).send(newAccount(), newMessage());
};

/** A port nobody listens on. */
const refusedPort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

describe('a message', () => {
  it("goes out once, with the account's application and the delivery's id, under the id and segments Tencent gave it", async () => {
    const message = newMessage();
    const outcome = await newProvider().send(newAccount({ region: 'ap-nanjing' }), message);
    const [sent] = simulator.messages();
    expect(outcome).toEqual({ outcome: 'accepted', providerMessageId: sent?.serialNo, segments: 1 });
    expect(sent).toMatchObject({
      sdkAppId: '1400006666',
      phone: PHONE,
      signature: 'Latchkey',
      params: message.params,
      sessionContext: message.deliveryId,
    });
    expect(simulator.requests()).toMatchObject([{ region: 'ap-nanjing', body: { PhoneNumberSet: [PHONE] } }]);
  });

  it('goes abroad without a signature, and without parameters when it has none', async () => {
    simulator.addTemplate({ id: '2221', content: 'Your code is on its way', international: 1 });
    const message = newMessage({ phone: '+85261234567', signature: undefined, providerTemplateId: '2221', params: [] });
    expect(await newProvider().send(newAccount(), message)).toMatchObject({ outcome: 'accepted' });
    const [request] = simulator.requests();
    expect(Object.keys(request?.body ?? {})).toEqual(['PhoneNumberSet', 'SmsSdkAppId', 'TemplateId', 'SessionContext']);
  });

  it('in test mode never reaches the vendor', async () => {
    await expect(newProvider().send(newAccount(), newMessage({ mode: 'test' }))).rejects.toThrow('test message');
    expect(simulator.requests()).toHaveLength(0);
  });

  it('of an account with unusable settings is rejected without a request', async () => {
    const outcome = await newProvider().send(newAccount({ sdkAppId: 'none' }), newMessage());
    expect(outcome).toMatchObject({ outcome: 'rejected', reason: 'configuration' });
    expect(simulator.requests()).toHaveLength(0);
  });
});

const refusals = Object.keys(CODES).filter((code) => classify(code).outcome !== 'accepted');

describe.each(['number-code', 'api-code'] as const)('every code as a %s', (kind) => {
  it.each(refusals)('%s is judged as the table says', async (code) => {
    const meaning = classify(code);
    const times = 'retry' in meaning && meaning.retry === 'soon' ? 3 : 1;
    const message = `refused for ${PHONE} with 123456`;
    const outcome = await sendWith({ kind, code, message, times });
    expect(outcome).toEqual(
      meaning.outcome === 'rejected'
        ? { outcome: 'rejected', reason: meaning.reason, providerCode: code, message: 'refused for +*** with ***' }
        : { outcome: 'unknown', cause: code },
    );
    expect(simulator.requests()).toHaveLength(times);
    expect(simulator.messages()).toHaveLength(0);
  });
});

it.each(['OK', 'ok'])('a message answered with %s is accepted', async (code) => {
  expect(await sendWith({ kind: 'number-code', code, counts: true })).toMatchObject({ outcome: 'accepted' });
});

describe('a failure that may have let the message out is unknown and never repeated', () => {
  const timeout = { cause: 'timeout', ...fast };
  it.each<[Fault, { cause: string; deadlineMs?: number }, number]>([
    [{ kind: 'accept-then-drop' }, { cause: 'connection_lost' }, 1],
    [{ kind: 'header-stall', counts: true }, timeout, 1],
    [{ kind: 'body-stall' }, timeout, 1],
    [{ kind: 'content-length-cut' }, timeout, 1],
    [{ kind: 'delay', delayMs: 2_000 }, timeout, 1],
    [{ kind: 'chunked-cut' }, { cause: 'connection_lost' }, 1],
    [{ kind: 'empty-set', counts: true }, { cause: 'empty_reply' }, 1],
    [{ kind: 'api-code', code: 'InternalError.Timeout', counts: true }, { cause: 'InternalError.Timeout' }, 1],
    [{ kind: 'header-stall' }, timeout, 0],
    [{ kind: 'reset' }, { cause: 'connection_lost' }, 0],
    [{ kind: 'http-status', status: 429 }, { cause: 'http_429' }, 0],
    [{ kind: 'http-status', status: 500 }, { cause: 'http_500' }, 0],
    [{ kind: 'http-status', status: 502 }, { cause: 'http_502' }, 0],
    [{ kind: 'html' }, { cause: 'unreadable_reply' }, 0],
    [{ kind: 'html', body: 'request to x failed, reason: connect ECONNREFUSED' }, { cause: 'unreadable_reply' }, 0],
    [{ kind: 'empty-object' }, { cause: 'unreadable_reply' }, 0],
    [{ kind: 'empty-set' }, { cause: 'empty_reply' }, 0],
  ])('%j', async (fault, { cause, ...options }, messages) => {
    const startedMs = Date.now();
    const outcome = await sendWith(fault, options);
    expect(outcome).toEqual({ outcome: 'unknown', cause });
    expect(simulator.requests()).toHaveLength(1);
    expect(simulator.messages()).toHaveLength(messages);
    expect(Date.now() - startedMs).toBeLessThan(1_000);
  });

  it('within six seconds when nobody answers and nothing else is set', async () => {
    const startedMs = Date.now();
    expect(await sendWith({ kind: 'header-stall' })).toEqual({ outcome: 'unknown', cause: 'timeout' });
    expect(Date.now() - startedMs).toBeLessThan(6_000);
  });
});

describe('a failure that proves nothing went out', () => {
  it.each(['127.0.0.1', 'localhost'])('is unreachable when %s refuses the connection', async (host) => {
    const provider = newProvider({ endpoint: `${host}:${await refusedPort()}` });
    expect(await provider.send(newAccount(), newMessage())).toMatchObject({
      outcome: 'rejected',
      reason: 'unreachable',
    });
  });

  it('is unreachable when the host has no address', async () => {
    const provider = newProvider({ endpoint: 'sms.latchkey.invalid' });
    expect(await provider.send(newAccount(), newMessage())).toMatchObject({
      outcome: 'rejected',
      reason: 'unreachable',
    });
  });

  it('is repeated, and goes out once when the second answer is acceptance', async () => {
    expect(await sendWith({ kind: 'api-code', code: 'RequestLimitExceeded' })).toMatchObject({ outcome: 'accepted' });
    expect(simulator.requests()).toHaveLength(2);
    expect(simulator.messages()).toHaveLength(1);
  });

  it('is not repeated past the deadline: the answer at hand stands', async () => {
    const outcome = await sendWith(
      { kind: 'api-code', code: 'ServiceUnavailable' },
      { deadlineMs: 200, backoffMs: 5_000 },
    );
    expect(outcome).toMatchObject({ outcome: 'rejected', reason: 'transient' });
    expect(simulator.requests()).toHaveLength(1);
  });
});

describe('credentials', () => {
  const temporary = (secretId: string, secretKey: string, token: string) => {
    simulator.addAccount({ secretId, secretKey, token, uin: 'uin-1' });
    return [secretId, secretKey, token] as const;
  };
  const fromEnvironment = () => newAccount({ credentials: 'environment' });

  it.each([
    ['TENCENTCLOUD_SECRETID', 'TENCENTCLOUD_SECRETKEY', 'TENCENTCLOUD_SESSIONTOKEN'],
    ['TENCENTCLOUD_SECRET_ID', 'TENCENTCLOUD_SECRET_KEY', 'TENCENTCLOUD_SESSION_TOKEN'],
  ])('are taken from %s, %s and %s', async (id, key, session) => {
    [environment[id], environment[key], environment[session]] = temporary('AKIDTMP', 'tmp-key', 'tmp-token');
    expect(await newProvider().send(fromEnvironment(), newMessage())).toMatchObject({ outcome: 'accepted' });
    expect(simulator.requests()).toMatchObject([{ secretId: 'AKIDTMP', token: 'tmp-token' }]);
  });

  it('replaced between two sends are used by the second, over the same client', async () => {
    const [provider, account] = [newProvider(), fromEnvironment()];
    for (const turn of ['1', '2']) {
      const [secretId, secretKey, token] = temporary(`AKIDTMP${turn}`, `key-${turn}`, `token-${turn}`);
      environment = {
        TENCENTCLOUD_SECRETID: secretId,
        TENCENTCLOUD_SECRETKEY: secretKey,
        TENCENTCLOUD_SESSIONTOKEN: token,
      };
      expect(await provider.send(account, newMessage())).toMatchObject({ outcome: 'accepted' });
    }
    expect(simulator.requests().map(({ token }) => token)).toEqual(['token-1', 'token-2']);
  });

  it('whose token has just been replaced are read once more', async () => {
    const [TENCENTCLOUD_SECRETID, TENCENTCLOUD_SECRETKEY, token] = temporary('AKIDTMP', 'tmp-key', 'token-new');
    const tokens = ['token-old', token];
    const readEnvironment = () => ({
      TENCENTCLOUD_SECRETID,
      TENCENTCLOUD_SECRETKEY,
      TENCENTCLOUD_SESSIONTOKEN: tokens.shift(),
    });
    const outcome = await newProvider({ readEnvironment }).send(fromEnvironment(), newMessage());
    expect(outcome).toMatchObject({ outcome: 'accepted' });
    expect(simulator.requests().map(({ code }) => code)).toEqual(['AuthFailure.TokenFailure', 'Ok']);
  });

  it('that are missing, incomplete or cannot be opened cause no request and say nothing of themselves', async () => {
    const rejected = expect.objectContaining({ outcome: 'rejected', reason: 'configuration' });
    expect(await newProvider().send(fromEnvironment(), newMessage())).toEqual(rejected);
    environment = { TENCENTCLOUD_SECRETID: 'AKID', TENCENTCLOUD_SECRET_KEY: 'of the other spelling' };
    expect(await newProvider().send(fromEnvironment(), newMessage())).toEqual(rejected);
    const openCredentials = () => {
      throw new Error('bad tag near provider-secret');
    };
    const outcome = await newProvider({ openCredentials }).send(newAccount(), newMessage());
    expect(outcome).toEqual(rejected);
    expect(JSON.stringify(outcome)).not.toContain('provider-secret');
    expect(simulator.requests()).toHaveLength(0);
  });

  it('that an operator has replaced are used from the next send on', async () => {
    simulator.addAccount({ secretId: 'AKIDNEW', secretKey: 'new-key', uin: 'uin-1' });
    const opened: Record<string, TencentCredentials> = {
      old: credentials,
      new: { secretId: 'AKIDNEW', secretKey: 'new-key' },
    };
    const openCredentials = ({ sealedCredentials = '' }: ProviderAccount) => opened[sealedCredentials] ?? credentials;
    const [provider, account] = [newProvider({ openCredentials }), newAccount()];
    await provider.send({ ...account, sealedCredentials: 'old' }, newMessage());
    await provider.send({ ...account, sealedCredentials: 'new' }, newMessage());
    expect(simulator.requests().map(({ secretId }) => secretId)).toEqual(['AKIDPROVIDER', 'AKIDNEW']);
    expect(provider.state()).toHaveLength(1);
  });
});

describe('an account in trouble', () => {
  it('has no more than its share in flight, and the rest is told at once', async () => {
    simulator.inject({ kind: 'delay', delayMs: 100, times: Infinity });
    const [provider, account] = [newProvider({ concurrency: 3 }), newAccount()];
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => provider.send(account, newMessage())));
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'rejected',
      'rejected',
    ]);
    expect(outcomes).toContainEqual(expect.objectContaining({ reason: 'busy' }));
    expect(simulator.requests()).toHaveLength(3);
    expect(provider.state()).toEqual([{ accountId: account.id, breaker: 'closed', inFlight: 0, limit: 3 }]);
  });

  it('is left alone after twenty failures, and tried again with one message after five seconds', async () => {
    let nowMs = Date.now();
    const [provider, account, other] = [newProvider({ clock: { now: () => nowMs } }), newAccount(), newAccount()];
    simulator.inject({ kind: 'http-status', status: 500, times: 20 });
    for (let n = 0; n < 20; n += 1) await provider.send(account, newMessage());
    expect(await provider.send(account, newMessage())).toMatchObject({ outcome: 'rejected', reason: 'busy' });
    expect(await provider.send(other, newMessage())).toMatchObject({ outcome: 'accepted' });
    nowMs += 5_000;
    const both = await Promise.all([provider.send(account, newMessage()), provider.send(account, newMessage())]);
    expect(both).toMatchObject([{ outcome: 'accepted' }, { outcome: 'rejected', reason: 'busy' }]);
    expect(provider.state().map(({ breaker }) => breaker)).toEqual(['closed', 'closed']);
  });

  it('without money is left alone for thirty seconds', async () => {
    let nowMs = Date.now();
    const [provider, account] = [newProvider({ clock: { now: () => nowMs } }), newAccount()];
    simulator.inject({ kind: 'number-code', code: 'FailedOperation.InsufficientBalanceInSmsPackage' });
    expect(await provider.send(account, newMessage())).toMatchObject({ outcome: 'rejected', reason: 'funds' });
    nowMs += 29_000;
    expect(await provider.send(account, newMessage())).toMatchObject({ outcome: 'rejected', reason: 'busy' });
    nowMs += 1_000;
    expect(await provider.send(account, newMessage())).toMatchObject({ outcome: 'accepted' });
  });
});

it('http_proxy in the environment does not take the requests elsewhere', async () => {
  process.env['http_proxy'] = `http://127.0.0.1:${await refusedPort()}`;
  try {
    expect(await newProvider().send(newAccount(), newMessage())).toMatchObject({ outcome: 'accepted' });
  } finally {
    delete process.env['http_proxy'];
  }
});
