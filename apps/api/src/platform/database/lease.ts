import type pg from 'pg';

/**
 * Takes or keeps the right to do something that one process at a time may do. It is lost by not asking again in time. A session's
 * advisory lock would end with its connection, and a pooler may change that under us.
 */
export async function holdLease(
  pool: Pick<pg.Pool, 'query'>,
  name: string,
  holder: string,
  seconds: number,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `INSERT INTO lease (name, holder, until) VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3))
     ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, until = EXCLUDED.until
       WHERE lease.holder = EXCLUDED.holder OR lease.until < clock_timestamp()`,
    [name, holder, seconds],
  );
  return rowCount === 1;
}

/** Lets others have what this holder had, at once. */
export async function dropLeases(pool: Pick<pg.Pool, 'query'>, holder: string): Promise<void> {
  await pool.query('DELETE FROM lease WHERE holder = $1', [holder]);
}
