import type pg from 'pg';
import type { Logger } from 'pino';
import type { RetentionDays } from '../platform/config.js';
import type { Metrics } from '../platform/metrics.js';

/** What one run took away, or would: rows by table, and the months of events that went whole. */
export interface Retired {
  readonly rows: Readonly<Record<string, number>>;
  readonly partitions: readonly string[];
}

/** Rows deleted in one transaction: each holds its locks for a moment only. */
const BATCH = 5_000;
const DAY_MS = 86_400_000;
const EVENTS = 'verification_event';
const PARTITION = /^verification_event_y(\d{4})m(\d{2})$/;
/** Whoever holds this lock is the one who retires rows; it lasts as long as a batch. */
const ONE_AT_A_TIME = `pg_try_advisory_xact_lock(hashtext('latchkey retention'))`;
const LOCK_TIMEOUT = `SET LOCAL lock_timeout = '2s'`;

/** A table whose rows grow old, by which column, and after how many days. */
interface Class {
  readonly table: string;
  readonly column: string;
  readonly days: (days: RetentionDays) => number;
}

const CLASSES: readonly Class[] = [
  { table: EVENTS, column: 'at', days: ({ events }) => events },
  { table: 'delivery', column: 'at', days: ({ deliveries }) => deliveries },
  { table: 'unmatched_receipt', column: 'at', days: ({ deliveries }) => deliveries },
  { table: 'dead_letter', column: 'at', days: ({ deadLetters }) => deadLetters },
  { table: 'stats_hour', column: 'hour', days: ({ statistics }) => statistics },
  { table: 'stats_part', column: 'hour', days: ({ statistics }) => statistics },
  { table: 'stats_day', column: 'day', days: ({ statistics }) => statistics },
  { table: 'stats_part_day', column: 'day', days: ({ statistics }) => statistics },
  { table: 'stats_hour_total', column: 'hour', days: ({ statistics }) => statistics },
  { table: 'stats_part_total', column: 'day', days: ({ statistics }) => statistics },
  { table: 'reconciliation', column: 'day', days: ({ statistics }) => statistics },
];

/**
 * Takes away what is older than it may become. A month of events that lies wholly in the past is dropped as a partition, which
 * costs nothing; older rows of the months that are left, of the default partition and of all other tables go in small batches.
 * Safe from several processes at once: one of them works, the others find it busy and leave it.
 */
export class Retention {
  constructor(
    private readonly pool: pg.Pool,
    private readonly days: RetentionDays,
    private readonly metrics: Pick<Metrics, 'rowsRetired'>,
    private readonly logger: Logger,
  ) {}

  async run(now: Date): Promise<Retired> {
    const partitions: string[] = [];
    for (const name of await this.pastPartitions(now)) if (await this.drop(name)) partitions.push(name);
    const rows: Record<string, number> = {};
    for (const one of CLASSES) {
      const count = await this.deleteOld(one, this.limitOf(one, now));
      if (count > 0) rows[one.table] = count;
      this.metrics.rowsRetired.inc({ table: one.table }, count);
    }
    if (partitions.length > 0 || Object.keys(rows).length > 0) {
      this.logger.info({ partitions, rows }, 'what was past its time is deleted');
    }
    return { rows, partitions };
  }

  /** What a run would take now; rows of partitions that would be dropped are counted among their table's. */
  async preview(now: Date): Promise<Retired> {
    const rows: Record<string, number> = {};
    for (const one of CLASSES) {
      const { rows: counted } = await this.pool.query<{ count: string }>(
        `SELECT count(*) AS count FROM ${one.table} WHERE ${one.column} < $1`,
        [this.limitOf(one, now)],
      );
      const count = Number(counted[0]?.count ?? 0);
      if (count > 0) rows[one.table] = count;
    }
    return { rows, partitions: await this.pastPartitions(now) };
  }

  private limitOf({ days }: Class, now: Date): Date {
    return new Date(now.getTime() - days(this.days) * DAY_MS);
  }

  /** Their names say which month they hold. */
  private async pastPartitions(now: Date): Promise<string[]> {
    const limit = now.getTime() - this.days.events * DAY_MS;
    return (await this.eventPartitions()).filter((name) => (endOfMonth(name) ?? Infinity) <= limit);
  }

  /** False when another process is at it, or was. The name comes from the catalog and has a shape of ours. */
  private async drop(name: string): Promise<boolean> {
    const dropped = await this.alone(async (client) => {
      await client.query(`DROP TABLE ${name}`);
      return 1;
    }).catch(nothingInDroppedPartition);
    return dropped === 1;
  }

  private async deleteOld({ table, column }: Class, limit: Date): Promise<number> {
    let deleted = 0;
    for (const part of table === EVENTS ? await this.eventPartitions() : [table]) {
      let batch: number | false;
      do {
        batch = await this.alone(async (client) => {
          const { rowCount } = await client.query(
            `DELETE FROM ${part} WHERE ctid = ANY (ARRAY(
               SELECT ctid FROM ${part} WHERE ${column} < $1 ORDER BY ${column} LIMIT ${BATCH}))`,
            [limit],
          );
          return rowCount ?? 0;
        }).catch(nothingInDroppedPartition);
        deleted += batch || 0;
      } while (batch === BATCH);
    }
    return deleted;
  }

  /** Rows are found by their place in a file, and each partition is a file of its own. */
  private async eventPartitions(): Promise<string[]> {
    const { rows } = await this.pool.query<{ name: string }>(
      `SELECT child.relname::text AS name FROM pg_inherits
       JOIN pg_class child ON child.oid = inhrelid
       WHERE inhparent = '${EVENTS}'::regclass ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  }

  private async alone<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T | false> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(LOCK_TIMEOUT);
      const { rows } = await client.query<{ free: boolean }>(`SELECT ${ONE_AT_A_TIME} AS free`);
      const result = rows[0]?.free ? await work(client) : false;
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }
}

/** Another process may drop a month between the look at the catalog and the work on it: PostgreSQL's undefined_table. */
function nothingInDroppedPartition(error: unknown): number {
  if ((error as { code?: string }).code !== '42P01') throw error;
  return 0;
}

/** In milliseconds since 1970; undefined for what is no month's partition. */
function endOfMonth(name: string): number | undefined {
  const [, year, month] = PARTITION.exec(name) ?? [];
  return year && month ? Date.UTC(Number(year), Number(month), 1) : undefined;
}
