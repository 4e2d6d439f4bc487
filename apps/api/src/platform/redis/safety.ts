import { Cluster, type Redis } from 'ioredis';
import type { RedisClient } from './redis.js';

const OLDEST_MAJOR = 7;

/** Settings under which limits or codes would silently be lost; each is a reason not to start. Empty when all is well. */
export async function unsafeRedisSettings(redis: RedisClient): Promise<string[]> {
  const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis];
  return (await Promise.all(nodes.map(problemsOf))).flat();
}

async function problemsOf(node: Redis): Promise<string[]> {
  const info = await node.info();
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const problems: string[] = [];
  const major = Number.parseInt(field('redis_version') ?? '0', 10);
  // Valkey reports a compatible redis_version of 7 or more.
  if (major < OLDEST_MAJOR)
    problems.push(
      `Redis ${field('redis_version')} is too old: scripts that may run when Redis is full need ${OLDEST_MAJOR}.0`,
    );
  const policy = field('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    problems.push(
      `Redis evicts keys (maxmemory-policy ${policy}), which would switch limits off: set it to noeviction`,
    );
  }
  return problems;
}
