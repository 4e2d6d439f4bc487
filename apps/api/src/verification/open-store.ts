import { type EventLog, MemoryVerificationStore, systemClock, type VerificationStore } from '@latchkey/core';
import type { RedisClient } from '../platform/redis/redis.js';
import { RedisVerificationStore } from './redis/redis-verification-store.js';

export type OpenStore = VerificationStore & { readonly events: EventLog };

export interface OpenStoreOptions {
  /** Undefined: live state in the memory of this process. */
  readonly redis: RedisClient | undefined;
  readonly partitions: number;
  /** Events that may wait in one partition. */
  readonly eventBacklogLimit: number;
}

/** The verification store this installation runs on; nothing else knows which one it is. */
export function openVerificationStore({ redis, partitions, eventBacklogLimit }: OpenStoreOptions): OpenStore {
  if (redis) return new RedisVerificationStore(redis, { partitions, maxBacklog: eventBacklogLimit });
  return new MemoryVerificationStore(systemClock, { maxSubjects: 500_000, maxBacklog: eventBacklogLimit });
}
