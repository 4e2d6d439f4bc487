import { z } from 'zod';
import { Prisma } from '../generated/prisma/client.js';
import { jsonParameter } from '../operator/index.js';

/** As many rows as anybody looks at on one page. */
const PAGE_LIMIT = 250;

/** A place in a list that runs from the newest to the oldest. Times repeat, so the id decides. */
export interface Position {
  readonly at: Date;
  readonly id: string;
}

/** Rows and where to go on; `next` is absent on the last page. */
export interface KeysetPage<T> {
  readonly rows: readonly T[];
  readonly next?: string;
}

/** Opaque to callers. It names rows they have seen, so nothing in it is secret. */
export const cursorOf = ({ at, id }: Position): string => Buffer.from(`${at.getTime()}:${id}`).toString('base64url');

const CURSOR = /^(\d{1,15}):([\w-]{1,64})$/;

/** A cursor of ours as a query's `after`. */
export const cursor = z
  .string()
  .max(128)
  .transform((text, context): Position => {
    const [, at, id] = CURSOR.exec(Buffer.from(text, 'base64url').toString()) ?? [];
    if (at !== undefined && id !== undefined) return { at: new Date(Number(at)), id };
    context.addIssue({ code: 'custom', message: 'must be a cursor this list gave' });
    return z.NEVER;
  });

export const pageLimit = z.coerce
  .number('must be a number')
  .int()
  .min(1)
  .max(PAGE_LIMIT, `must be at most ${PAGE_LIMIT}`)
  .prefault(25);

/**
 * What comes after a position in the order of `(at, id)` descending. The comparison of rows is what lets one index answer: the
 * thousandth page costs what the first does.
 *
 * @param idType of the id's column
 */
export function beyond(after: Position | undefined, idType: 'uuid' | 'text'): Prisma.Sql[] {
  if (!after) return [];
  const id = idType === 'uuid' ? Prisma.sql`${after.id}::uuid` : Prisma.sql`${after.id}`;
  return [Prisma.sql`(at, id) < (${after.at}::timestamptz, ${id})`];
}

/** Cuts the one row more that was read to learn whether there is a next page. */
export function pageOf<T extends Position>(rows: readonly T[], limit: number): KeysetPage<T> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return rows.length > limit && last ? { rows: page, next: cursorOf(last) } : { rows: page };
}

/** `WHERE a AND b`, or nothing. */
export const whereAll = (conditions: readonly Prisma.Sql[]): Prisma.Sql =>
  conditions.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join([...conditions], ' AND ')}`;

/** `column = value` for each value that is given. Columns are names of ours; values are parameters. */
export const equalTo = (columns: Readonly<Record<string, string | undefined>>): Prisma.Sql[] =>
  Object.entries(columns).flatMap(([column, value]) =>
    value === undefined ? [] : [Prisma.sql`${Prisma.raw(column)} = ${value}`],
  );

/** A range of time, from inclusive and to exclusive. */
export interface TimeRange {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

export const during = ({ from, to }: TimeRange): Prisma.Sql[] => [
  ...(from ? [Prisma.sql`at >= ${from}::timestamptz`] : []),
  ...(to ? [Prisma.sql`at < ${to}::timestamptz`] : []),
];

/** Indexes on numbers and on ids begin with the tenant: without one, each tenant's part of the index is asked. */
const OF_ANY_TENANT = Prisma.sql`tenant_id = ANY (ARRAY(SELECT tenant.id FROM tenant))`;

/** The rows of one tenant, or of any. */
export const ofTenant = (tenantId: string | undefined): Prisma.Sql =>
  tenantId === undefined ? OF_ANY_TENANT : Prisma.sql`tenant_id = ${tenantId}`;

/** The same as a condition of a list, where something is looked for that only such an index finds. */
export const anyTenantUnless = (tenantId: string | undefined, lookedFor: string | undefined): Prisma.Sql[] =>
  tenantId === undefined && lookedFor !== undefined ? [OF_ANY_TENANT] : [];

/** The query of a list that is read from the newest to the oldest: `filter={…}&limit=25&after=<cursor>`. */
export const keysetQuery = <F extends z.ZodType>(filter: F) =>
  z.strictObject({ filter: jsonParameter(filter).prefault('{}'), limit: pageLimit, after: cursor.optional() });

/** Where a reply says how to go on; without it the page was the last. */
export const NEXT_CURSOR = 'x-next-cursor';
