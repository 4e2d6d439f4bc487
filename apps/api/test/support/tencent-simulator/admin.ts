import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Fault } from './faults.js';
import type { ReceiptPlan } from './receipts.js';
import { bodyOf, parseObject } from './server.js';
import type { TencentSimulator } from './simulator.js';

type Route = (simulator: TencentSimulator, body: Record<string, unknown>) => unknown;

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /messages': (simulator) => simulator.messages(),
  'GET /requests': (simulator) => simulator.requests(),
  'GET /pushes': (simulator) => simulator.pushes(),
  'POST /faults': (simulator, body) => simulator.inject(body as unknown as Fault),
  'DELETE /faults': (simulator) => simulator.clearFaults(),
  'POST /receipt-plans': (simulator, body) => simulator.planReceipts(body as ReceiptPlan),
  'POST /blacklist': (simulator, body) => simulator.blacklist(String(body['phone'])),
  'POST /replies': (simulator, body) => simulator.reply(String(body['serialNo']), String(body['text'])),
};

/** What a person or another process sees and steers, apart from the API itself. JSON both ways. */
export function adminServer(simulator: TencentSimulator): Server {
  return createServer((request, response) => {
    respond(simulator, request).then(
      ([status, reply]) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(reply)),
      () => response.socket?.destroy(),
    );
  });
}

async function respond(
  simulator: TencentSimulator,
  request: IncomingMessage,
): Promise<[status: number, reply: object]> {
  const body = parseObject(await bodyOf(request));
  const name = `${request.method} ${(request.url ?? '').split('?')[0]}`;
  const route = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  if (!route) return [404, { error: 'no such route', routes: Object.keys(ROUTES) }];
  try {
    return [200, ((await route(simulator, body ?? {})) as object | undefined) ?? { done: true }];
  } catch (error) {
    return [400, { error: error instanceof Error ? error.message : 'refused' }];
  }
}
