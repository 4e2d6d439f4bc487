/** A column with its type and where its value comes from. A time is milliseconds since 1970. */
export type Column<Row> = readonly [name: string, type: ColumnType, value: (row: Row) => Value];
export type ColumnType = 'text' | 'jsonb' | 'uuid' | 'int' | 'bigint' | 'timestamptz';
export type Value = string | number | null | undefined;

/** The names, for an INSERT. */
export const namesOf = (columns: readonly Column<never>[]): string => columns.map(([name]) => name).join(', ');

/** One array parameter per column, as arguments of `unnest`. */
export const arraysOf = (columns: readonly Column<never>[], from = 1): string =>
  columns.map(([, type], index) => `$${index + from}::${type}[]`).join(', ');

/**
 * The values of those parameters, as PostgreSQL writes arrays. pg writes them too, at twice the cost: it escapes every
 * element twice. Where rows come by the thousand there is `rowArray`.
 */
export function valuesOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  return columns.map(([, type, value]) => {
    const write = type === 'text' || type === 'jsonb' ? quoted : type === 'timestamptz' ? timestamp : String;
    let literal = '';
    for (const row of rows) {
      const element = value(row);
      literal += `${literal === '' ? '{' : ','}${element === null || element === undefined ? 'NULL' : write(element)}`;
    }
    return literal === '' ? '{}' : `${literal}}`;
  });
}

function quoted(value: string | number): string {
  const text = String(value);
  return text.includes('"') || text.includes('\\') ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`;
}

const timestamp = (ms: string | number): string => new Date(ms).toISOString();
