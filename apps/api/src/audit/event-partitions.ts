import type pg from 'pg';

/** This month and the next two: a process that is away for a month finds its partitions ready. */
const MONTHS = 3;

interface Partition {
  readonly name: string;
  /** First day of the month, UTC, inclusive; the next one's is its end. */
  readonly from: string;
  readonly to: string;
}

/**
 * Makes the partitions of `verification_event` for this month and the next two, and returns the names it made.
 * Does nothing when they are there; safe from several processes at once. Rows that the default partition took in the
 * meantime move into their month's.
 */
export async function ensureEventPartitions(pool: pg.Pool, now: Date): Promise<string[]> {
  const wanted = Array.from({ length: MONTHS }, (_, months) => partitionOf(now, months));
  const made: string[] = [];
  for (const partition of await missing(pool, wanted)) {
    if (await make(pool, partition)) made.push(partition.name);
  }
  return made;
}

function partitionOf(now: Date, monthsAhead: number): Partition {
  const day = (months: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1)).toISOString();
  const from = day(monthsAhead);
  return { name: `verification_event_y${from.slice(0, 4)}m${from.slice(5, 7)}`, from, to: day(monthsAhead + 1) };
}

/** Reads the catalog itself: to_regclass() may answer from a cache that is older than the lock. */
async function missing(db: Pick<pg.ClientBase, 'query'>, wanted: readonly Partition[]): Promise<Partition[]> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT relname::text AS name FROM pg_class
     WHERE relname = ANY($1) AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())`,
    [wanted.map((partition) => partition.name)],
  );
  return wanted.filter((partition) => !rows.some((row) => row.name === partition.name));
}

/** The names and times are of our own making, so they may stand in the SQL, where parameters may not. */
async function make(pool: pg.Pool, partition: Partition): Promise<boolean> {
  const { name, from, to } = partition;
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SET LOCAL lock_timeout = '2s'`);
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('verification_event partitions'))`);
    const free = (await missing(client, [partition])).length > 0;
    if (free) {
      // Attaching fails while the default partition holds a row of the month, so none may arrive before the end.
      await client.query('LOCK TABLE verification_event_default IN ACCESS EXCLUSIVE MODE');
      await client.query(`CREATE TABLE ${name} (LIKE verification_event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`);
      await client.query(`SELECT latchkey_wall('${name}')`);
      await client.query(
        `WITH moved AS (DELETE FROM verification_event_default WHERE at >= '${from}' AND at < '${to}' RETURNING *)
         INSERT INTO ${name} SELECT * FROM moved`,
      );
      await client.query(
        `ALTER TABLE verification_event ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`,
      );
    }
    await client.query('COMMIT');
    return free;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
