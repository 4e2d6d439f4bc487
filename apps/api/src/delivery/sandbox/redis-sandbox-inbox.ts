import { readFileSync } from 'node:fs';
import type { TenantScope } from '@latchkey/core';
import type { RedisClient } from '../../platform/redis/redis.js';
import { Script } from '../../platform/redis/script.js';
import { throwingUnavailable } from '../../platform/redis/unavailable.js';
import { KEPT_MS, KEPT_PER_NUMBER, type SandboxInbox, type SandboxMessage } from './sandbox-inbox.js';

/** A list per number, newest first, that Redis forgets an hour after its last message. */
export class RedisSandboxInbox implements SandboxInbox {
  readonly #put: Script;

  constructor(private readonly redis: RedisClient) {
    this.#put = new Script(redis, 'sandbox_put', readFileSync(new URL('./put.lua', import.meta.url), 'utf8'));
  }

  async put(scope: TenantScope, phoneKey: string, message: SandboxMessage): Promise<void> {
    await this.#put.run([keyOf(scope, phoneKey)], [JSON.stringify(message), KEPT_PER_NUMBER, KEPT_MS]);
  }

  async list(scope: TenantScope, phoneKey: string): Promise<SandboxMessage[]> {
    const texts = await throwingUnavailable(this.redis.lrange(keyOf(scope, phoneKey), 0, -1));
    const since = Date.now() - KEPT_MS;
    return texts.map((text) => JSON.parse(text) as SandboxMessage).filter(({ sentAt }) => sentAt > since);
  }
}

const keyOf = ({ tenantId, mode }: TenantScope, phoneKey: string) => `sandbox:{${tenantId}:${mode}:${phoneKey}}`;
