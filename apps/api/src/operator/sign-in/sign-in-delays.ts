import { hash } from 'node:crypto';
import { type Clock, Refused } from '@latchkey/core';
import type { PrismaClient } from '../../generated/prisma/client.js';
import { networkOf } from '../../platform/http/request-limits.js';
import type { Rows } from '../../tenant/tenant-repository.js';
import { answerOf } from '../database-answer.js';

const SECOND_MS = 1_000;
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;

/** Failures that cost nothing; each one more doubles the wait. */
const SCHEDULE = {
  name: { free: 4, firstSeconds: 15, longestSeconds: 15 * 60 },
  address: { free: 19, firstSeconds: 30, longestSeconds: 60 * 60 },
} as const;

type Kind = keyof typeof SCHEDULE;

/** How long the attempt after this many failures must wait. */
export function delayMs(kind: Kind, failures: number): number {
  const { free, firstSeconds, longestSeconds } = SCHEDULE[kind];
  if (failures <= free) return 0;
  return Math.min(longestSeconds, firstSeconds * 2 ** (failures - free - 1)) * SECOND_MS;
}

/** One attempt that has been counted as failed, until it is known to have succeeded. */
export interface Attempt {
  readonly keys: Readonly<Record<Kind, string>>;
}

/**
 * Makes guessers of passwords wait, by the name they try and by the address they come from, in all processes. Names that nobody
 * has wait alike. A growing delay and no lock: whoever fails on purpose delays the owner of a name, and locks nobody out.
 */
export class SignInDelays {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts the attempt as failed before anything is compared, so that no burst compares more than its turn allows.
   * Throws Refused with `rate_limited` when its time has not come; nothing is counted then.
   */
  async begin(signInName: string, ip: string): Promise<Attempt> {
    const keys = { name: keyOf('name', signInName), address: keyOf('address', networkOf(ip)) };
    // Always in one order, or two attempts could wait for each other.
    const counted = this.prisma.$transaction(async (rows) => {
      await this.count(rows, 'address', keys.address);
      await this.count(rows, 'name', keys.name);
    });
    await answerOf(counted);
    return { keys };
  }

  /** It succeeded: the name begins anew. An address does not, or whoever has an account could guess at others without end. */
  async succeed(rows: Rows, { keys }: Attempt): Promise<void> {
    await this.takeBack(rows, [keys.address]);
    await rows.signInFailure.deleteMany({ where: { key: keys.name } });
  }

  /** The password was right and the second factor is still to come: nothing has failed yet. */
  async undo({ keys }: Attempt): Promise<void> {
    await answerOf(this.takeBack(this.prisma, [keys.address, keys.name]));
  }

  private async takeBack(rows: Rows, keys: readonly string[]): Promise<void> {
    const retryAt = new Date(this.clock.now());
    for (const key of keys) {
      const where = { key, count: { gt: 0 } };
      await rows.signInFailure.updateMany({ where, data: { count: { decrement: 1 }, retryAt } });
    }
  }

  private async count(rows: Rows, kind: Kind, key: string): Promise<void> {
    const now = new Date(this.clock.now());
    const old = new Date(now.getTime() - FORGOTTEN_AFTER_MS);
    await rows.signInFailure.deleteMany({ where: { lastAt: { lt: old } } });
    const [row] = await rows.$queryRaw<{ count: number; retry_at: Date }[]>`
      INSERT INTO sign_in_failure (key, count, last_at, retry_at) VALUES (${key}, 1, ${now}, ${now})
      ON CONFLICT (key) DO UPDATE SET count = sign_in_failure.count + 1 RETURNING count, retry_at`;
    const waitMs = (row?.retry_at.getTime() ?? 0) - now.getTime();
    if (waitMs > 0) {
      const retryAfterSeconds = Math.ceil(waitMs / SECOND_MS);
      // Thrown out of the transaction, which takes the count back.
      throw new Refused({ kind: 'rate_limited', window: `sign_in_per_${kind}`, retryAfterSeconds });
    }
    const retryAt = new Date(now.getTime() + delayMs(kind, row?.count ?? 1));
    await rows.signInFailure.update({ where: { key }, data: { lastAt: now, retryAt } });
  }
}

const keyOf = (kind: Kind, value: string) => `${kind}:${hash('sha256', value, 'hex')}`;
