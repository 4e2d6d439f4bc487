import type { VerificationStore } from '@latchkey/core';
import type pg from 'pg';

type List = Pick<VerificationStore, 'optOut' | 'optIn' | 'knowsOptOuts' | 'confirmOptOuts'>;

/** Looking further back than the last time catches transactions that committed late, and slow reads. */
const LOOK_BACK_SECONDS = 30;
const PAGE = 1_000;
const AT_ONCE = 100;

/** Keeps the live list of opt-outs equal to the table, whoever changes that: a reply, an operator, the command line. */
export class OptOutKeeper {
  private followedAt: number | undefined;

  constructor(
    private readonly pool: Pick<pg.Pool, 'query'>,
    private readonly list: List,
  ) {}

  /**
   * Copies the whole table into a store that is new or has lost its memory; else what changed since the last time. Applying a change
   * twice does no harm, so several processes may do it.
   */
  async follow(): Promise<void> {
    const startedAt = Date.now();
    if (!(await this.list.knowsOptOuts())) await this.copyAll();
    const sinceLast = this.followedAt === undefined ? 0 : (startedAt - this.followedAt) / 1_000;
    await this.applyAll(await changedOptOuts(this.pool, LOOK_BACK_SECONDS + sinceLast));
    this.followedAt = startedAt;
  }

  private async copyAll(): Promise<void> {
    let last: OptOut | undefined;
    do {
      const page = await activeOptOuts(this.pool, last);
      await this.applyAll(page);
      last = page.length < PAGE ? undefined : page.at(-1);
    } while (last);
    await this.list.confirmOptOuts();
  }

  private async applyAll(optOuts: readonly OptOut[]): Promise<void> {
    for (let from = 0; from < optOuts.length; from += AT_ONCE) {
      await Promise.all(
        optOuts
          .slice(from, from + AT_ONCE)
          .map(({ tenant_id, phone_key, ended }) =>
            ended ? this.list.optIn(tenant_id, phone_key) : this.list.optOut(tenant_id, phone_key),
          ),
      );
    }
  }
}

interface OptOut {
  readonly tenant_id: string;
  readonly phone_key: string;
  readonly ended: boolean;
}

async function activeOptOuts(pool: Pick<pg.Pool, 'query'>, after: OptOut | undefined): Promise<OptOut[]> {
  const { rows } = await pool.query<OptOut>(
    `SELECT tenant_id, phone_key, false AS ended FROM opt_out
     WHERE ended_at IS NULL AND (tenant_id, phone_key) > ($1, $2) ORDER BY tenant_id, phone_key LIMIT ${PAGE}`,
    [after?.tenant_id ?? '', after?.phone_key ?? ''],
  );
  return rows;
}

/** By the database's clock. */
async function changedOptOuts(pool: Pick<pg.Pool, 'query'>, seconds: number): Promise<OptOut[]> {
  const { rows } = await pool.query<OptOut>(
    `SELECT tenant_id, phone_key, ended_at IS NOT NULL AS ended FROM opt_out
     WHERE changed_at > clock_timestamp() - make_interval(secs => $1)`,
    [seconds],
  );
  return rows;
}
