import { Cluster, Redis, type RedisOptions } from 'ioredis';

export type RedisClient = Redis | Cluster;

/** Where Redis is, in one of its three forms. Parsed from REDIS_URL by `config.ts`. */
export type RedisLocation =
  | { readonly kind: 'single'; readonly url: string }
  | { readonly kind: 'cluster'; readonly nodes: readonly RedisNode[]; readonly credentials: RedisCredentials }
  | {
      readonly kind: 'sentinel';
      readonly nodes: readonly RedisNode[];
      readonly master: string;
      readonly credentials: RedisCredentials;
    };

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

export interface RedisCredentials {
  readonly username?: string;
  readonly password?: string;
  readonly tls?: boolean;
}

const COMMAND_TIMEOUT_MS = 500;
const LONGEST_RECONNECT_WAIT_MS = 1000;

/**
 * A command that was on its way when the connection broke may have run, so it is never sent again: a replayed guess or send
 * would count twice. There is no queue while Redis is away, so callers hear of it at once.
 */
const FAIL_FAST = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  connectTimeout: 2000,
  commandTimeout: COMMAND_TIMEOUT_MS,
  retryStrategy: (attempt: number) => Math.min(50 * attempt, LONGEST_RECONNECT_WAIT_MS),
} as const satisfies RedisOptions;

/** A connection that answers or fails within half a second. Reconnects by itself; the caller attaches an `error` listener. */
export function connectRedis(location: RedisLocation): RedisClient {
  switch (location.kind) {
    case 'single':
      return new Redis(location.url, { ...FAIL_FAST });
    case 'sentinel':
      return new Redis({
        ...FAIL_FAST,
        ...authOptions(location.credentials),
        sentinels: location.nodes.map((node) => ({ ...node })),
        name: location.master,
      });
    case 'cluster':
      return new Cluster(
        location.nodes.map((node) => ({ ...node })),
        {
          enableOfflineQueue: false,
          clusterRetryStrategy: FAIL_FAST.retryStrategy,
          redisOptions: { ...FAIL_FAST, ...authOptions(location.credentials) },
        },
      );
  }
}

function authOptions({ username, password, tls }: RedisCredentials): Omit<RedisCredentials, 'tls'> & { tls?: object } {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
  };
}

/** Resolves once commands can be sent; rejects with one clear line after `timeoutMs`. */
export async function whenReady(redis: RedisClient, timeoutMs = 5000): Promise<void> {
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    if (redis.status === 'ready') return;
    if (Date.now() > giveUpAt) throw new Error(`Redis did not become ready within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
