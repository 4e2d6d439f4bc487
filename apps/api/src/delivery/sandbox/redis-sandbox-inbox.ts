import { readFileSync } from 'node:fs';
import type { TenantScope } from '@latchkey/core';
import type { RedisClient } from '../../platform/redis/redis.js';
import { Script } from '../../platform/redis/script.js';
import { throwingUnavailable } from '../../platform/redis/unavailable.js';
import { KEPT_MS, KEPT_PER_NUMBER, LATEST_KEPT, type SandboxInbox, type SandboxMessage } from './sandbox-inbox.js';

export const putScriptText = (): string => readFileSync(new URL('./put.lua', import.meta.url), 'utf8');

/** A list per number and one per tenant, newest first, that Redis forgets an hour after its last message. */
export class RedisSandboxInbox implements SandboxInbox {
  readonly #put: Script;

  constructor(private readonly redis: RedisClient) {
    this.#put = new Script(redis, 'sandbox_put', putScriptText());
  }

  async put(scope: TenantScope, phoneKey: string, message: SandboxMessage): Promise<void> {
    const text = JSON.stringify(message);
    // The two lists may be of different slots of a cluster.
    await Promise.all([
      this.#put.run([latestKey(scope)], [text, LATEST_KEPT, KEPT_MS]),
      this.#put.run([keyOf(scope, phoneKey)], [text, KEPT_PER_NUMBER, KEPT_MS]),
    ]);
  }

  list(scope: TenantScope, phoneKey: string): Promise<SandboxMessage[]> {
    return this.read(keyOf(scope, phoneKey));
  }

  latest(scope: TenantScope): Promise<SandboxMessage[]> {
    return this.read(latestKey(scope));
  }

  private async read(key: string): Promise<SandboxMessage[]> {
    const texts = await throwingUnavailable(this.redis.lrange(key, 0, -1));
    const since = Date.now() - KEPT_MS;
    return texts.map((text) => JSON.parse(text) as SandboxMessage).filter(({ sentAt }) => sentAt > since);
  }
}

const keyOf = ({ tenantId, mode }: TenantScope, phoneKey: string) => `sandbox:{${tenantId}:${mode}:${phoneKey}}`;
const latestKey = ({ tenantId, mode }: TenantScope) => `sandbox:{${tenantId}:${mode}}:latest`;
