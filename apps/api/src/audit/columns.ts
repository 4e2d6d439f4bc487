/** A column with its type and where its value comes from. */
export type Column<Row> = readonly [name: string, type: string, value: (row: Row) => unknown];

/** The names, for an INSERT. */
export const namesOf = (columns: readonly Column<never>[]): string => columns.map(([name]) => name).join(', ');

/** One array parameter per column, as arguments of `unnest`. */
export const arraysOf = (columns: readonly Column<never>[], from = 1): string =>
  columns.map(([, type], index) => `$${index + from}::${type}[]`).join(', ');

/** The values of those parameters. */
export function valuesOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): unknown[][] {
  return columns.map(([, , value]) => rows.map(value));
}

export const timestamp = (ms: number): string => new Date(ms).toISOString();
