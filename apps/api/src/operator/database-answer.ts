import { Refused } from '@latchkey/core';
import { Prisma } from '../generated/prisma/client.js';

const RETRY_AFTER_SECONDS = 5;

/** Prisma's codes for a server that cannot be reached, or not in time. */
const AWAY = /^(P1\d{3}|P2024|P2028)$/;

/** Tells an operator that the database is away, rather than that Latchkey has a bug. Throws Refused with `unavailable`. */
export async function answerOf<T>(query: Promise<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    if (!isAway(error)) throw error;
    throw new Refused({ kind: 'unavailable', retryAfterSeconds: RETRY_AFTER_SECONDS }, { cause: error });
  }
}

/** A connection that dies or never comes reaches us as pg's own error, which has a message and nothing else. */
function isAway(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError) return AWAY.test(error.code);
  return (
    error instanceof Error &&
    /connection terminated|connection timeout|trying to connect|read timeout/i.test(error.message)
  );
}
