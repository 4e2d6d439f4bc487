import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Refused } from '@latchkey/core';
import type { FastifyReply, FastifyRequest } from 'fastify';

const HEADER = 'x-latchkey-console';

/**
 * Admits what our own pages send. A page of another site cannot add a header without the browser asking us first, and we
 * never agree; so the cookie of a signed-in operator is of no use to it, whatever it makes the browser send.
 */
@Injectable()
export class ConsoleRequestGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    void http.getResponse<FastifyReply>().header('cache-control', 'no-store');
    if (http.getRequest<FastifyRequest>().headers[HEADER] === '1') return true;
    throw new Refused({
      kind: 'forbidden',
      message: 'Requests to the console carry the header X-Latchkey-Console: 1.',
    });
  }
}
