import { Injectable } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { canAccess, type Clock, needsFreshProof, Refused } from '@latchkey/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestLimits } from '../platform/http/request-limits.js';
import type { Demand } from './operator.guard.js';
import { type OperatorSession, OperatorSessions } from './operator-sessions.js';
import { SessionCookie } from './session-cookie.js';

const HEADER = 'x-latchkey-console';

/** How long somebody who has proven that it is them need not do it again. */
const PROOF_LASTS_MS = 5 * 60_000;

/** Finds out by the session cookie which operator is asking, and whether they may. An API key is not even looked at. */
@Injectable()
export class ConsoleDoor {
  constructor(
    private readonly sessions: OperatorSessions,
    private readonly cookie: SessionCookie,
    private readonly limits: RequestLimits,
  ) {}

  /** Lets the request in, or throws Refused. */
  async admit(request: FastifyRequest, demand: Demand): Promise<void> {
    if (demand.kind !== 'nobody' || demand.comesBy !== 'a link') demandOurPages(request);
    if (demand.kind !== 'nobody') {
      const session = await this.sessionOf(request);
      judge(session, demand, this.sessions.clock);
      request.operator = { ...session, address: request.ip, requestId: request.id };
    }
    request.admittedFor = demand;
  }

  private async sessionOf({ headers, ip }: FastifyRequest): Promise<OperatorSession> {
    const token = this.cookie.read(headers.cookie);
    if (token === undefined) throw new Refused({ kind: 'unauthenticated' });
    this.limits.refuseFullAddress(ip);
    const session = await this.sessions.resume(token);
    if (session) return session;
    this.limits.countAddress(ip);
    throw new Refused({ kind: 'unauthenticated' });
  }
}

/**
 * Puts the door before the routes of the console: whoever may not enter is refused by the head of the request, and nothing of
 * its body is read, which may be megabytes. Must be called before routes are made.
 */
export function guardConsole(app: NestFastifyApplication): void {
  const door = app.get(ConsoleDoor, { strict: false });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', (route) => {
      const demand = route.config?.demand;
      if (demand === undefined) return;
      route.onRequest = [
        ...[route.onRequest ?? []].flat(),
        (request: FastifyRequest, reply: FastifyReply) => {
          void reply.header('cache-control', 'no-store');
          return door.admit(request, demand);
        },
      ];
    });
}

/**
 * Admits what our own pages send. A page of another site cannot add a header without the browser asking us first, and we
 * never agree; so the cookie of a signed-in operator is of no use to it, whatever it makes the browser send.
 */
function demandOurPages({ headers }: FastifyRequest): void {
  if (headers[HEADER] === '1') return;
  throw new Refused({
    kind: 'forbidden',
    message: 'Requests to the console carry the header X-Latchkey-Console: 1.',
  });
}

function judge(session: OperatorSession, demand: Demand, clock: Clock): void {
  if (demand.kind === 'permission' && !canAccess(session, demand.action, demand.resource)) {
    const message = `Your role does not allow to ${demand.action} ${demand.resource}.`;
    throw new Refused({ kind: 'forbidden', message });
  }
  const proven = clock.now() - session.provenAt.getTime() < PROOF_LASTS_MS;
  if (!proven && wantsProof(demand)) throw new Refused({ kind: 'reauthentication_required' });
}

function wantsProof(demand: Demand): boolean {
  switch (demand.kind) {
    case 'nobody':
      return false;
    case 'operator':
      return demand.freshProof;
    case 'permission':
      return needsFreshProof(demand.action, demand.resource);
  }
}
