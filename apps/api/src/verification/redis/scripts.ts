import { readFileSync } from 'node:fs';
import type { RedisClient } from '../../platform/redis/redis.js';
import { Script } from '../../platform/redis/script.js';

const NAMES = ['start', 'settle', 'check', 'cancel', 'release', 'get', 'append'] as const;
export type ScriptName = (typeof NAMES)[number];

/** Runs a script by name. Throws Refused with `unavailable` when Redis cannot be reached or cannot take it. */
export type Scripts = (
  name: ScriptName,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<unknown>;

export const scriptText = (name: ScriptName): string => readFileSync(new URL(`./${name}.lua`, import.meta.url), 'utf8');

export function loadScripts(redis: RedisClient): Scripts {
  const scripts = Object.fromEntries(NAMES.map((name) => [name, new Script(redis, name, scriptText(name))])) as Record<
    ScriptName,
    Script
  >;
  return (name, keys, args) => scripts[name].run(keys, args);
}
