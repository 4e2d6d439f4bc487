import { type Clock, type EventLog, MemoryVerificationStore, type VerificationStore } from '@latchkey/core';
import type { Logger } from 'pino';
import { MemorySandboxInbox } from './delivery/sandbox/memory-sandbox-inbox.js';
import { RedisSandboxInbox } from './delivery/sandbox/redis-sandbox-inbox.js';
import type { SandboxInbox } from './delivery/sandbox/sandbox-inbox.js';
import type { Config } from './platform/config.js';
import type { HitExchange } from './platform/http/hybrid-throttler-storage.js';
import { RedisHitExchange } from './platform/http/redis-hit-exchange.js';
import { connectRedis, whenReady } from './platform/redis/redis.js';
import { RedisVerificationStore } from './verification/redis/redis-verification-store.js';

/** Everything that is alive for minutes: in Redis, or in this process's memory. Nothing else knows which. */
export interface LiveState {
  readonly kind: 'memory' | 'redis';
  readonly store: VerificationStore;
  readonly events: EventLog;
  readonly inbox: SandboxInbox;
  /** Adds up HTTP limits over processes; absent where there is one. */
  readonly hits?: HitExchange;
  ping(): Promise<unknown>;
  close(): Promise<void>;
}

export async function openLiveState(config: Config, clock: Clock, logger: Logger): Promise<LiveState> {
  return config.redis ? openRedis(config, config.redis, logger) : openMemory(config, clock);
}

function openMemory({ eventBacklogLimit }: Config, clock: Clock): LiveState {
  const store = new MemoryVerificationStore(clock, { maxSubjects: 200_000, maxBacklog: eventBacklogLimit });
  return {
    kind: 'memory',
    store,
    events: store.events,
    inbox: new MemorySandboxInbox(clock),
    ping: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

async function openRedis(
  { partitions, eventBacklogLimit }: Config,
  location: NonNullable<Config['redis']>,
  logger: Logger,
): Promise<LiveState> {
  const redis = connectRedis(location);
  let complained = false;
  redis.on('error', (error: Error) => {
    if (!complained) logger.warn({ err: error }, 'Redis is away');
    complained = true;
  });
  redis.on('ready', () => {
    if (complained) logger.info('Redis is back');
    complained = false;
  });
  await whenReady(redis);
  const store = new RedisVerificationStore(redis, { partitions, maxBacklog: eventBacklogLimit });
  return {
    kind: 'redis',
    store,
    events: store.events,
    inbox: new RedisSandboxInbox(redis),
    hits: new RedisHitExchange(redis),
    ping: () => redis.ping(),
    close: async () => redis.disconnect(),
  };
}
