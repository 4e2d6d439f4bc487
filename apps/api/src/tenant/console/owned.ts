import { Refused, type Standing } from '@latchkey/core';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { containing, contentRange, demandTenant, listQuery, type Page, tenantShown } from '../../operator/index.js';
import type { TenantKeys } from '../../platform/crypto/tenant-keys.js';
import type { Rows } from '../tenant-repository.js';

/* What the console's controllers of things that belong to a tenant have in common. */

const id = z.string().min(1).max(100);

/** Members of every filter: whose, and which. */
export const ownedFilter = z.strictObject({ tenantId: id.optional(), id: z.array(id).max(250).optional() });

/** The same, of things that people find by a part of what they are called. */
const namedFilter = ownedFilter.extend({ q: z.string().trim().max(64).optional() });

/** The body of whatever is made for a tenant; the repository judges the rest of it. */
export const ownedBody = z.looseObject({ tenantId: id });

/** What is to be changed; the repository judges it. */
export const changeBody = z.record(z.string(), z.unknown());

interface OwnedQuery {
  readonly sort: readonly [field: string, order: 'ASC' | 'DESC'];
  readonly range: readonly [first: number, last: number];
  readonly filter: { readonly tenantId?: string | undefined; readonly id?: readonly string[] | undefined };
}

export const ownedListQuery = <Field extends string>(...sortable: [Field, ...Field[]]) =>
  listQuery(sortable, ownedFilter);

export const namedListQuery = <Field extends string>(...sortable: [Field, ...Field[]]) =>
  listQuery(sortable, namedFilter);

/** Rows in one of whose columns the text stands, in capitals or not; all of them where nothing is looked for. */
export const whereNamed = <Column extends string>(q: string | undefined, columns: readonly Column[]) =>
  q ? { OR: columns.map((column) => ({ [column]: containing(q) })) } : {};

/** Rows that the operator may see and asks for. */
export function whereOwned(operator: Standing, { tenantId, id: ids }: OwnedQuery['filter']) {
  return { ...tenantShown(operator, tenantId), ...(ids ? { id: { in: [...ids] } } : {}) };
}

/** What a query asks for of rows that are few enough to be all at hand. */
export function pageOf<T extends { readonly id: string }>(
  all: readonly T[],
  { sort: [field, order], range, filter: { id: ids } }: OwnedQuery,
): Page<T> {
  const rows = ids ? all.filter(({ id: one }) => ids.includes(one)) : all;
  const valueOf = (row: T) =>
    String((row as Readonly<Record<string, string | number | boolean | undefined>>)[field] ?? '');
  const sorted = rows.toSorted((a, b) => valueOf(a).localeCompare(valueOf(b), 'en', { numeric: true }));
  if (order === 'DESC') sorted.reverse();
  return { rows: sorted.slice(range[0], range[1] + 1), total: rows.length };
}

/** Answers one page, and in its header how many rows there are. */
export function answerPage<T>(reply: FastifyReply, resource: string, { range }: OwnedQuery, page: Page<T>) {
  void reply.header('content-range', contentRange(resource, range[0], page));
  return page.rows;
}

/**
 * Makes sure that a tenant is there, is the operator's, and that its data key is in memory: within a transaction nobody can
 * read it any more. Throws Refused for `tenantId`.
 */
export async function demandOwner(rows: Rows, keys: TenantKeys, operator: Standing, tenantId: string): Promise<void> {
  demandTenant(operator, tenantId);
  const owner = await rows.tenant.findUnique({ where: { id: tenantId }, select: { dataKey: true } });
  if (!owner) throw new Refused({ kind: 'invalid_parameter', field: 'tenantId', message: 'tenantId is no tenant' });
  keys.remember(tenantId, owner.dataKey);
}

/** A row by its id, if it is one that the operator may see. Throws Refused with `not_found`. */
export function found<T>(row: T | null | undefined): T {
  if (row === null || row === undefined) throw new Refused({ kind: 'not_found' });
  return row;
}

/** `ten_1:login`: the id of what has none of its own, being a tenant's only one of a name. */
export const joinId = (tenantId: string, name: string) => `${tenantId}:${name}`;

/** Throws Refused with `not_found` for what is no such id, or another's. */
export function splitId(operator: Standing, joined: string): { readonly tenantId: string; readonly name: string } {
  const at = joined.indexOf(':');
  if (at < 1) throw new Refused({ kind: 'not_found' });
  const tenantId = joined.slice(0, at);
  demandTenant(operator, tenantId);
  return { tenantId, name: joined.slice(at + 1) };
}
