import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  UseGuards,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Refused } from '@latchkey/core';
import type { FastifyRequest } from 'fastify';
import { RequestLimits } from '../platform/http/request-limits.js';
import { Public } from '../tenant/api-key.guard.js';
import { ConsoleRequestGuard } from './console-request.guard.js';
import { type OperatorSession, OperatorSessions } from './operator-sessions.js';
import { SessionCookie } from './session-cookie.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the operator guard. */
    operator?: OperatorSession;
  }
}

/** Injects who is signed in. */
export const CurrentOperator = createParamDecorator((_: unknown, context: ExecutionContext): OperatorSession => {
  const { operator } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!operator) throw new Error('a route without a session has no operator');
  return operator;
});

/** Finds out which operator is asking by the session cookie. An API key is not even looked at. */
@Injectable()
export class OperatorSessionGuard implements CanActivate {
  constructor(
    private readonly sessions: OperatorSessions,
    private readonly cookie: SessionCookie,
    private readonly limits: RequestLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const token = this.cookie.read(request.headers.cookie);
    if (token === undefined) throw new Refused({ kind: 'unauthenticated' });
    this.limits.refuseFullAddress(request.ip);
    const operator = await this.sessions.resume(token);
    if (operator) {
      request.operator = operator;
      return true;
    }
    this.limits.countAddress(request.ip);
    throw new Refused({ kind: 'unauthenticated' });
  }
}

/** For controllers of the console: whoever is not signed in gets nothing from them, whatever key they have. */
export const ForOperators = () =>
  applyDecorators(Public(), UseGuards(ConsoleRequestGuard, OperatorSessionGuard), ApiExcludeController());
