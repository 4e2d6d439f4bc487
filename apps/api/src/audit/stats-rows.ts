import { type Counter, COUNTERS, type HourSums, type PartCount, type StatsKey, type Tally } from '@latchkey/core';
import type { Queryable } from '../platform/database/transaction.js';
import { arraysOf, type Column, namesOf, valuesOf } from './columns.js';

const keyColumns = <Row extends { readonly key: StatsKey }>(): Column<Row>[] => [
  ['tenant_id', 'text', ({ key }) => key.tenantId],
  ['hour', 'timestamptz', ({ key }) => key.hour],
  ['mode', 'text', ({ key }) => key.mode],
  ['purpose', 'text', ({ key }) => key.purpose],
  ['country', 'text', ({ key }) => key.country],
  ['template_id', 'text', ({ key }) => key.templateId],
  ['account_id', 'text', ({ key }) => key.accountId],
];

/** `wrongCode` is kept in `wrong_code`. */
export const columnOf = (counter: Counter): string =>
  counter.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);

const HOUR_COLUMNS: readonly Column<HourSums>[] = [
  ...keyColumns<HourSums>(),
  ...COUNTERS.map((counter): Column<HourSums> => [columnOf(counter), 'bigint', ({ sums }) => sums[counter]]),
];
const HOUR_KEY = namesOf(keyColumns());
const ADD_HOURS = `INSERT INTO stats_hour AS old (${namesOf(HOUR_COLUMNS)})
  SELECT * FROM unnest(${arraysOf(HOUR_COLUMNS)}) ON CONFLICT (${HOUR_KEY}) DO UPDATE SET
  ${COUNTERS.map(columnOf)
    .map((name) => `${name} = old.${name} + excluded.${name}`)
    .join(', ')}`;

const PART_COLUMNS: readonly Column<PartCount>[] = [
  ...keyColumns<PartCount>(),
  ['measure', 'text', ({ measure }) => measure],
  ['part', 'text', ({ part }) => part],
  ['count', 'int', ({ count }) => count],
];
const ADD_PARTS = `INSERT INTO stats_part AS old (${namesOf(PART_COLUMNS)})
  SELECT * FROM unnest(${arraysOf(PART_COLUMNS)}) ON CONFLICT (${HOUR_KEY}, measure, part) DO UPDATE SET
  count = old.count + excluded.count`;

/** Adds to the sums. Rows are locked in the same order by every worker, and last in its transaction, for all of them want these. */
export async function addStats(client: Queryable, { hours, parts }: Tally): Promise<void> {
  if (hours.length > 0)
    await client.query(
      ADD_HOURS,
      valuesOf(
        HOUR_COLUMNS,
        inOrder(hours, () => ''),
      ),
    );
  if (parts.length > 0) {
    await client.query(
      ADD_PARTS,
      valuesOf(
        PART_COLUMNS,
        inOrder(parts, ({ measure, part }) => `${measure} ${part}`),
      ),
    );
  }
}

function inOrder<Row extends { readonly key: StatsKey }>(rows: readonly Row[], more: (row: Row) => string): Row[] {
  return rows
    .map((row) => [`${Object.values(row.key).join(' ')} ${more(row)}`, row] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, row]) => row);
}
