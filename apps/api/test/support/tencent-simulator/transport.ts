import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './faults.js';

const HTML = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';

/** Puts a reply on the wire, or breaks it on the way as the fault says. */
export async function deliver(response: ServerResponse, reply: object, fault: Fault | undefined): Promise<void> {
  const body = Buffer.from(JSON.stringify(reply));
  const half = body.subarray(0, body.length >> 1);
  const json = { 'content-type': 'application/json' };
  switch (fault?.kind) {
    case 'header-stall':
      return;
    case 'reset':
    case 'accept-then-drop':
      response.socket?.resetAndDestroy();
      return;
    case 'body-stall':
      response.writeHead(200, { ...json, 'content-length': body.length }).write(half);
      return;
    case 'content-length-cut':
      response.writeHead(200, { ...json, 'content-length': body.length });
      response.write(half, () => response.socket?.end());
      return;
    case 'chunked-cut':
      response.writeHead(200, json);
      response.write(half, () => response.socket?.end());
      return;
    case 'http-status':
      response.writeHead(fault.status, { 'content-type': 'text/html' }).end(fault.body ?? HTML);
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end(fault.body ?? HTML);
      return;
    case 'empty-object':
      response.writeHead(200, json).end('{}');
      return;
    case 'empty-set':
      response.writeHead(200, json).end(JSON.stringify({ Response: { SendStatusSet: [], RequestId: randomUUID() } }));
      return;
    case 'delay':
      await pause(fault.delayMs, undefined, { ref: false });
      break;
    default:
      break;
  }
  response.writeHead(200, { ...json, 'content-length': body.length }).end(body);
}
