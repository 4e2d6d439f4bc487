import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Allowance, RequestLimits } from './request-limits.js';

/**
 * Counts an admitted request against its key. A publishable key is in everybody's hands, so its requests count against
 * the client's address as well.
 *
 * It stands in for `ThrottlerGuard`, whose dozen metadata look-ups, hashes and awaits per request cost more than the work
 * they guard; limits and storage are those of the throttler module.
 */
@Injectable()
export class ThrottlingGuard implements CanActivate {
  constructor(private readonly limits: RequestLimits) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    this.count(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
    return true;
  }

  /** Throws Refused when there were too many. */
  count(request: Pick<FastifyRequest, 'caller' | 'ip'>, reply: FastifyReply): void {
    const { caller } = request;
    if (!caller) return;
    const perKey = this.limits.countKey(caller.keyId);
    const perAddress = caller.publishable ? this.limits.countAddress(request.ip) : perKey;
    tell(reply, tighter(perKey, perAddress));
  }
}

const left = ({ limit, total }: Allowance) => limit - total;

const tighter = (a: Allowance, b: Allowance) => (left(b) < left(a) ? b : a);

function tell(reply: FastifyReply, allowance: Allowance): void {
  void reply.header('ratelimit-limit', allowance.limit);
  void reply.header('ratelimit-remaining', left(allowance));
  void reply.header('ratelimit-reset', allowance.resetSeconds);
}
