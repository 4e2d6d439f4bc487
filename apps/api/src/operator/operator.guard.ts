import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { type Action, canAccess, type Clock, needsFreshProof, Refused, type Resource } from '@latchkey/core';
import type { FastifyRequest } from 'fastify';
import { RequestLimits } from '../platform/http/request-limits.js';
import { Public } from '../tenant/api-key.guard.js';
import { ConsoleRequestGuard } from './console-request.guard.js';
import { type OperatorSession, OperatorSessions } from './operator-sessions.js';
import { SessionCookie } from './session-cookie.js';

/** Who is signed in, and from where this request comes: what the operator log is told. */
export interface SignedIn extends OperatorSession {
  readonly address: string;
  readonly requestId: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the operator guard. */
    operator?: SignedIn;
  }
}

/** Injects who is signed in. */
export const CurrentOperator = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn => {
  const { operator } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!operator) throw new Error('a route without a session has no operator');
  return operator;
});

/** What a route of the console asks of the operator. */
export interface Demand {
  readonly action: Action;
  readonly resource: Resource;
}

const DEMAND = 'latchkey:demand';

/** How long somebody who has proven that it is them need not do it again. */
const PROOF_LASTS_MS = 5 * 60_000;

/**
 * Beside each route of the console: lets operators in who may do this to things of this kind. A route without it is closed to
 * all. Where `needsFreshProof` says so, a session is not enough.
 */
export const Allows = (action: Action, resource: Resource) => signedIn({ action, resource });

/** For what concerns nothing but the operator's own session and account. */
export const AllowsEveryOperator = () => signedIn('every operator');

/** For signing in. */
export const AllowsVisitors = () =>
  applyDecorators(SetMetadata(DEMAND, 'nobody'), Public(), UseGuards(ConsoleRequestGuard), ApiExcludeEndpoint());

const signedIn = (demand: Demand | 'every operator') =>
  applyDecorators(
    SetMetadata(DEMAND, demand),
    Public(),
    UseGuards(ConsoleRequestGuard, OperatorGuard),
    ApiExcludeEndpoint(),
  );

/** What a handler asks for; undefined when it does not say. */
export const demandOf = (handler: object): Demand | 'every operator' | 'nobody' | undefined =>
  Reflect.getMetadata(DEMAND, handler) as Demand | 'every operator' | 'nobody' | undefined;

/** Finds out by the session cookie which operator is asking, and whether they may. An API key is not even looked at. */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(
    private readonly sessions: OperatorSessions,
    private readonly cookie: SessionCookie,
    private readonly limits: RequestLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const session = await this.sessionOf(request);
    const demand = demandOf(context.getHandler());
    if (demand === undefined || demand === 'nobody') throw new Error('a guarded route must say what it demands');
    if (demand !== 'every operator') judge(session, demand, this.sessions.clock);
    request.operator = { ...session, address: request.ip, requestId: request.id };
    return true;
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

function judge(session: OperatorSession, { action, resource }: Demand, clock: Clock): void {
  if (!canAccess(session, action, resource)) {
    throw new Refused({ kind: 'forbidden', message: `Your role does not allow to ${action} ${resource}.` });
  }
  const proven = clock.now() - session.provenAt.getTime() < PROOF_LASTS_MS;
  if (needsFreshProof(action, resource) && !proven) throw new Refused({ kind: 'reauthentication_required' });
}
