import type { ProviderAccount, Review } from '@latchkey/core';
import type { PrismaClient } from '../../generated/prisma/client.js';
import type { StoredAccount } from '../../tenant/account-credentials.js';
import type { Reviewed } from '../tencent/review-reading.js';
import { type ReviewOffice, ReviewsRefused } from './review-office.js';

/** How old an answer may get before the worker asks again. */
const AGE_MS = 10 * 60_000;

interface Due {
  readonly tenantId: string;
  readonly id: string;
}

/**
 * Keeps what Tencent says of signatures and templates. The rows of a tenant are touched only where a review has changed, for
 * every change of them makes all processes read the tenant anew.
 */
export class ReviewKeeper {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly office: ReviewOffice,
  ) {}

  /** Asks for every account whose answer is old. Of several workers one asks. */
  async refreshDue(now: Date): Promise<void> {
    const before = new Date(now.getTime() - AGE_MS);
    const due = { OR: [{ reviewsAskedAt: null }, { reviewsAskedAt: { lt: before } }] };
    const accounts = await this.prisma.providerAccount.findMany({
      where: { provider: 'tencent', enabled: true, ...due },
      select: { tenantId: true, id: true },
    });
    for (const { tenantId, id } of accounts) {
      const where = { tenantId, id, ...due };
      const { count } = await this.prisma.providerAccount.updateMany({ where, data: { reviewsAskedAt: now } });
      if (count === 1) await this.refresh({ tenantId, id }, now);
    }
  }

  /** Asks for one account now. What it refused stands on the account afterwards. */
  async refresh({ tenantId, id }: Due, now: Date): Promise<void> {
    const where = { tenantId_id: { tenantId, id } };
    const row = await this.prisma.providerAccount.findUnique({ where, include: { signatures: true, templates: true } });
    if (row?.provider !== 'tencent') return;
    const reviewsProblem = await this.compare(toAccount(row), row).catch((error: unknown) => {
      if (error instanceof ReviewsRefused) return error.providerCode;
      throw error;
    });
    await this.prisma.providerAccount.update({ where, data: { reviewsAskedAt: now, reviewsProblem } });
  }

  private async compare(account: ProviderAccount, { signatures, templates }: Texts): Promise<string> {
    if (signatures.length + templates.length === 0) return '';
    const ids = templates.map(({ providerTemplateId }) => providerTemplateId);
    const known = await this.office.reviews(account, ids);
    for (const one of signatures) {
      const change = changeOf(one, known.signatures.get(one.text));
      const where = { tenantId_id: { tenantId: one.tenantId, id: one.id } };
      if (change) await this.prisma.signature.update({ where, data: change });
    }
    for (const one of templates) {
      const change = changeOf(one, known.templates.get(one.providerTemplateId));
      const where = { tenantId_id: { tenantId: one.tenantId, id: one.id } };
      if (change) await this.prisma.template.update({ where, data: change });
    }
    return '';
  }
}

interface Text extends Due {
  readonly review: string | null;
  readonly reviewReply: string;
}

interface Texts {
  readonly signatures: readonly (Text & { readonly text: string })[];
  readonly templates: readonly (Text & { readonly providerTemplateId: string })[];
}

/** Undefined when it is known already. */
function changeOf({ review, reviewReply }: Text, told: Reviewed | undefined) {
  const now: { review: Review; reviewReply: string } = {
    review: told?.review ?? 'missing',
    reviewReply: told?.reply ?? '',
  };
  return now.review === review && now.reviewReply === reviewReply ? undefined : now;
}

/** An account as its provider's adapter wants it. */
export function toAccount(row: {
  tenantId: string;
  id: string;
  provider: string;
  settings: unknown;
  sealedCredentials: string | null;
}): StoredAccount {
  return {
    tenantId: row.tenantId,
    id: row.id,
    provider: row.provider as ProviderAccount['provider'],
    settings: row.settings as ProviderAccount['settings'],
    ...(row.sealedCredentials === null ? {} : { sealedCredentials: row.sealedCredentials }),
  };
}
