import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Api, ApiCall } from './api.js';
import { type Faults, reachesService } from './faults.js';
import { codeOf, type SeenRequest } from './journal.js';
import type { State } from './state.js';
import { deliver } from './transport.js';

export interface ServerParts {
  readonly state: State;
  readonly api: Api;
  readonly faults: Faults;
  readonly journal: SeenRequest[];
  /** Requests by action. */
  readonly actions: Map<string, number>;
}

/** The listener the SDK talks to. Any path; HTTP 200 for every answer, as Tencent does. */
export function apiServer({ state, api, faults, journal, actions }: ServerParts): Server {
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = toCall(request, await bodyOf(request));
    const secretId = claimedSecretId(call);
    const fault = faults.take({ action: call.action, secretId, headers: call.headers, body: call.json ?? {} });
    const seen: SeenRequest = {
      atMs: state.clock.now(),
      secretId,
      token: text(call.headers['x-tc-token']),
      region: text(call.headers['x-tc-region']),
      language: text(call.headers['x-tc-language']),
      body: call.json,
    };
    actions.set(call.action, (actions.get(call.action) ?? 0) + 1);
    if (call.action === 'SendSms') journal.push(seen);
    const trace = text(call.headers['x-tc-traceid']);
    if (trace !== undefined) response.setHeader('X-TC-TraceId', trace);
    if (fault && !reachesService(fault)) return deliver(response, {}, fault);
    const { content, accepted } = api.answer(call, fault);
    const code = codeOf(content);
    if (code !== undefined) seen.code = code;
    await state.receipts.follow(accepted);
    return deliver(response, { Response: { ...content, RequestId: randomUUID() } }, fault);
  };
  return createServer((request, response) => {
    handle(request, response).catch(() => response.socket?.destroy());
  });
}

/** Resolves to `127.0.0.1:port` once the server listens; port 0 takes a free one. */
export function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

/** Closes at once, stalled connections included. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export function parseObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function toCall({ method = '', url = '', headers }: IncomingMessage, body: Buffer): ApiCall {
  return { method, url, headers, body, action: text(headers['x-tc-action']) ?? '', json: parseObject(body) };
}

const claimedSecretId = ({ headers }: ApiCall): string | undefined =>
  /Credential=([^/\s]+)\//.exec(text(headers['authorization']) ?? '')?.[1];

const text = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;
