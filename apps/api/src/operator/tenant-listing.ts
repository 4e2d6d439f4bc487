import { Refused, type Standing } from '@latchkey/core';
import { z } from 'zod';
import type { Prisma } from '../generated/prisma/client.js';
import type { ConsoleScope } from './console-scope.js';
import { containing, listQuery, type Page, sliceOf } from './list-query.js';

const id = z.string().min(1).max(64);

const tenantFilter = z.strictObject({
  /** Part of the name, or the beginning of the id. */
  q: z.string().trim().max(64).optional(),
  status: z.enum(['active', 'suspended'], 'must be active or suspended').optional(),
  id: z.array(id).max(250).optional(),
});

export const tenantListQuery = listQuery(
  ['name', 'id', 'status', 'timeZone', 'locale', 'homeCountry', 'createdAt'],
  tenantFilter,
);

/** Every column is named: what is added to the table later is not shown by itself. */
const SHOWN = {
  id: true,
  name: true,
  status: true,
  sending: true,
  timeZone: true,
  locale: true,
  homeCountry: true,
  allowedCountries: true,
  createdAt: true,
  currency: true,
  _count: { select: { apiKeys: true, accounts: true, signatures: true, templates: true } },
} as const satisfies Prisma.TenantSelect;

/** A tenant, as operators see it. It holds no secret. */
export type TenantView = ReturnType<typeof viewOf>;

/** Tenants to look through. */
export class TenantListing {
  constructor(private readonly scope: ConsoleScope) {}

  async page(operator: Standing, asked: z.output<typeof tenantListQuery>): Promise<Page<TenantView>> {
    const where = { AND: [whereOf(asked.filter), own(operator)] };
    return this.scope.read(operator, async ({ tenant }) => {
      const total = await tenant.count({ where });
      const rows = await tenant.findMany({
        where,
        select: SHOWN,
        ...sliceOf(asked),
      });
      return { rows: rows.map(viewOf), total };
    });
  }

  /** Throws Refused with `not_found`. */
  async get(operator: Standing, tenantId: string): Promise<TenantView> {
    const where = { id: tenantId, AND: own(operator) };
    const row = await this.scope.read(operator, ({ tenant }) => tenant.findUnique({ where, select: SHOWN }));
    if (!row) throw new Refused({ kind: 'not_found' });
    return viewOf(row);
  }
}

const own = ({ tenantId }: Standing): Prisma.TenantWhereInput => (tenantId === undefined ? {} : { id: tenantId });

function whereOf({ q, status, id: ids }: z.output<typeof tenantFilter>): Prisma.TenantWhereInput {
  return {
    ...(q ? { OR: [{ name: containing(q) }, { id: { startsWith: q } }] } : {}),
    ...(status ? { status } : {}),
    ...(ids ? { id: { in: ids } } : {}),
  };
}

function viewOf({ _count, ...tenant }: Prisma.TenantGetPayload<{ select: typeof SHOWN }>) {
  return { ...tenant, ..._count };
}
