import { type ApiKey, hashApiKey, newApiKey, Refused } from '@latchkey/core';
import type { z } from 'zod';
import type { Prisma } from '../generated/prisma/client.js';
import { FOR_PUBLISHABLE, keyChange, newKey, parseInput } from './inputs.js';
import { one } from './one.js';
import type { Rows } from './tenant-repository.js';

export interface KeySummary {
  readonly id: string;
  readonly name: string;
  readonly mode: string;
  readonly publishable: boolean;
  readonly last4: string;
  readonly permissions: readonly string[];
  /** Addresses and networks it is accepted from; none: from anywhere. */
  readonly sources: readonly string[];
  /** Pages a publishable key may be used from; none: from no browser. */
  readonly origins: readonly string[];
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

export const KEY_SUMMARY = {
  id: true,
  name: true,
  mode: true,
  publishable: true,
  last4: true,
  permissions: true,
  sources: true,
  origins: true,
  expiresAt: true,
  revokedAt: true,
  createdAt: true,
  lastUsedAt: true,
} as const;

/** A tenant's API keys. Another tenant's key answers like a missing one. */
export class KeyRepository {
  constructor(private readonly rows: Rows) {}

  /** The only time the key itself is seen. */
  async create(tenantId: string, input: z.input<typeof newKey>): Promise<KeySummary & { key: string }> {
    const { kind, ...rest } = parseInput(newKey, input);
    if (rest.expiresAt && rest.expiresAt <= new Date()) {
      throw new Refused({ kind: 'invalid_parameter', field: 'expiresAt', message: 'expiresAt must be in the future' });
    }
    const { id, text, mode, publishable }: ApiKey = newApiKey(kind);
    const created = await this.rows.apiKey.create({
      data: {
        tenantId,
        id,
        name: rest.name,
        mode,
        publishable,
        secretHash: Uint8Array.from(hashApiKey(text)),
        last4: text.slice(-4),
        permissions: rest.permissions,
        sources: rest.sources,
        origins: rest.origins,
        expiresAt: rest.expiresAt ?? null,
      },
      select: KEY_SUMMARY,
    });
    return { ...created, key: text };
  }

  list(tenantId: string): Promise<KeySummary[]> {
    return this.rows.apiKey.findMany({ where: { tenantId }, select: KEY_SUMMARY, orderBy: { createdAt: 'asc' } });
  }

  /** Changes what is given. Throws Refused with `not_found`, and when a secret key is to have origins. */
  async change(tenantId: string, id: string, input: z.input<typeof keyChange>): Promise<KeySummary> {
    const change = parseInput(keyChange, input);
    if (change.origins?.length) await this.demandPublishable(tenantId, id);
    const data = change as Prisma.ApiKeyUpdateManyMutationInput;
    return one(await this.rows.apiKey.updateManyAndReturn({ where: { tenantId, id }, data, select: KEY_SUMMARY }));
  }

  private async demandPublishable(tenantId: string, id: string): Promise<void> {
    const key = await this.rows.apiKey.findUnique({
      where: { tenantId_id: { tenantId, id } },
      select: { publishable: true },
    });
    if (!key) throw new Refused({ kind: 'not_found' });
    if (key.publishable) return;
    throw new Refused({ kind: 'invalid_parameter', field: 'origins', message: `origins ${FOR_PUBLISHABLE}` });
  }

  /** Works everywhere within five seconds. Revoking twice keeps the first time. Throws Refused with `not_found`. */
  async revoke(tenantId: string, id: string): Promise<KeySummary> {
    await this.rows.apiKey.updateMany({ where: { tenantId, id, revokedAt: null }, data: { revokedAt: new Date() } });
    const revoked = await this.rows.apiKey.findUnique({
      where: { tenantId_id: { tenantId, id } },
      select: KEY_SUMMARY,
    });
    if (!revoked) throw new Refused({ kind: 'not_found' });
    return revoked;
  }
}
