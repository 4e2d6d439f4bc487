import { readFileSync } from 'node:fs';
import type { RedisClient } from '../../platform/redis/redis.js';

const NAMES = ['start', 'settle', 'check', 'cancel', 'get', 'append'] as const;
type ScriptName = (typeof NAMES)[number];

type RunScript = (numberOfKeys: number, ...keysAndArgs: (string | number)[]) => Promise<unknown>;

/** Runs a script by name: one EVALSHA, and EVAL once more where the server does not know the script (ioredis `defineCommand`). */
export type Scripts = (
  name: ScriptName,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<unknown>;

const command = (name: ScriptName) => `latchkey_${name}`;

export function loadScripts(redis: RedisClient): Scripts {
  for (const name of NAMES) {
    const lua = readFileSync(new URL(`./${name}.lua`, import.meta.url), 'utf8');
    redis.defineCommand(command(name), { lua });
  }
  const defined = redis as unknown as Record<string, RunScript>;
  return (name, keys, args) => defined[command(name)]!(keys.length, ...keys, ...args);
}
