import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** What a request signs, headers in the order of `SignedHeaders`. */
export interface Signable {
  readonly method: string;
  readonly path: string;
  /** The raw text after `?`; empty for POST. */
  readonly query: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** Step 1 of TC3-HMAC-SHA256. Source: Tencent Cloud, "Signature method v3". */
export function canonicalRequest({ method, path, query, headers, body }: Signable): string {
  const lines = headers.map(([name, value]) => `${name}:${value.trim()}\n`).join('');
  const names = headers.map(([name]) => name).join(';');
  return [method, path, query, lines, names, sha256(body)].join('\n');
}

export interface Scope {
  readonly secretKey: string;
  /** Seconds since 1970; its UTC day is the first part of the credential scope. */
  readonly timestamp: number;
  readonly service: string;
}

/** Steps 2 to 4: the signature over a canonical request. */
export function sign({ secretKey, timestamp, service }: Scope, canonical: string): Buffer {
  const date = utcDay(timestamp);
  const key = hmac(hmac(hmac(`TC3${secretKey}`, date), service), 'tc3_request');
  return hmac(key, ['TC3-HMAC-SHA256', timestamp, `${date}/${service}/tc3_request`, sha256(canonical)].join('\n'));
}

export interface IncomingRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The bytes as received: a parsed and re-serialised body has another hash. */
  readonly body: Buffer;
}

export interface KnownCredential {
  readonly secretKey: string;
  readonly token?: string;
}

export interface VerifyOptions {
  readonly nowMs: number;
  readonly maxSkewSeconds?: number;
  /** The scope service to insist on. The SDK derives it from the endpoint's name, so `127.0.0.1` gives `127`. */
  readonly service?: string;
}

export type Verdict =
  | { readonly ok: true; readonly secretId: string }
  | { readonly ok: false; readonly code: string; readonly message: string };

const AUTHORIZATION =
  /^TC3-HMAC-SHA256 Credential=([^/\s]+)\/(\d{4}-\d{2}-\d{2})\/([^/]+)\/tc3_request,\s*SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})$/;

/** Judges a request's signature the way Tencent's gateway answers. */
export function verifyTc3(
  request: IncomingRequest,
  find: (secretId: string) => KnownCredential | undefined,
  { nowMs, maxSkewSeconds = 300, service: wantedService }: VerifyOptions,
): Verdict {
  const header = (name: string): string => String(request.headers[name] ?? '');
  const [, secretId = '', date, service = '', signed = '', given = ''] =
    AUTHORIZATION.exec(header('authorization')) ?? [];
  const names = signed.split(';');
  if (!names.includes('content-type') || !names.includes('host')) {
    return failure('AuthFailure.InvalidAuthorization', 'the Authorization header is missing or malformed');
  }
  const timestamp = header('x-tc-timestamp') === '' ? NaN : Number(header('x-tc-timestamp'));
  if (!Number.isInteger(timestamp)) return failure('MissingParameter', 'X-TC-Timestamp is missing');
  if (Math.abs(Math.floor(nowMs / 1000) - timestamp) > maxSkewSeconds) {
    return failure('AuthFailure.SignatureExpire', 'the timestamp is more than five minutes away');
  }
  if (utcDay(timestamp) !== date) return failure('AuthFailure.SignatureFailure', 'the scope is of another day');
  if (wantedService !== undefined && wantedService !== service) {
    return failure('AuthFailure.SignatureFailure', 'the scope is of another service');
  }
  const credential = find(secretId);
  if (!credential) return failure('AuthFailure.SecretIdNotFound', 'the SecretId is not found');
  if ((credential.token ?? '') !== header('x-tc-token')) return failure('AuthFailure.TokenFailure', 'token error');

  const [path, query] = splitOnce(request.url, '?');
  const scope = { secretKey: credential.secretKey, timestamp, service };
  const matches = (headers: Signable['headers']): boolean =>
    timingSafeEqual(
      sign(scope, canonicalRequest({ method: request.method, path, query, headers, body: request.body })),
      Buffer.from(given, 'hex'),
    );
  const signedHeaders = (host: string): [string, string][] =>
    names.map((name) => [name, name === 'host' ? host : header(name)]);
  const lowered = (headers: [string, string][]): [string, string][] =>
    headers.map(([name, value]) => [name, value.toLowerCase()]);
  // The Node SDK signs the host without its port but sends it with; values are lower-cased by the rules, not by every signer.
  const spellings = [withoutPort(header('host')), header('host')].map(signedHeaders);
  return spellings.some((headers) => matches(lowered(headers)) || matches(headers))
    ? { ok: true, secretId }
    : failure('AuthFailure.SignatureFailure', 'the signature does not match');
}

const failure = (code: string, message: string): Verdict => ({ ok: false, code, message });

const utcDay = (timestamp: number): string => new Date(timestamp * 1000).toISOString().slice(0, 10);

const withoutPort = (host: string): string => host.replace(/:\d+$/, '');

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
