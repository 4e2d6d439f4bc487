import type { TenantScope } from '@latchkey/core';
import type { RedisClient } from '../../platform/redis/redis.js';
import { throwingUnavailable } from '../../platform/redis/unavailable.js';
import { KEPT_MS, KEPT_PER_NUMBER, type SandboxInbox, type SandboxMessage } from './sandbox-inbox.js';

/** A list per number, newest first, that Redis forgets an hour after its last message. */
export class RedisSandboxInbox implements SandboxInbox {
  constructor(private readonly redis: RedisClient) {}

  async put(scope: TenantScope, phoneKey: string, message: SandboxMessage): Promise<void> {
    const key = keyOf(scope, phoneKey);
    const replies = await throwingUnavailable(
      this.redis
        .pipeline()
        .lpush(key, JSON.stringify(message))
        .ltrim(key, 0, KEPT_PER_NUMBER - 1)
        .pexpire(key, KEPT_MS)
        .exec(),
    );
    const failure = replies?.find(([error]) => error)?.[0];
    if (failure) await throwingUnavailable(Promise.reject(failure));
  }

  async list(scope: TenantScope, phoneKey: string): Promise<SandboxMessage[]> {
    const texts = await throwingUnavailable(this.redis.lrange(keyOf(scope, phoneKey), 0, -1));
    const since = Date.now() - KEPT_MS;
    return texts.map((text) => JSON.parse(text) as SandboxMessage).filter(({ sentAt }) => sentAt > since);
  }
}

const keyOf = ({ tenantId, mode }: TenantScope, phoneKey: string) => `sandbox:{${tenantId}:${mode}:${phoneKey}}`;
