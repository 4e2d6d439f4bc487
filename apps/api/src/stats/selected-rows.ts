import { Prisma } from '../generated/prisma/client.js';
import type { Rows } from '../tenant/tenant-repository.js';
import type { Selection } from './statistics-query.js';

const DAY_MS = 86_400_000;

/** Sums are kept by hour in the first and by day in the second. */
const TABLES = {
  sums: [Prisma.raw('stats_hour'), Prisma.raw('stats_day')],
  parts: [Prisma.raw('stats_part'), Prisma.raw('stats_part_day')],
} as const;

/** A selection, and before which day the sums by day are there. */
export type BuiltSelection = Selection & { readonly built: Date };

export async function withDays<T extends Selection>(rows: Rows, selected: T): Promise<T & { readonly built: Date }> {
  const row = await rows.statsBuilt.findUnique({ where: { id: 1 } });
  return { ...selected, built: row?.until ?? new Date(0) };
}

/**
 * The rows of a selection, for a FROM: whole days from the sums by day, as far as they are built, and the hours around them
 * from the sums by hour. A year is then as quick to add up as a fortnight.
 *
 * @param columns of both tables
 */
export function selectedRows(
  kind: keyof typeof TABLES,
  columns: Prisma.Sql,
  { built, ...selected }: BuiltSelection,
  ...conditions: Prisma.Sql[]
): Prisma.Sql {
  const [byHour, byDay] = TABLES[kind];
  const { from, to } = selected;
  const firstDay = new Date(Math.ceil(from.getTime() / DAY_MS) * DAY_MS);
  const lastDay = new Date(Math.floor(to.getTime() / DAY_MS) * DAY_MS);
  const which = Prisma.join([...dimensionsOf(selected), ...conditions], ' AND ');
  const hours = (since: Prisma.Sql, until: Prisma.Sql) =>
    Prisma.sql`SELECT ${columns} FROM ${byHour} WHERE hour >= ${since} AND hour < ${until} AND ${which}`;
  const until = new Date(Math.min(lastDay.getTime(), built.getTime()));
  // Constants, so that the planner sees how little each part is.
  if (firstDay >= until) return Prisma.sql`(${hours(time(from), time(to))}) selected`;
  return Prisma.sql`(
    ${hours(time(from), time(firstDay))}
    UNION ALL SELECT ${columns} FROM ${byDay} WHERE day >= ${time(firstDay)} AND day < ${time(until)} AND ${which}
    UNION ALL ${hours(time(until), time(to))}
  ) selected`;
}

/** The rows of `stats_hour` that are selected, whatever there is by day. */
export function selectedHours(selected: Selection): Prisma.Sql {
  const { from, to } = selected;
  return Prisma.join(
    [Prisma.sql`hour >= ${time(from)}`, Prisma.sql`hour < ${time(to)}`, ...dimensionsOf(selected)],
    ' AND ',
  );
}

function dimensionsOf({ tenantId, mode, purpose, country, accountId, templateId }: Selection): Prisma.Sql[] {
  const equal = { tenant_id: tenantId, mode, purpose, country, account_id: accountId, template_id: templateId };
  return Object.entries(equal).flatMap(([column, value]) =>
    value === undefined ? [] : [Prisma.sql`${Prisma.raw(column)} = ${value}`],
  );
}

const time = (at: Date) => Prisma.sql`${at}::timestamptz`;
