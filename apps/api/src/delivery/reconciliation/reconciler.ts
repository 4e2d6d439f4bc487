import type pg from 'pg';
import type { AccountLinks } from '../tencent/account-links.js';
import type { TencentAccount } from '../tencent/accounts.js';
import { type DayCount, dayCount } from '../tencent/statistics.js';
import { boundsOf } from './china-day.js';

export interface Reconciled {
  readonly accountId: string;
  readonly account: string;
  /** `2026-11-23`, in China. */
  readonly day: string;
  readonly ours: DayCount;
  readonly theirs: DayCount;
  /** Theirs minus ours. */
  readonly difference: DayCount;
}

/** Compares our account of a day with Tencent's. */
export class Reconciler {
  constructor(
    private readonly pool: Pick<pg.Pool, 'query'>,
    private readonly links: AccountLinks,
  ) {}

  /** Writes both and their difference down, in place of an earlier comparison. Throws QueryFailure. */
  async reconcile(account: TencentAccount, day: string): Promise<Reconciled> {
    const link = this.links.of(account);
    if (!link) throw new Error(`the settings of account ${account.id} cannot be used`);
    const theirs = await dayCount(link, day);
    const ours = await this.ourCount(account, day);
    const difference = minus(theirs, ours);
    await this.pool.query(
      `INSERT INTO reconciliation (tenant_id, account_id, day, ours, theirs, difference, at)
       VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp())
       ON CONFLICT (tenant_id, account_id, day) DO UPDATE
         SET ours = EXCLUDED.ours, theirs = EXCLUDED.theirs, difference = EXCLUDED.difference, at = EXCLUDED.at`,
      [account.tenantId, account.id, day, ...[ours, theirs, difference].map((count) => JSON.stringify(count))],
    );
    return { accountId: account.id, account: account.name, day, ours, theirs, difference };
  }

  /**
   * By the messages that were sent on the day, as Tencent counts: a receipt belongs to the day of its message. Messages that never
   * reached Tencent, for want of a connection or by our own cap, are none of its.
   */
  private async ourCount({ tenantId, id }: TencentAccount, day: string): Promise<DayCount> {
    const { from, to } = boundsOf(day);
    const { rows } = await this.pool.query<DayCount>(
      `SELECT
         (count(*) FILTER (WHERE state <> 'rejected' OR reason NOT IN ('unreachable', 'busy')))::int AS requested,
         (count(*) FILTER (WHERE provider_message_id <> ''))::int AS accepted,
         coalesce(sum(segments), 0)::int AS segments,
         (count(*) FILTER (WHERE state IN ('delivered', 'undelivered')))::int AS reported,
         (count(*) FILTER (WHERE state = 'delivered'))::int AS delivered,
         (count(*) FILTER (WHERE state = 'undelivered'))::int AS undelivered
       FROM delivery
       WHERE tenant_id = $1 AND at >= $2 AND at < $3 AND account_id = $4 AND mode = 'live'`,
      [tenantId, from, to, id],
    );
    return rows[0] as DayCount;
  }
}

function minus(left: DayCount, right: DayCount): DayCount {
  const names = Object.keys(left) as (keyof DayCount)[];
  return Object.fromEntries(names.map((name) => [name, left[name] - right[name]])) as unknown as DayCount;
}

/** Whether there is nothing to look into. */
export const agrees = ({ difference }: Reconciled): boolean => Object.values(difference).every((count) => count === 0);
