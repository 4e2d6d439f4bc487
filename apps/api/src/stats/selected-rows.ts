import { Prisma } from '../generated/prisma/client.js';
import type { Rows } from '../tenant/tenant-repository.js';
import { ALL_TENANTS } from './day-sums.js';
import { type Finished, type Span, spansOf } from './spans.js';
import type { Selection } from './statistics-query.js';

interface Sums {
  readonly table: Prisma.Sql;
  readonly time: Prisma.Sql;
}

const sums = (table: string, time: 'hour' | 'day'): Sums => ({ table: Prisma.raw(table), time: Prisma.raw(time) });

/** Sums are kept by hour, of finished days by day, and of those once more by tenant and mode alone. */
const TABLES = {
  sums: { hours: sums('stats_hour', 'hour'), days: sums('stats_day', 'day'), totals: sums('stats_hour_total', 'hour') },
  /** Days of any zone are made of hours. */
  lines: {
    hours: sums('stats_hour', 'hour'),
    days: sums('stats_hour', 'hour'),
    totals: sums('stats_hour_total', 'hour'),
  },
  parts: {
    hours: sums('stats_part', 'hour'),
    days: sums('stats_part_day', 'day'),
    totals: sums('stats_part_total', 'day'),
  },
} as const;
type Kind = keyof typeof TABLES;

/** A selection, and which of its days are added up. */
export type BuiltSelection = Selection & Finished;

export async function withDays<T extends Selection>(rows: Rows, selected: T): Promise<T & Finished> {
  const [found] = await rows.$queryRaw<Partial<Finished>[]>`
    SELECT until AS built, ARRAY(SELECT DISTINCT day FROM stats_changed ORDER BY day) AS changed FROM stats_built`;
  return { ...selected, built: found?.built ?? new Date(0), changed: found?.changed ?? [] };
}

/**
 * The rows of a selection, for a FROM: finished days from the sums by day and the hours around them from the sums by hour. A year is
 * then as quick to add up as a fortnight.
 *
 * @param columns of both tables
 */
export function selectedRows(
  kind: Kind,
  columns: Prisma.Sql,
  selected: BuiltSelection,
  ...conditions: Prisma.Sql[]
): Prisma.Sql {
  const { hours, days } = TABLES[kind];
  const which = [...dimensionsOf(selected), ...conditions];
  return union(selected, (span) => rowsOf(columns, span.finished ? days : hours, span, which));
}

/**
 * The same for what is told apart by nothing but time: from totals, which have one row where there are many for each purpose,
 * country, template and account of each tenant. A selection by one of those takes the rows themselves.
 *
 * @param columns of all three tables
 */
export function selectedTotals(
  kind: Kind,
  columns: Prisma.Sql,
  selected: BuiltSelection,
  ...conditions: Prisma.Sql[]
): Prisma.Sql {
  const { tenantId = ALL_TENANTS, mode, purpose, country, accountId, templateId } = selected;
  if ([purpose, country, accountId, templateId].some((value) => value !== undefined)) {
    return selectedRows(kind, columns, selected, ...conditions);
  }
  const { hours, totals } = TABLES[kind];
  const ofHours = [...dimensionsOf(selected), ...conditions];
  const ofTotals = [...dimensionsOf({ tenantId, mode }), ...conditions];
  return union(selected, (span) =>
    span.finished ? rowsOf(columns, totals, span, ofTotals) : rowsOf(columns, hours, span, ofHours),
  );
}

const union = (selected: BuiltSelection, rows: (span: Span) => Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(${Prisma.join(spansOf(selected).map(rows), ' UNION ALL ')}) selected`;

/** Bounds are constants, so that the planner sees how little each part is. */
const rowsOf = (
  columns: Prisma.Sql,
  { table, time }: Sums,
  { from, to }: Span,
  which: readonly Prisma.Sql[],
) => Prisma.sql`
  SELECT ${columns} FROM ${table}
  WHERE ${time} >= ${from}::timestamptz AND ${time} < ${to}::timestamptz AND ${Prisma.join([...which], ' AND ')}`;

type Dimensions = Pick<Selection, 'tenantId' | 'mode' | 'purpose' | 'country' | 'accountId' | 'templateId'>;

function dimensionsOf({ tenantId, mode, purpose, country, accountId, templateId }: Partial<Dimensions>): Prisma.Sql[] {
  const equal = { tenant_id: tenantId, mode, purpose, country, account_id: accountId, template_id: templateId };
  return Object.entries(equal).flatMap(([column, value]) =>
    value === undefined ? [] : [Prisma.sql`${Prisma.raw(column)} = ${value}`],
  );
}
