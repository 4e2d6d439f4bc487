import { hash, randomBytes, randomUUID } from 'node:crypto';
import type { Rows } from '../tenant/tenant-repository.js';

const LIFE_MS = 24 * 3_600_000;
const TOKEN_BYTES = 32;

/** For whom a link is. */
export interface LinkHolder {
  readonly operatorId: string;
  readonly tenantId: string | null;
}

/**
 * A link by which somebody becomes an owner, or by which an operator sets their password and second factor, for the first time or
 * anew. It works once, for 24 hours; an operator's newest link ends the ones before. Its token stands after `#`, which browsers
 * send to nobody, and only its hash is stored.
 */
export async function createSetupLink(rows: Rows, publicUrl: string, now: Date, holder?: LinkHolder): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  if (holder) await rows.operatorSession.deleteMany({ where: { operatorId: holder.operatorId, kind: 'setup' } });
  await rows.operatorSession.create({
    data: {
      id: randomUUID(),
      tokenHash: hashToken(token),
      kind: 'setup',
      operatorId: holder?.operatorId ?? null,
      tenantId: holder?.tenantId ?? null,
      createdAt: now,
      expiresAt: new Date(now.getTime() + LIFE_MS),
    },
  });
  return `${publicUrl}/setup#${token}`;
}

const usable = (token: string, now: Date) => ({
  tokenHash: hashToken(token),
  kind: 'setup',
  usedAt: null,
  expiresAt: { gt: now },
});

/** The link of a token, while it can be used. */
export function findSetupLink(rows: Rows, token: string, now: Date) {
  return rows.operatorSession.findFirst({ where: usable(token, now), include: { operator: true } });
}

/** Uses a setup token up. Of any number of simultaneous attempts with one token exactly one gets true. */
export async function redeemSetupToken(rows: Rows, token: string, now: Date): Promise<boolean> {
  const { count } = await rows.operatorSession.updateMany({ where: usable(token, now), data: { usedAt: now } });
  return count === 1;
}

const hashToken = (token: string) => Uint8Array.from(hash('sha256', token, 'buffer'));
