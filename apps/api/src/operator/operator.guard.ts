import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Header,
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

/** Whom a route of the console lets in. */
export type Demand =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'operator'; readonly freshProof: boolean }
  | { readonly kind: 'permission'; readonly action: Action; readonly resource: Resource };

const DEMAND = 'latchkey:demand';

/** How long somebody who has proven that it is them need not do it again. */
const PROOF_LASTS_MS = 5 * 60_000;

/**
 * Beside each route of the console: lets operators in who may do this to things of this kind. A route without it is closed to
 * all. Where `needsFreshProof` says so, a session is not enough.
 */
export const Allows = (action: Action, resource: Resource) =>
  demands({ kind: 'permission', action, resource }, OperatorGuard);

export const NeedsFreshProof = 'fresh proof';

/** For what concerns nothing but the operator's own session and account. */
export const AllowsEveryOperator = (proof?: typeof NeedsFreshProof) =>
  demands({ kind: 'operator', freshProof: proof !== undefined }, OperatorGuard);

/** For signing in. */
export const AllowsVisitors = () => demands({ kind: 'nobody' });

/** For the way back from an identity provider: a browser that follows a link can send no header of ours. */
export const AllowsReturning = () =>
  applyDecorators(
    SetMetadata(DEMAND, { kind: 'nobody' }),
    Public(),
    Header('cache-control', 'no-store'),
    ApiExcludeEndpoint(),
  );

const demands = (demand: Demand, ...guards: (typeof OperatorGuard)[]) =>
  applyDecorators(
    SetMetadata(DEMAND, demand),
    Public(),
    UseGuards(ConsoleRequestGuard, ...guards),
    ApiExcludeEndpoint(),
  );

/** What a handler asks for; undefined when it does not say. */
export const demandOf = (handler: object): Demand | undefined =>
  Reflect.getMetadata(DEMAND, handler) as Demand | undefined;

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
    if (demand === undefined) throw new Error('a guarded route must say what it demands');
    judge(session, demand, this.sessions.clock);
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
