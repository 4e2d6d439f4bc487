import {
  COUNTERS,
  type Counts,
  DURATION_MEASURES,
  type DurationMeasure,
  type Histogram,
  percentileMs,
  type Rates,
  ratesOf,
} from '@latchkey/core';
import { Prisma } from '../generated/prisma/client.js';
import type { Rows } from '../tenant/tenant-repository.js';
import { type Cost, costsOf } from './cost.js';
import { columnOf } from './day-sums.js';
import { type BuiltSelection, selectedRows, selectedTotals, withDays } from './selected-rows.js';
import { type Dimension, periodBefore, type Selection, type SeriesSelection } from './statistics-query.js';

/** A range's sums and the shares they make. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
  readonly counts: Counts;
  readonly rates: Rates;
}

/** What half, 95 and 99 of a hundred did not exceed, in milliseconds; null where nothing was timed. */
export interface Durations {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface Summary {
  readonly current: Period;
  /** Of the same length, just before. */
  readonly previous: Period;
  readonly durations: Readonly<Record<DurationMeasure, Durations>>;
  /** One for each currency of the tenants that are looked at. */
  readonly cost: readonly Cost[];
  readonly previousCost: readonly Cost[];
}

/** What is drawn over time. */
export const LINE_COUNTERS = ['requested', 'limited', 'accepted', 'delivered', 'approved', 'segments'] as const;
type Line = (typeof LINE_COUNTERS)[number];

/** `step` is the beginning of an hour in UTC, or a day of the zone: `2026-11-24`. */
export type Point = { readonly step: string } & Readonly<Record<Line, number>>;

/** `value` is empty for what had no such dimension, as a request that was limited has no template. */
export type Share = {
  readonly value: string;
  /** What the template, account or tenant is called; null for what is gone, and where the value says it all. */
  readonly name: string | null;
} & Counts;

/** What stopped messages, by measure and part; see `Measure` of the core. */
export interface Problem {
  readonly measure: string;
  readonly part: string;
  readonly count: number;
}

const PROBLEMS = ['limited', 'blocked', 'held', 'rejected_code', 'unknown', 'undelivered_code'] as const;
/** What the value of a dimension is called, of what is there still. `owner` leads to it by the table's key. */
const NAME_OF: Readonly<Partial<Record<Dimension, Prisma.Sql>>> = {
  template: Prisma.sql`(SELECT concat_ws(' · ', provider_template_id, nullif(purpose, '*'), nullif(locale, '*'))
    FROM template WHERE template.tenant_id = owner AND template.id = value)`,
  account: Prisma.sql`(SELECT name FROM provider_account account WHERE account.tenant_id = owner AND account.id = value)`,
  tenant: Prisma.sql`(SELECT name FROM tenant WHERE tenant.id = value)`,
};
const MOST_VALUES = 250;
const PART_COLUMNS = Prisma.sql`measure, part, count`;

/** Doubles hold whole numbers to 2^53; a sum of milliseconds reaches that after 285,000 years. */
const SUMS = Prisma.raw(
  COUNTERS.map((counter) => `coalesce(sum(${columnOf(counter)}), 0)::float8 AS "${counter}"`).join(', '),
);
const SHOWN_SUMS = Prisma.raw(COUNTERS.map((counter) => `"${counter}"`).join(', '));
const LINES = Prisma.raw(LINE_COUNTERS.map((line) => `coalesce(sum(${line}), 0)::float8 AS ${line}`).join(', '));
const LINE_COLUMNS = Prisma.raw(['hour', ...LINE_COUNTERS].join(', '));
const COLUMNS = COUNTERS.map(columnOf).join(', ');

const COLUMN_OF: Readonly<Record<Dimension, string>> = {
  country: 'country',
  purpose: 'purpose',
  template: 'template_id',
  account: 'account_id',
  tenant: 'tenant_id',
};

/** Sums, rates, durations and cost of a range, beside those of the range before it. */
export async function summaryOf(rows: Rows, asked: Selection): Promise<Summary> {
  const selected = await withDays(rows, asked);
  const before = periodBefore(selected);
  const { current, previous } = await periodsOf(rows, selected, before);
  const durations = await durationsOf(rows, selected);
  const costs = await costsOf(rows, [selected, before]);
  return { current, previous, durations, cost: costs[0]!, previousCost: costs[1]! };
}

async function periodsOf(
  rows: Rows,
  selected: BuiltSelection,
  before: BuiltSelection,
): Promise<{ readonly current: Period; readonly previous: Period }> {
  const found = await rows.$queryRaw<({ readonly period: string } & Counts)[]>`
    SELECT 'current' AS period, ${SUMS} FROM ${selectedTotals('sums', Prisma.raw(COLUMNS), selected)}
    UNION ALL SELECT 'previous', ${SUMS} FROM ${selectedTotals('sums', Prisma.raw(COLUMNS), before)}`;
  const of = (name: string, { from, to }: Selection): Period => {
    const { period: _, ...counts } = found.find(({ period }) => period === name)!;
    return { from, to, counts, rates: ratesOf(counts) };
  };
  return { current: of('current', selected), previous: of('previous', before) };
}

async function durationsOf(rows: Rows, selected: BuiltSelection): Promise<Record<DurationMeasure, Durations>> {
  const found = await parts(rows, selected, DURATION_MEASURES);
  const timed = (measure: DurationMeasure): Durations => {
    const histogram: Histogram = Object.fromEntries(
      found.filter((row) => row.measure === measure).map(({ part, count }) => [part, count]),
    );
    const percentile = (share: number) => percentileMs(measure, histogram, share) ?? null;
    const count = Object.values(histogram).reduce((sum, one) => sum + one, 0);
    return { count, p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99) };
  };
  return Object.fromEntries(DURATION_MEASURES.map((measure) => [measure, timed(measure)])) as Record<
    DurationMeasure,
    Durations
  >;
}

/**
 * What is drawn over time, hour by hour, or day by day of a zone; hours and days without events are there too. Sums are kept by
 * hours of UTC, so where a zone is off by half an hour, an hour counts to the day it begins in.
 */
export async function seriesOf(rows: Rows, asked: SeriesSelection): Promise<Point[]> {
  const { from, to, step, zone } = asked;
  const label =
    step === 'hour'
      ? Prisma.sql`to_char(hour AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
      : Prisma.sql`to_char(hour AT TIME ZONE ${zone}, 'YYYY-MM-DD')`;
  const selected = await withDays(rows, asked);
  return rows.$queryRaw<Point[]>`
    WITH sums AS (SELECT hour, ${LINES} FROM ${selectedTotals('lines', LINE_COLUMNS, selected)} GROUP BY hour)
    SELECT ${label} AS step, ${LINES}
    FROM generate_series(${from}::timestamptz, ${to}::timestamptz - interval '1 hour', '1 hour') hour
    LEFT JOIN sums USING (hour) GROUP BY step ORDER BY step`;
}

/** The sums by the values of a dimension, the most used first. */
export async function breakdownOf(
  rows: Rows,
  { by, ...asked }: Selection & { readonly by: Dimension },
): Promise<Share[]> {
  const column = Prisma.raw(COLUMN_OF[by]);
  const selected = await withDays(rows, asked);
  return rows.$queryRaw<Share[]>`
    WITH shares AS (
      SELECT ${column} AS value, min(tenant_id) AS owner, ${SUMS}
      FROM ${selectedRows('sums', Prisma.raw([...new Set([COLUMN_OF[by], 'tenant_id']), COLUMNS].join(', ')), selected)}
      GROUP BY ${column}
      ORDER BY sum(accepted) + sum(requested) DESC, ${column} LIMIT ${MOST_VALUES}
    )
    SELECT value, ${NAME_OF[by] ?? Prisma.sql`NULL`}::text AS name, ${SHOWN_SUMS} FROM shares
    ORDER BY accepted + requested DESC, value`;
}

/** What stopped messages, the most frequent first. */
export async function problemsOf(rows: Rows, selected: Selection): Promise<Problem[]> {
  return parts(rows, await withDays(rows, selected), PROBLEMS);
}

function parts(rows: Rows, selected: BuiltSelection, measures: readonly string[]): Promise<Problem[]> {
  return rows.$queryRaw<Problem[]>`
    SELECT measure, part, sum(count)::float8 AS count
    FROM ${selectedTotals('parts', PART_COLUMNS, selected, Prisma.sql`measure = ANY (${[...measures]})`)}
    GROUP BY measure, part
    ORDER BY 3 DESC, 1, 2 LIMIT ${MOST_VALUES}`;
}
