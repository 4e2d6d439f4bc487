import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { Refused } from '@latchkey/core';
import type { FastifyRequest } from 'fastify';
import { RequestLimits } from '../../platform/http/request-limits.js';
import { type CallbackAccount, CallbackDirectory } from './callback-directory.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the callback guard. */
    callbackAccount?: CallbackAccount;
  }
}

/** Injects whose callback it is. */
export const CurrentCallbackAccount = createParamDecorator((_: unknown, context: ExecutionContext): CallbackAccount => {
  const { callbackAccount } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!callbackAccount) throw new Error('a route without the callback guard has no account');
  return callbackAccount;
});

/**
 * Finds the account by the token of the address, before the body is looked at. Tencent signs nothing, so the address is the
 * secret; an unknown one, and one used from a wrong source, answer like a path nobody serves and count against the client.
 */
@Injectable()
export class CallbackGuard implements CanActivate {
  constructor(
    private readonly directory: CallbackDirectory,
    private readonly limits: RequestLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { token } = request.params as { token: string };
    const account = this.directory.cached(token) ?? (await this.lookUp(token, request.ip));
    if (!account || account.sources?.(request.ip) === false) {
      this.limits.countAddress(request.ip);
      throw new Refused({ kind: 'not_found' });
    }
    this.limits.countKey(account.accountId);
    request.callbackAccount = account;
    return true;
  }

  private lookUp(token: string, ip: string): Promise<CallbackAccount | undefined> {
    this.limits.refuseFullAddress(ip);
    return this.directory.account(token);
  }
}
