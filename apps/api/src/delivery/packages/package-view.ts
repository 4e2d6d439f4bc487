import type { Rows } from '../../tenant/tenant-repository.js';
import { verdictOf, type Verdict } from '../tencent/verdict.js';

/**
 * How it stands with an account's packages. `answered` may mean that there are none. The rest say why nothing newer is known: nobody
 * asked yet, the credentials may not ask, the provider is silent, or it said no.
 */
export type PackageState = 'answered' | 'not_asked' | 'not_permitted' | 'silent' | 'refused';

export interface PackageView {
  readonly accountId: string;
  readonly account: string;
  readonly tenantId: string;
  readonly state: PackageState;
  /** The provider's own, when it refused. */
  readonly providerCode: string;
  readonly askedAt: Date | null;
  /** What follows is of then; null when there never was an answer. */
  readonly answeredAt: Date | null;
  readonly bought: number;
  readonly remaining: number;
  /** Those in force. Times are ISO texts. */
  readonly packages: readonly {
    readonly id: string;
    readonly gift: boolean;
    readonly amount: number;
    readonly used: number;
    readonly expiresAt: string | null;
  }[];
}

/** As many as anybody looks at. */
const MOST_ACCOUNTS = 250;

interface Asked {
  readonly tenantId?: string;
  readonly id?: string;
}

/** The packages of accounts at Tencent, the least share left first. The sandbox sells none. */
export async function packagesOf(rows: Rows, { tenantId, id }: Asked): Promise<PackageView[]> {
  const where = {
    provider: 'tencent',
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(id === undefined ? {} : { id }),
  };
  const found = await rows.providerAccount.findMany({
    where: id === undefined ? { ...where, enabled: true } : where,
    select: { id: true, name: true, tenantId: true, packages: true },
    orderBy: [{ tenantId: 'asc' }, { id: 'asc' }],
    take: MOST_ACCOUNTS,
  });
  return found.map(viewOf).sort((a, b) => shareOf(a) - shareOf(b));
}

type Found = Awaited<ReturnType<Rows['providerAccount']['findMany']>>[number] & {
  packages?: Awaited<ReturnType<Rows['packageBalance']['findFirst']>>;
};

function viewOf({ id, name, tenantId, packages: known }: Pick<Found, 'id' | 'name' | 'tenantId' | 'packages'>) {
  const { askedAt = null, answeredAt = null, problem = '', bought = 0, remaining = 0, packages = [] } = known ?? {};
  return {
    accountId: id,
    account: name,
    tenantId,
    state: known ? stateOf(problem, answeredAt) : ('not_asked' as const),
    providerCode: problem.startsWith('Latchkey.') ? '' : problem,
    askedAt,
    answeredAt,
    bought,
    remaining,
    packages: packages as unknown as PackageView['packages'],
  };
}

/** Accounts that have none, and those nobody knows of, come last. */
const shareOf = ({ bought, remaining }: Pick<PackageView, 'bought' | 'remaining'>) =>
  bought === 0 ? Infinity : remaining / bought;

const STATE_OF: Readonly<Partial<Record<Verdict, PackageState>>> = {
  not_allowed: 'not_permitted',
  address_not_allowed: 'not_permitted',
  works_without_reviews: 'not_permitted',
  unreachable: 'silent',
  busy: 'silent',
};

function stateOf(problem: string, answeredAt: Date | null): PackageState {
  if (problem !== '') return STATE_OF[verdictOf({ answered: false, providerCode: problem })] ?? 'refused';
  // Somebody is asking right now.
  return answeredAt === null ? 'not_asked' : 'answered';
}
