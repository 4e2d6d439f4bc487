import type { Clock } from '@latchkey/core';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import type { Metrics } from '../../platform/metrics.js';
import { Pace } from '../pace.js';
import type { AccountLinks } from '../tencent/account-links.js';
import { type TencentAccount, tencentAccounts } from '../tencent/accounts.js';
import { reportConversion } from '../tencent/conversion.js';
import { QueryFailure } from '../tencent/query-failure.js';

export interface ConversionParts {
  readonly pool: pg.Pool;
  readonly links: AccountLinks;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'conversions'>;
}

interface Conversion {
  readonly tenantId: string;
  readonly deliveryId: string;
  readonly accountId: string;
  readonly providerMessageId: string;
  readonly at: Date;
  readonly tries: number;
}

const AT_ONCE = 200;
const IN_FLIGHT = 10;
/** Tencent allows 1,000 a second and account, to all workers together. */
const REPORTS_PER_SECOND = 100;
/** Over half a day; a conversion that nobody took by then is of no use to anybody. */
const MOST_TRIES = 10;
const FIRST_RETRY_SECONDS = 30;
const LONGEST_RETRY_SECONDS = 2 * 3_600;

/** Tells Tencent which codes were used, from the table that the drain writes. Several workers may do it. */
export class Conversions {
  private readonly paces = new LRUCache<string, Pace>({ max: 1_000 });

  constructor(private readonly parts: ConversionParts) {}

  /** Tells of those that are due, a batch of them, and answers how many there were. */
  async round(): Promise<number> {
    const due = await this.claim();
    if (due.length === 0) return 0;
    const accounts = new Map((await tencentAccounts(this.parts.pool)).map((account) => [keyOf(account), account]));
    const waiting = [...due];
    const tellers = Array.from({ length: IN_FLIGHT }, async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) await this.tell(next, accounts);
    });
    await Promise.all(tellers);
    return due.length;
  }

  /** The next try of what is claimed is fixed at once, so that a worker that dies costs a pause and nothing else. */
  private async claim(): Promise<Conversion[]> {
    const { rows } = await this.parts.pool.query<Conversion>(
      `UPDATE conversion SET tries = tries + 1,
         next_at = $1::timestamptz + make_interval(secs => least($2 * 2 ^ tries, $3))
       WHERE (tenant_id, delivery_id) IN (
         SELECT tenant_id, delivery_id FROM conversion WHERE next_at <= $1 ORDER BY next_at LIMIT ${AT_ONCE}
         FOR UPDATE SKIP LOCKED)
       RETURNING tenant_id AS "tenantId", delivery_id AS "deliveryId", account_id AS "accountId",
         provider_message_id AS "providerMessageId", at, tries`,
      [new Date(this.parts.clock.now()), FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS],
    );
    return rows;
  }

  private async tell(conversion: Conversion, accounts: ReadonlyMap<string, TencentAccount>): Promise<void> {
    const outcome = await this.outcomeOf(conversion, accounts);
    this.parts.metrics.conversions.inc({ outcome });
    if (outcome === 'failed' && conversion.tries < MOST_TRIES) return;
    if (outcome === 'failed') this.parts.metrics.conversions.inc({ outcome: 'dropped' });
    const { tenantId, deliveryId } = conversion;
    await this.parts.pool.query('DELETE FROM conversion WHERE tenant_id = $1 AND delivery_id = $2', [
      tenantId,
      deliveryId,
    ]);
  }

  private async outcomeOf(
    { tenantId, accountId, providerMessageId, at }: Conversion,
    accounts: ReadonlyMap<string, TencentAccount>,
  ): Promise<'taken' | 'refused' | 'failed'> {
    const account = accounts.get(keyOf({ tenantId, id: accountId }));
    const link = account && this.parts.links.of(account);
    if (!link) return 'refused';
    await this.paceOf(accountId).turn();
    try {
      return (await reportConversion(link, providerMessageId, at.getTime())) ? 'taken' : 'refused';
    } catch (error) {
      if (error instanceof QueryFailure) return 'failed';
      throw error;
    }
  }

  private paceOf(accountId: string): Pace {
    let pace = this.paces.get(accountId);
    if (!pace) this.paces.set(accountId, (pace = new Pace(this.parts.clock, REPORTS_PER_SECOND)));
    return pace;
  }
}

const keyOf = ({ tenantId, id }: Pick<TencentAccount, 'tenantId' | 'id'>) => `${tenantId} ${id}`;
