import { KeyedHashes, parsePhone, type TenantScope, type VerificationStore } from '@latchkey/core';
import { startCommand } from '@latchkey/core/testing';
import type { Redis } from 'ioredis';
import { RedisVerificationStore } from '#dist/verification/redis/redis-verification-store.js';
import { loadScripts } from '#dist/verification/redis/scripts.js';
import { startAtCeiling } from './ceiling-work.js';
import { CODE, PARTITIONS, phoneOf } from './load.js';

const AT_ONCE = 500;

/** Puts `count` pending verifications into Redis as the api itself would, all with the same known code. */
export async function seedApi(redis: Redis, hashes: KeyedHashes, scope: TenantScope, count: number): Promise<void> {
  const store: VerificationStore = new RedisVerificationStore(redis, {
    partitions: PARTITIONS,
    maxBacklog: 10_000_000,
  });
  await inBatches(count, async (n) => {
    const phoneKey = hashes.phoneKey(parsePhone(phoneOf(n))!.e164);
    const command = startCommand(scope, { purpose: 'login', phoneKey }, CODE, Date.now());
    await store.start(scope, { ...command, codeHash: hashes.codeOfPhone(scope, 'login', phoneKey, CODE) });
  });
}

/** The same with what the ceiling hands to the scripts. */
export async function seedCeiling(redis: Redis, count: number): Promise<void> {
  const run = loadScripts(redis);
  await inBatches(count, async (n) => void (await startAtCeiling(run, phoneOf(n))));
}

async function inBatches(count: number, work: (n: number) => Promise<void>): Promise<void> {
  for (let from = 1; from <= count; from += AT_ONCE) {
    const size = Math.min(AT_ONCE, count - from + 1);
    await Promise.all(Array.from({ length: size }, (_, index) => work(from + index)));
  }
}
