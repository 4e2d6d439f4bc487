import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import type { Action, Resource } from '@latchkey/core';
import type { FastifyRequest } from 'fastify';
import { Public } from '../tenant/api-key.guard.js';
import type { OperatorSession } from './operator-sessions.js';

/** Who is signed in, and from where this request comes: what the operator log is told. */
export interface SignedIn extends OperatorSession {
  readonly address: string;
  readonly requestId: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What the console's door has let the request in for. */
    admittedFor?: Demand;
    /** Set by the console's door. */
    operator?: SignedIn;
  }
  interface FastifyContextConfig {
    /** Of a route of the console. */
    demand?: Demand;
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
  /** A link that a browser follows can carry no header of ours. */
  | { readonly kind: 'nobody'; readonly comesBy: 'our pages' | 'a link' }
  | { readonly kind: 'operator'; readonly freshProof: boolean }
  | { readonly kind: 'permission'; readonly action: Action; readonly resource: Resource };

const DEMAND = 'latchkey:demand';

/**
 * Beside each route of the console: lets operators in who may do this to things of this kind. A route without it is closed to
 * all. Where `needsFreshProof` says so, a session is not enough.
 */
export const Allows = (action: Action, resource: Resource) => demands({ kind: 'permission', action, resource });

export const NeedsFreshProof = 'fresh proof';

/** For what concerns nothing but the operator's own session and account. */
export const AllowsEveryOperator = (proof?: typeof NeedsFreshProof) =>
  demands({ kind: 'operator', freshProof: proof !== undefined });

/** For signing in. */
export const AllowsVisitors = () => demands({ kind: 'nobody', comesBy: 'our pages' });

/** For the way back from an identity provider. */
export const AllowsReturning = () => demands({ kind: 'nobody', comesBy: 'a link' });

/** The door judges by the route's configuration, before there is a handler; the guard makes sure that it has. */
const demands = (demand: Demand) =>
  applyDecorators(
    SetMetadata(DEMAND, demand),
    RouteConfig({ demand }),
    Public(),
    UseGuards(AdmittedGuard),
    ApiExcludeEndpoint(),
  );

/** What a handler asks for; undefined when it does not say. */
export const demandOf = (handler: object): Demand | undefined =>
  Reflect.getMetadata(DEMAND, handler) as Demand | undefined;

/** Lets nobody pass by the door: a request that it has not judged by this very demand is a bug of ours. */
@Injectable()
export class AdmittedGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { admittedFor } = context.switchToHttp().getRequest<FastifyRequest>();
    if (admittedFor !== undefined && admittedFor === demandOf(context.getHandler())) return true;
    throw new Error('a route of the console must be reached through its door');
  }
}
