import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ProviderPerson {
  readonly email?: string;
  readonly email_verified?: boolean;
  /** Seconds ago at which they signed in at the provider. */
  readonly signedInSecondsAgo?: number;
}

interface Grant {
  readonly person: ProviderPerson;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string;
}

const KEY_ID = 'one';

/** A small OpenID Connect provider: it lets in whoever the test says is there, and checks what a client must send. */
export class IdentityProvider {
  readonly clientId = 'latchkey';
  readonly clientSecret = 'secret-at-the-provider';
  /** Who sits before the browser. */
  person: ProviderPerson = {};
  /** Members of the next ID tokens that are false on purpose. */
  lies: Readonly<Record<string, unknown>> = {};
  private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  private readonly grants = new Map<string, Grant>();

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
  ) {}

  /** @param host `localhost` is another site than `127.0.0.1`, which browsers care about. */
  static async start(host: '127.0.0.1' | 'localhost' = '127.0.0.1'): Promise<IdentityProvider> {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, host, ready));
    const provider = new IdentityProvider(server, `http://${host}:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => void provider.answer(request, response));
    return provider;
  }

  async stop(): Promise<void> {
    await new Promise((stopped) => this.server.close(stopped));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.issuer);
    const json = (body: object, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return void json(this.metadata());
      case '/keys': {
        const key = this.keys.publicKey.export({ format: 'jwk' });
        return void json({ keys: [{ ...key, kid: KEY_ID, alg: 'RS256', use: 'sig' }] });
      }
      case '/authorize':
        return void response.writeHead(302, { location: this.authorize(url.searchParams) }).end();
      case '/token': {
        const form = new URLSearchParams(await text(request));
        const token = this.exchange(form, request.headers.authorization);
        return void (token ? json(token) : json({ error: 'invalid_grant' }, 400));
      }
      default:
        response.writeHead(404).end();
    }
  }

  private metadata() {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
    };
  }

  private authorize(asked: URLSearchParams): string {
    const get = (name: string) => asked.get(name) ?? '';
    if (get('client_id') !== this.clientId || get('code_challenge_method') !== 'S256')
      throw new Error('not this client');
    const code = randomUUID();
    this.grants.set(code, {
      person: this.person,
      redirectUri: get('redirect_uri'),
      challenge: get('code_challenge'),
      nonce: get('nonce'),
    });
    return `${get('redirect_uri')}?${new URLSearchParams({ code, state: get('state'), iss: this.issuer }).toString()}`;
  }

  /** Undefined unless code, secret, verifier and place of return are those of one grant, the first time. */
  private exchange(form: URLSearchParams, authorization: string | undefined): object | undefined {
    const code = form.get('code') ?? '';
    const grant = this.grants.get(code);
    this.grants.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const basic = `Basic ${Buffer.from(`${this.clientId}:${this.clientSecret}`).toString('base64')}`;
    const known = form.get('client_secret') === this.clientSecret || authorization === basic;
    if (!grant || !known || challenge !== grant.challenge || form.get('redirect_uri') !== grant.redirectUri)
      return undefined;
    return { access_token: randomUUID(), token_type: 'Bearer', expires_in: 60, id_token: this.idToken(grant) };
  }

  private idToken({ person: { signedInSecondsAgo = 0, ...claims }, nonce }: Grant): string {
    const now = Math.floor(Date.now() / 1000);
    const subject = { iss: this.issuer, sub: claims.email ?? 'somebody', aud: this.clientId, nonce };
    const times = { iat: now, exp: now + 60, auth_time: now - signedInSecondsAgo };
    const encoded = [
      { alg: 'RS256', kid: KEY_ID, typ: 'JWT' },
      { ...subject, ...times, ...claims, ...this.lies },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${encoded}.${createSign('RSA-SHA256').update(encoded).sign(this.keys.privateKey, 'base64url')}`;
  }
}
