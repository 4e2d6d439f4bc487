import { createHash } from 'node:crypto';
import { Agent, createServer, type Server } from 'node:http';
import type { LookupFunction } from 'node:net';
import { sms } from 'tencentcloud-sdk-nodejs-sms';
import { bodyOf, close, listen } from './server.js';
import { canonicalRequest, type IncomingRequest, sign, verifyTc3 } from './tc3.js';

const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');

describe('TC3 signature', () => {
  const body = Buffer.from(
    '{"PhoneNumberSet":["+8618511122233"],"SmsSdkAppId":"1400006666","SignName":"腾讯云","TemplateId":"1110","TemplateParamSet":["123456","5"],"SessionContext":"tenant-a:otp_01"}',
  );
  const secretKey = 'dummy-secret-key-for-docs';

  it.each([
    {
      host: 'sms.tencentcloudapi.com',
      service: 'sms',
      hash: 'd531ce90f2d188f2a737534af23b98dec21daf0c8aca9d8ad003fdb3116ef49d',
      signature: '11b9f6eaa5a6ee2f93dd37b692f623ec8a42ddbc4815fc5e991252d7c416562d',
    },
    {
      host: '127.0.0.1',
      service: '127',
      hash: '1fe89b2b186cd330fe72c0b74f7f087c2437571dab6f4605352e03b5f84a8148',
      signature: '21b20ca2771b4c7810b7bc87fe313480ab4ce66c96f44b4ee1861c70597ea7ba',
    },
  ])('equals the known signature of a SendSms to $host', ({ host, service, hash, signature }) => {
    const headers = [['content-type', 'application/json'] as const, ['host', host] as const];
    const canonical = canonicalRequest({ method: 'POST', path: '/', query: '', headers, body });
    expect(sha256(canonical)).toBe(hash);
    expect(sign({ secretKey, timestamp: 1_700_000_000, service }, canonical).toString('hex')).toBe(signature);
  });

  it.each([
    { action: undefined, signature: '2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c' },
    { action: 'describeinstances', signature: 'be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3' },
  ])("equals the signature of Tencent's published CVM example (signed action: $action)", ({ action, signature }) => {
    const payload = Buffer.from(
      String.raw`{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`,
    );
    expect(sha256(payload)).toBe('35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064');
    const headers: (readonly [string, string])[] = [
      ['content-type', 'application/json; charset=utf-8'],
      ['host', 'cvm.tencentcloudapi.com'],
    ];
    if (action) headers.push(['x-tc-action', action]);
    const canonical = canonicalRequest({ method: 'POST', path: '/', query: '', headers, body: payload });
    const scope = { secretKey: 'Gu5t9xGARNpq86cd98joQYCN3*******', timestamp: 1_551_113_065, service: 'cvm' };
    expect(sign(scope, canonical).toString('hex')).toBe(signature);
  });
});

describe('TC3 verifier against the real SDK', () => {
  const credential = { secretId: 'AKIDVERIFIER', secretKey: 'verifier-secret' };
  const request = { PhoneNumberSet: ['+8618511122233'], SmsSdkAppId: '1400006666', TemplateId: '1110' };
  let server: Server;
  let address: string;
  let seen: IncomingRequest;

  beforeAll(async () => {
    server = createServer((incoming, response) => {
      const { method = '', url = '', headers } = incoming;
      void bodyOf(incoming).then((body) => {
        seen = { method, url, headers, body };
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"Response":{}}');
      });
    });
    address = await listen(server, 0);
  });
  afterAll(() => close(server));

  interface Sending {
    readonly host?: string;
    readonly method?: 'GET' | 'POST';
    readonly token?: string;
    readonly headers?: Record<string, string>;
  }

  /** Any host name leads to the listener; the SDK takes the service from the name. */
  async function captured({ host, method = 'POST', token, headers }: Sending = {}): Promise<IncomingRequest> {
    const lookup: LookupFunction = (_, options, done) =>
      options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
    const client = new sms.v20210111.Client({
      credential: { ...credential, ...(token && { token }) },
      region: 'ap-guangzhou',
      profile: {
        httpProfile: {
          endpoint: host ? `${host}:${address.split(':')[1]}` : address,
          protocol: 'http://',
          reqMethod: method,
          agent: new Agent({ lookup }),
        },
      },
    });
    await client.request('SendSms', request, { ...(headers && { headers }) });
    return seen;
  }

  const verdict = (incoming: IncomingRequest, known: object = credential, options: object = {}) =>
    verifyTc3(incoming, (id) => (id === credential.secretId ? { ...credential, ...known } : undefined), {
      nowMs: Date.now(),
      ...options,
    });
  const ok = { ok: true, secretId: credential.secretId };
  const refusedWith = (code: string) => expect.objectContaining({ ok: false, code: `AuthFailure.${code}` });

  it('accepts POST', async () => expect(verdict(await captured())).toEqual(ok));

  it('accepts GET, whose query is signed instead of a body', async () => {
    expect(verdict(await captured({ method: 'GET' }))).toEqual(ok);
  });

  it('accepts the token of temporary credentials', async () => {
    expect(verdict(await captured({ token: 'token-1' }), { token: 'token-1' })).toEqual(ok);
  });

  it.each(['sms.tencentcloudapi.com', 'sms.ap-singapore.tencentcloudapi.com'])(
    'accepts the host %s with the service sms',
    async (host) => expect(verdict(await captured({ host }), {}, { service: 'sms' })).toEqual(ok),
  );

  it('accepts a charset in upper case', async () => {
    const incoming = await captured({ headers: { 'Content-Type': 'application/json; charset=UTF-8' } });
    expect(verdict(incoming)).toEqual(ok);
  });

  it('refuses a wrong key', async () => {
    expect(verdict(await captured(), { secretKey: 'another' })).toEqual(refusedWith('SignatureFailure'));
  });

  it('refuses an unknown SecretId', async () => {
    const answer = verifyTc3(await captured(), () => undefined, { nowMs: Date.now() });
    expect(answer).toEqual(refusedWith('SecretIdNotFound'));
  });

  it('refuses a missing token', async () => {
    expect(verdict(await captured(), { token: 'token-1' })).toEqual(refusedWith('TokenFailure'));
  });

  it('refuses a body changed on the way', async () => {
    const incoming = await captured();
    const body = Buffer.from(incoming.body.toString().replace('1400006666', '1400006667'));
    expect(verdict({ ...incoming, body })).toEqual(refusedWith('SignatureFailure'));
  });

  it('refuses a timestamp 301 seconds away', async () => {
    const incoming = await captured();
    const nowMs = (Number(incoming.headers['x-tc-timestamp']) + 301) * 1000;
    expect(verdict(incoming, {}, { nowMs })).toEqual(refusedWith('SignatureExpire'));
  });

  it('refuses the scope of another service', async () => {
    expect(verdict(await captured(), {}, { service: 'sms' })).toEqual(refusedWith('SignatureFailure'));
  });

  it('refuses a request without an Authorization header', async () => {
    const incoming = await captured();
    const headers = { ...incoming.headers, authorization: undefined };
    expect(verdict({ ...incoming, headers })).toEqual(refusedWith('InvalidAuthorization'));
  });
});
