import { COUNTERS } from '@latchkey/core';
import type pg from 'pg';

const DAY_MS = 86_400_000;
/** Events of a day that has just ended are still on their way. */
const SETTLING_MS = 3_600_000;
/** Days that are compared each time: receipts come within 72 hours, and nothing later changes a day by itself. */
const CHANGING_DAYS = 8;
/** Locks out other processes as long as a day is built. */
const ONE_AT_A_TIME = `SELECT pg_advisory_xact_lock(hashtext('latchkey day sums'))`;

export const columnOf = (counter: string) => counter.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
const SUMS = COUNTERS.map(columnOf);
const DIMENSIONS = 'mode, purpose, country, template_id, account_id';
const DAY = `date_trunc('day', hour, 'UTC')`;
const TOTAL = `sum(${SUMS.join(' + ')})`;

/**
 * Adds the hours of past days up to `stats_day` and `stats_part_day`, for the days whose sums differ from their hours'; returns
 * those. Late events change a day that was built: it is built anew the next time. The first time of a day compares all days there
 * are, and so does a `thorough` one; the others the last eight. Safe from several processes at once.
 */
export async function buildDaySums(pool: pg.Pool, now: Date, thorough = false): Promise<string[]> {
  const until = new Date(Math.floor((now.getTime() - SETTLING_MS) / DAY_MS) * DAY_MS);
  const { rows } = await pool.query<{ until: Date }>('SELECT until FROM stats_built');
  const built = rows[0]?.until;
  const first = built?.getTime() !== until.getTime();
  const since = thorough || first ? new Date(0) : new Date(until.getTime() - CHANGING_DAYS * DAY_MS);
  const days = await differingDays(pool, since, until);
  for (const day of days) await buildDay(pool, day);
  if (first) {
    await pool.query(
      'INSERT INTO stats_built (id, until) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET until = EXCLUDED.until',
      [until],
    );
  }
  return days.map((day) => day.toISOString().slice(0, 10));
}

async function differingDays(pool: pg.Pool, since: Date, until: Date): Promise<Date[]> {
  const { rows } = await pool.query<{ day: Date }>(
    `WITH hours AS (SELECT ${DAY} AS day, ${TOTAL} AS total FROM stats_hour WHERE hour >= $1 AND hour < $2 GROUP BY 1),
       days AS (SELECT day, ${TOTAL} AS total FROM stats_day WHERE day >= $1 AND day < $2 GROUP BY 1),
       parts AS (SELECT ${DAY} AS day, sum(count) AS total FROM stats_part WHERE hour >= $1 AND hour < $2 GROUP BY 1),
       part_days AS (SELECT day, sum(count) AS total FROM stats_part_day WHERE day >= $1 AND day < $2 GROUP BY 1)
     SELECT day FROM hours FULL JOIN days USING (day) WHERE hours.total IS DISTINCT FROM days.total
     UNION SELECT day FROM parts FULL JOIN part_days USING (day) WHERE parts.total IS DISTINCT FROM part_days.total
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
    await client.query('DELETE FROM stats_day WHERE day = $1', [day]);
    await client.query('DELETE FROM stats_part_day WHERE day = $1', [day]);
    await client.query(
      `INSERT INTO stats_day (tenant_id, day, ${DIMENSIONS}, ${SUMS.join(', ')})
       SELECT tenant_id, ${DAY}, ${DIMENSIONS}, ${SUMS.map((sum) => `sum(${sum})`).join(', ')} FROM stats_hour
       WHERE hour >= $1 AND hour < $2 GROUP BY tenant_id, ${DAY}, ${DIMENSIONS}`,
      range,
    );
    await client.query(
      `INSERT INTO stats_part_day (tenant_id, day, measure, part, ${DIMENSIONS}, count)
       SELECT tenant_id, ${DAY}, measure, part, ${DIMENSIONS}, sum(count) FROM stats_part
       WHERE hour >= $1 AND hour < $2 GROUP BY tenant_id, ${DAY}, measure, part, ${DIMENSIONS}`,
      range,
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
