import { COUNTERS } from '@latchkey/core';
import type pg from 'pg';

const DAY_MS = 86_400_000;
/** Events of a day that has just ended are still on their way. */
const SETTLING_MS = 3_600_000;
/** Days that are compared each time, besides those that are marked as changed. */
const COMPARED_DAYS = 8;
/** Locks out other processes as long as a day is built. */
const ONE_AT_A_TIME = `SELECT pg_advisory_xact_lock(hashtext('latchkey day sums'))`;

export const columnOf = (counter: string) => counter.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
const SUMS = COUNTERS.map(columnOf);
const COLUMNS = SUMS.join(', ');
const ADDED_UP = SUMS.map((sum) => `sum(${sum})`).join(', ');
const DIMENSIONS = 'mode, purpose, country, template_id, account_id';
const DAY = `date_trunc('day', hour, 'UTC')`;
const TOTAL = `sum(${SUMS.join(' + ')})`;

/** What stands for all tenants together in the totals. */
export const ALL_TENANTS = '*';
const OF_EACH_AND_ALL = `coalesce(tenant_id, '${ALL_TENANTS}')`;

/** What is made of a day's hours, $1 to $2, in this order. */
const BUILT: readonly { readonly table: string; readonly time: 'hour' | 'day'; readonly rows: string }[] = [
  {
    table: 'stats_day',
    time: 'day',
    rows: `(tenant_id, day, ${DIMENSIONS}, ${COLUMNS})
      SELECT tenant_id, ${DAY}, ${DIMENSIONS}, ${ADDED_UP} FROM stats_hour
      WHERE hour >= $1 AND hour < $2 GROUP BY tenant_id, ${DAY}, ${DIMENSIONS}`,
  },
  {
    table: 'stats_part_day',
    time: 'day',
    rows: `(tenant_id, day, measure, part, ${DIMENSIONS}, count)
      SELECT tenant_id, ${DAY}, measure, part, ${DIMENSIONS}, sum(count) FROM stats_part
      WHERE hour >= $1 AND hour < $2 GROUP BY tenant_id, ${DAY}, measure, part, ${DIMENSIONS}`,
  },
  {
    table: 'stats_hour_total',
    time: 'hour',
    rows: `(tenant_id, mode, hour, ${COLUMNS})
      SELECT ${OF_EACH_AND_ALL}, mode, hour, ${ADDED_UP} FROM stats_hour
      WHERE hour >= $1 AND hour < $2 GROUP BY GROUPING SETS ((tenant_id, mode, hour), (mode, hour))`,
  },
  {
    table: 'stats_part_total',
    time: 'day',
    rows: `(tenant_id, mode, day, measure, part, count)
      SELECT ${OF_EACH_AND_ALL}, mode, day, measure, part, sum(count) FROM stats_part_day
      WHERE day >= $1 AND day < $2 GROUP BY GROUPING SETS ((tenant_id, mode, day, measure, part), (mode, day, measure, part))`,
  },
];

/**
 * Adds the hours of past days up to sums by day and to totals, for the days that are marked as changed since and those whose sums
 * differ from their hours'; returns those. A day that changes is marked with the change and read by the hour until it is built
 * anew. The first time of a day compares all days there are, and so does a `thorough` one; the others the last eight. Safe from
 * several processes at once.
 */
export async function buildDaySums(pool: pg.Pool, now: Date, thorough = false): Promise<string[]> {
  const until = new Date(Math.floor((now.getTime() - SETTLING_MS) / DAY_MS) * DAY_MS);
  const { rows } = await pool.query<{ until: Date }>('SELECT until FROM stats_built');
  const built = rows[0]?.until;
  const first = built?.getTime() !== until.getTime();
  const since = thorough || first ? new Date(0) : new Date(until.getTime() - COMPARED_DAYS * DAY_MS);
  const days = await daysToBuild(pool, since, until);
  for (const day of days) await buildDay(pool, day);
  if (first) {
    await pool.query(
      'INSERT INTO stats_built (id, until) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET until = EXCLUDED.until',
      [until],
    );
  }
  return days.map((day) => day.toISOString().slice(0, 10));
}

async function daysToBuild(pool: pg.Pool, since: Date, until: Date): Promise<Date[]> {
  const { rows } = await pool.query<{ day: Date }>(
    `WITH hours AS (SELECT ${DAY} AS day, ${TOTAL} AS total FROM stats_hour WHERE hour >= $1 AND hour < $2 GROUP BY 1),
       days AS (SELECT day, ${TOTAL} AS total FROM stats_day WHERE day >= $1 AND day < $2 GROUP BY 1),
       parts AS (SELECT ${DAY} AS day, sum(count) AS total FROM stats_part WHERE hour >= $1 AND hour < $2 GROUP BY 1),
       part_days AS (SELECT day, sum(count) AS total FROM stats_part_day WHERE day >= $1 AND day < $2 GROUP BY 1)
     SELECT day FROM hours FULL JOIN days USING (day) WHERE hours.total IS DISTINCT FROM days.total
     UNION SELECT day FROM parts FULL JOIN part_days USING (day) WHERE parts.total IS DISTINCT FROM part_days.total
     UNION SELECT day FROM stats_changed WHERE day < $2
     ORDER BY day`,
    [since, until],
  );
  return rows.map(({ day }) => day);
}

async function buildDay(pool: pg.Pool, day: Date): Promise<void> {
  const client = await pool.connect();
  const range = [day, new Date(day.getTime() + DAY_MS)];
  try {
    await client.query('BEGIN');
    await client.query(ONE_AT_A_TIME);
    // First: a change whose mark is not seen here is not seen below either, or is counted twice over at worst and marked still.
    await client.query('DELETE FROM stats_changed WHERE day = $1', [day]);
    for (const { table, time } of BUILT) {
      await client.query(`DELETE FROM ${table} WHERE ${time} >= $1 AND ${time} < $2`, range);
    }
    for (const { table, rows } of BUILT) await client.query(`INSERT INTO ${table} ${rows}`, range);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
