import { type Clock, newId } from '@latchkey/core';
import type pg from 'pg';
import type { Logger } from 'pino';
import { holdLease } from '../../platform/database/lease.js';
import { type TencentAccount, tencentAccounts } from '../tencent/accounts.js';
import { chinaDay, chinaHour, dayBefore } from './china-day.js';
import { agrees, type Reconciler } from './reconciler.js';

/** Yesterday is compared from this hour on, in China: late settlements and receipts are in by then. */
const FROM_HOUR = 3;
/** The longest that one account can take. */
const LEASE_SECONDS = 300;

export interface DailyParts {
  readonly pool: pg.Pool;
  readonly reconciler: Reconciler;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Compares yesterday for every account that has not been compared yet. One worker per account and day. */
export class DailyReconciliation {
  private readonly worker = newId('op');

  constructor(private readonly parts: DailyParts) {}

  /** Answers how many accounts were compared. Rejects with the first failure when all have been tried. */
  async round(): Promise<number> {
    const { pool, clock } = this.parts;
    if (chinaHour(clock.now()) < FROM_HOUR) return 0;
    const day = dayBefore(chinaDay(clock.now()));
    const due = await this.due(day);
    let failure: Error | undefined;
    let compared = 0;
    for (const account of due) {
      const lease = `reconcile ${account.tenantId} ${account.id} ${day}`;
      if (!(await holdLease(pool, lease, this.worker, LEASE_SECONDS))) continue;
      try {
        await this.compare(account, day);
        compared += 1;
      } catch (error) {
        failure ??= error as Error;
      }
    }
    await pool.query(`DELETE FROM lease WHERE until < clock_timestamp() - interval '1 day'`);
    if (failure) throw failure;
    return compared;
  }

  private async due(day: string): Promise<TencentAccount[]> {
    const { rows } = await this.parts.pool.query<{ key: string }>(
      `SELECT tenant_id || ' ' || account_id AS key FROM reconciliation WHERE day = $1`,
      [day],
    );
    const done = new Set(rows.map(({ key }) => key));
    return (await tencentAccounts(this.parts.pool)).filter(
      ({ tenantId, id, enabled }) => enabled && !done.has(`${tenantId} ${id}`),
    );
  }

  private async compare(account: TencentAccount, day: string): Promise<void> {
    const reconciled = await this.parts.reconciler.reconcile(account, day);
    if (agrees(reconciled)) return;
    const { tenantId, id: accountId } = account;
    const { difference } = reconciled;
    this.parts.logger.warn({ tenantId, accountId, day, difference }, 'the provider’s count of a day differs from ours');
  }
}
