import type { Clock, TenantScope } from '@latchkey/core';
import { KEPT_MS, KEPT_PER_NUMBER, LATEST_KEPT, type SandboxInbox, type SandboxMessage } from './sandbox-inbox.js';

const MAX_MESSAGES = 10_000;

/** The inbox of a single process. At its bound the number that waited longest for a message loses its own. */
export class MemorySandboxInbox implements SandboxInbox {
  /** In the order of their last message. */
  private readonly numbers = new Map<string, readonly SandboxMessage[]>();
  private size = 0;

  constructor(
    private readonly clock: Clock,
    private readonly maxMessages = MAX_MESSAGES,
  ) {}

  put(scope: TenantScope, phoneKey: string, message: SandboxMessage): Promise<void> {
    const key = keyOf(scope, phoneKey);
    const kept = [message, ...this.alive(key)].slice(0, KEPT_PER_NUMBER);
    this.forget(key);
    this.numbers.set(key, kept);
    this.size += kept.length;
    for (const oldest of this.numbers.keys()) {
      if (this.size <= this.maxMessages && this.alive(oldest).length > 0) break;
      this.forget(oldest);
    }
    return Promise.resolve();
  }

  list(scope: TenantScope, phoneKey: string): Promise<SandboxMessage[]> {
    return Promise.resolve(this.alive(keyOf(scope, phoneKey)));
  }

  latest(scope: TenantScope): Promise<SandboxMessage[]> {
    const numbers = [...this.numbers.keys()].filter((key) => key.startsWith(keyOf(scope, ''))).reverse();
    // Messages of one millisecond keep the order of the numbers, whose last message came last.
    const messages = numbers.flatMap((key) => this.alive(key)).toSorted((a, b) => b.sentAt - a.sentAt);
    return Promise.resolve(messages.slice(0, LATEST_KEPT));
  }

  private alive(key: string): SandboxMessage[] {
    const since = this.clock.now() - KEPT_MS;
    return (this.numbers.get(key) ?? []).filter(({ sentAt }) => sentAt > since);
  }

  private forget(key: string): void {
    this.size -= this.numbers.get(key)?.length ?? 0;
    this.numbers.delete(key);
  }
}

const keyOf = ({ tenantId, mode }: TenantScope, phoneKey: string) => `${tenantId}:${mode}:${phoneKey}`;
