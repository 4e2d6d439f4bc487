import type { PrismaClient } from '../generated/prisma/client.js';
import { answerOf } from './database-answer.js';
import { entryHash } from './operator-log.js';

const BATCH = 1_000;

/** Whether the operator log is as it was written. */
export interface LogCheck {
  readonly intact: boolean;
  /** As many as were found good. */
  readonly entries: number;
  /** The first entry that was changed, or after which one is missing. */
  readonly brokenAt?: number;
  readonly fault?: 'changed' | 'missing';
}

/**
 * Follows the chain from its beginning: every entry must be there, and its hash be over itself and the one before. The newest must
 * be the one that the head knows, or entries were cut off. Whoever can rewrite the whole table can forge all of it: keep the last
 * hash elsewhere, and compare.
 */
export function checkOperatorLog(prisma: PrismaClient): Promise<LogCheck> {
  return answerOf(follow(prisma));
}

async function follow(prisma: PrismaClient): Promise<LogCheck> {
  // Read first: entries that are added while we look are none of our business.
  const head = await prisma.operatorLogHead.findUnique({ where: { id: 1 } });
  let seq = 0n;
  let previous: Uint8Array = new Uint8Array(32);
  for (;;) {
    const batch = await prisma.operatorLogEntry.findMany({
      where: { seq: { gt: seq, lte: head?.seq ?? 0n } },
      orderBy: { seq: 'asc' },
      take: BATCH,
    });
    for (const { hash, ...entry } of batch) {
      if (entry.seq !== seq + 1n) return broken(seq, seq + 1n, 'missing');
      if (!Buffer.from(hash).equals(entryHash(previous, entry))) return broken(seq, entry.seq, 'changed');
      seq = entry.seq;
      previous = hash;
    }
    if (batch.length < BATCH) break;
  }
  if (!head || head.seq !== seq) return broken(seq, seq + 1n, 'missing');
  if (!Buffer.from(head.hash).equals(previous)) return broken(seq, seq, 'changed');
  return { intact: true, entries: Number(seq) };
}

const broken = (good: bigint, at: bigint, fault: 'changed' | 'missing'): LogCheck => ({
  intact: false,
  entries: Number(good),
  brokenAt: Number(at),
  fault,
});
