/** Where a command reads and writes; the process's own streams, or a test's. */
export interface Terminal {
  /** One line of result. */
  print(text: string): void;
  /** One line for the person, beside the result. */
  complain(text: string): void;
  /** All of standard input. */
  readInput(): Promise<string>;
}

/** What a command answers: an object for `--json`, and the same for people. */
export interface Answer {
  readonly json: object;
  readonly text: string;
  /** The command did its work and the news is bad: exit code 1. */
  readonly failed?: boolean;
}

type Cell = string | number | boolean | Date | null | undefined | readonly string[];

/** Rows under their headings, columns aligned. */
export function table<Row>(rows: readonly Row[], columns: Readonly<Record<string, (row: Row) => Cell>>): string {
  if (rows.length === 0) return 'none';
  const lines = [Object.keys(columns), ...rows.map((row) => Object.values(columns).map((value) => text(value(row))))];
  const widths = Object.keys(columns).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** One thing, a line for each of its members. */
export function sheet(members: Readonly<Record<string, Cell>>): string {
  const width = Math.max(...Object.keys(members).map((name) => name.length));
  return Object.entries(members)
    .map(([name, value]) => `${name.padEnd(width)}  ${text(value)}`.trimEnd())
    .join('\n');
}

function text(value: Cell): string {
  if (value === null || value === undefined) return '-';
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? value.join(',') : String(value);
}
