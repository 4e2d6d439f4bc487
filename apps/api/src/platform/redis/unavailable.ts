import { Refused } from '@latchkey/core';
import { ReplyError } from 'ioredis';

const RETRY_AFTER_SECONDS = 2;

/** Server states that pass: full, loading, read-only replica, cluster or replication trouble, a long script. */
const PASSING = /^(OOM|LOADING|READONLY|CLUSTERDOWN|TRYAGAIN|MASTERDOWN|NOREPLICAS|BUSY|MISCONF|NOAUTH|WRONGPASS)\b/;

/** Waits for a command; when Redis cannot be reached or cannot take it, throws `Refused` with `unavailable`. Bugs pass through. */
export async function throwingUnavailable<T>(command: Promise<T>): Promise<T> {
  try {
    return await command;
  } catch (error) {
    if (error instanceof ReplyError && !PASSING.test((error as Error).message)) throw error;
    throw new Refused({ kind: 'unavailable', retryAfterSeconds: RETRY_AFTER_SECONDS }, { cause: error });
  }
}
