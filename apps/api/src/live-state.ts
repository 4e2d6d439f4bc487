import type { Clock, EventLog, VerificationStore } from '@latchkey/core';
import type { Logger } from 'pino';
import { MemorySandboxInbox } from './delivery/sandbox/memory-sandbox-inbox.js';
import { RedisSandboxInbox } from './delivery/sandbox/redis-sandbox-inbox.js';
import type { SandboxInbox } from './delivery/sandbox/sandbox-inbox.js';
import type { Config } from './platform/config.js';
import type { HitExchange } from './platform/http/hybrid-throttler-storage.js';
import { RedisHitExchange } from './platform/http/redis-hit-exchange.js';
import { connectRedis, type RedisClient, whenReady } from './platform/redis/redis.js';
import { unsafeRedisSettings } from './platform/redis/safety.js';
import { openVerificationStore } from './verification/open-store.js';

/** Redis cannot be used; the message is one line for whoever started the process, and holds no password. */
export class RedisError extends Error {
  override readonly name = 'RedisError';
}

/** Everything that is alive for minutes: in Redis, or in this process's memory. Nothing else knows which. */
export interface LiveState {
  readonly kind: 'memory' | 'redis';
  readonly store: VerificationStore;
  readonly events: EventLog;
  readonly inbox: SandboxInbox;
  /** Adds up HTTP limits over processes; absent where there is one. */
  readonly hits?: HitExchange;
  /** The connection others may share; absent where there is none. */
  readonly redis?: RedisClient;
  ping(): Promise<unknown>;
  close(): Promise<void>;
}

/** Throws RedisError. */
export async function openLiveState(config: Config, clock: Clock, logger: Logger): Promise<LiveState> {
  const redis = config.redis && (await openRedis(config.redis, logger));
  const store = openVerificationStore({ ...config, redis });
  const common = { store, events: store.events };
  if (!redis) {
    return {
      ...common,
      kind: 'memory',
      inbox: new MemorySandboxInbox(clock),
      ping: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }
  return {
    ...common,
    kind: 'redis',
    inbox: new RedisSandboxInbox(redis),
    hits: new RedisHitExchange(redis),
    redis,
    ping: () => redis.ping(),
    close: () => Promise.resolve(redis.disconnect()),
  };
}

/** Refuses a Redis whose settings would silently lose codes or limits. */
async function openRedis(location: NonNullable<Config['redis']>, logger: Logger): Promise<RedisClient> {
  const redis = connectRedis(location);
  logOutages(redis, logger);
  try {
    await whenReady(redis);
    const problems = await unsafeRedisSettings(redis);
    if (problems.length > 0) throw new Error(problems.join('; '));
    return redis;
  } catch (error) {
    redis.disconnect();
    throw new RedisError(`cannot use Redis: ${(error as Error).message}`, { cause: error });
  }
}

/** One line when Redis goes and one when it is back: ioredis reports every attempt to connect. */
function logOutages(redis: RedisClient, logger: Logger): void {
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) logger.warn({ err: error }, 'Redis is away');
    away = true;
  });
  redis.on('ready', () => {
    if (away) logger.info('Redis is back');
    away = false;
  });
}
