/** What a cell of an export can hold. */
export type Cell = string | number | boolean | Date | null | undefined | object;

/** What makes a spreadsheet calculate, at the beginning of a cell; a number in E.164 begins with one. */
const FORMULA = /^[=+\-@\t\r\n\0]/;
const QUOTED = /[",\r\n]/;

/** One record of RFC 4180, its line end included. No cell is a formula: what would be one gets an apostrophe before it. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map((cell) => csvCell(cell)).join(',')}\r\n`;

function csvCell(cell: Cell): string {
  const text = plain(cell);
  // A number of ours may begin with a minus and is no formula; a text that looks like one may not.
  const safe = typeof cell !== 'number' && FORMULA.test(text) ? `'${text}` : text;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function plain(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}
