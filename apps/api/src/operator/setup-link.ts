import { hash, randomBytes, randomUUID } from 'node:crypto';
import type { Rows } from '../tenant/tenant-repository.js';

const LIFE_MS = 24 * 3_600_000;
const TOKEN_BYTES = 32;

/**
 * A link that makes whoever opens it first the operator. It works once, for 24 hours. Its token stands after `#`, which browsers
 * send to nobody, and only its hash is stored.
 */
export async function createSetupLink(rows: Rows, publicUrl: string, now: Date): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  await rows.operatorSession.create({
    data: {
      id: randomUUID(),
      tokenHash: hashToken(token),
      kind: 'setup',
      createdAt: now,
      expiresAt: new Date(now.getTime() + LIFE_MS),
    },
  });
  return `${publicUrl}/setup#${token}`;
}

/** Uses a setup token up. Of any number of simultaneous attempts with one token exactly one gets true. */
export async function redeemSetupToken(rows: Rows, token: string, now: Date): Promise<boolean> {
  const { count } = await rows.operatorSession.updateMany({
    where: { tokenHash: hashToken(token), kind: 'setup', usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  return count === 1;
}

const hashToken = (token: string) => Uint8Array.from(hash('sha256', token, 'buffer'));
