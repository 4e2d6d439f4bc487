import { z } from 'zod';

/** As many rows as anybody looks at on one page. */
const PAGE_LIMIT = 250;
const OFFSET_LIMIT = 1_000_000;
const TEXT_LIMIT = 4_000;

const position = z.int().min(0).max(OFFSET_LIMIT);

const range = z
  .tuple([position, position], 'must be [first,last]')
  .refine(([first, last]) => last >= first && last - first < PAGE_LIMIT, `must be 1 to ${PAGE_LIMIT} rows`);

/** A parameter that holds JSON, as react-admin's simple REST convention has them. */
export const jsonParameter = <S extends z.ZodType>(schema: S) =>
  z
    .string()
    .max(TEXT_LIMIT)
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

/**
 * The query of a list: `sort=["name","ASC"]&range=[0,24]&filter={…}`. Sorts by what is named and filters by what the schema
 * knows; anything else is refused and never reaches the database.
 */
export function listQuery<Field extends string, F extends z.ZodType>(
  sortable: readonly [Field, ...Field[]],
  filter: F,
) {
  const field = z.enum(sortable, `must be one of ${sortable.join(', ')}`);
  return z.strictObject({
    sort: jsonParameter(z.tuple([field, z.enum(['ASC', 'DESC'], 'must be ASC or DESC')])).prefault(
      JSON.stringify([sortable[0], 'ASC']),
    ),
    range: jsonParameter(range).prefault('[0,24]'),
    filter: jsonParameter(filter).prefault('{}'),
  });
}

/** A condition on a column: the text stands in it, in capitals or not. What are wildcards to the database are letters to people. */
export const containing = (text: string) => ({
  contains: text.replaceAll(/[\\%_]/g, String.raw`\$&`),
  mode: 'insensitive' as const,
});

interface Asked {
  readonly sort: readonly [field: string, order: 'ASC' | 'DESC'];
  readonly range: readonly [first: number, last: number];
}

/** The part of a table that a query asks for. Equal values would otherwise come in another order on each page. */
export function sliceOf({ sort: [field, order], range }: Asked) {
  const direction = order === 'ASC' ? ('asc' as const) : ('desc' as const);
  return { orderBy: [{ [field]: direction }, { id: 'asc' as const }], ...spanOf(range) };
}

/** The rows from the first to the last, counted from 0. */
export const spanOf = ([first, last]: Asked['range']) => ({ skip: first, take: last - first + 1 });

export interface Page<T> {
  readonly rows: readonly T[];
  readonly total: number;
}

/** `tenants 0-24/319`, or a star for the range where there are no rows. */
export function contentRange(resource: string, first: number, { rows, total }: Page<unknown>): string {
  return `${resource} ${rows.length === 0 ? '*' : `${first}-${first + rows.length - 1}`}/${total}`;
}
