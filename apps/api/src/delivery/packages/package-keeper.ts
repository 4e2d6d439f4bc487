import type { Clock } from '@latchkey/core';
import type { PrismaClient } from '../../generated/prisma/client.js';
import type { StoredAccount } from '../../tenant/account-credentials.js';
import { Pace } from '../pace.js';
import { toAccount } from '../reviews/review-keeper.js';
import type { AccountLinks } from '../tencent/account-links.js';
import { type Package, PACKAGES_AT_ONCE, packagesRequest, readPackages } from '../tencent/packages.js';
import { askAccount } from '../tencent/question.js';

/** How old an answer may get before the worker asks again. */
const AGE_MS = 10 * 60_000;
/** How often people may have it asked: several in a row learn nothing new. */
const LEAST_AGE_MS = 30_000;
/** Tencent answers ten a second for each of its accounts; several of ours may be one of those. */
const QUESTIONS_PER_SECOND = 4;
/** Nobody has more. */
const MOST_PACKAGES = 2_000;
const LARGEST_COUNT = 2 ** 31 - 1;

interface Due {
  readonly tenantId: string;
  readonly id: string;
}

type Learnt = { readonly packages: readonly Package[] } | { readonly problem: string };

/** Keeps what Tencent says of the messages its accounts have paid for in advance, so that looking at it costs no question. */
export class PackageKeeper {
  private readonly pace: Pace;

  constructor(
    private readonly prisma: PrismaClient,
    private readonly links: AccountLinks,
    private readonly clock: Clock,
  ) {
    this.pace = new Pace(clock, QUESTIONS_PER_SECOND);
  }

  /** Asks for every account whose answer is old. Of several workers one asks. */
  async refreshDue(): Promise<void> {
    const before = new Date(this.clock.now() - AGE_MS);
    const accounts = await this.prisma.providerAccount.findMany({
      where: {
        provider: 'tencent',
        enabled: true,
        OR: [{ packages: { is: null } }, { packages: { askedAt: { lt: before } } }],
      },
      select: { tenantId: true, id: true },
    });
    for (const due of accounts) await this.refresh(due, AGE_MS);
  }

  /** Asks for one account, unless somebody has within `leastAgeMs`. */
  async refresh({ tenantId, id }: Due, leastAgeMs = LEAST_AGE_MS): Promise<void> {
    const where = { tenantId_id: { tenantId, id } };
    const row = await this.prisma.providerAccount.findUnique({ where });
    if (row?.provider !== 'tencent' || !(await this.claim({ tenantId, id }, leastAgeMs))) return;
    await this.keep({ tenantId, id }, await this.ask(toAccount(row)));
  }

  /** True for the one of many who asks. */
  private async claim({ tenantId, id }: Due, leastAgeMs: number): Promise<boolean> {
    const now = new Date(this.clock.now());
    const claimed = await this.prisma.$executeRaw`
      INSERT INTO package_balance AS known (tenant_id, account_id, asked_at) VALUES (${tenantId}, ${id}, ${now}::timestamptz)
      ON CONFLICT (tenant_id, account_id) DO UPDATE SET asked_at = excluded.asked_at
      WHERE known.asked_at < ${new Date(now.getTime() - leastAgeMs)}::timestamptz`;
    return claimed === 1;
  }

  private async ask(account: StoredAccount): Promise<Learnt> {
    const packages: Package[] = [];
    for (let offset = 0; offset < MOST_PACKAGES; offset += PACKAGES_AT_ONCE) {
      await this.pace.turn();
      const request = packagesRequest(account.settings['sdkAppId'], new Date(this.clock.now()), offset);
      const asked = await askAccount(this.links, account, 'SmsPackagesStatistics', request);
      if (!asked.answered) return { problem: asked.providerCode };
      const page = readPackages(asked.response);
      if (!page) return { problem: 'Latchkey.UnreadableReply' };
      packages.push(...page);
      if (page.length < PACKAGES_AT_ONCE) break;
    }
    return { packages };
  }

  /** What was known stays while there is no newer answer. */
  private async keep({ tenantId, id }: Due, learnt: Learnt): Promise<void> {
    const where = { tenantId, accountId: id };
    if ('problem' in learnt) {
      await this.prisma.packageBalance.updateMany({ where, data: { problem: learnt.problem } });
      return;
    }
    const now = new Date(this.clock.now());
    const inForce = learnt.packages.filter((one) => isInForce(one, now));
    const { bought, remaining } = balanceOf(inForce);
    const empty = bought > 0 && remaining === 0;
    const known = await this.prisma.packageBalance.findFirst({ where, select: { emptySince: true } });
    const data = {
      problem: '',
      answeredAt: now,
      bought,
      remaining,
      emptySince: empty ? (known?.emptySince ?? now) : null,
      packages: inForce.map((one) => ({
        ...one,
        effectiveAt: one.effectiveAt?.toISOString() ?? null,
        expiresAt: one.expiresAt?.toISOString() ?? null,
      })),
    };
    await this.prisma.packageBalance.updateMany({ where, data });
  }
}

const isInForce = ({ effectiveAt, expiresAt }: Package, now: Date) =>
  (effectiveAt === undefined || effectiveAt <= now) && (expiresAt === undefined || expiresAt > now);

/** A package that was overdrawn has nothing left, and takes nothing from the others. */
export function balanceOf(packages: readonly Package[]): { readonly bought: number; readonly remaining: number } {
  const sum = (counts: number[]) =>
    Math.min(
      LARGEST_COUNT,
      counts.reduce((total, one) => total + one, 0),
    );
  return {
    bought: sum(packages.map(({ amount }) => amount)),
    remaining: sum(packages.map(({ amount, used }) => Math.max(0, amount - used))),
  };
}
