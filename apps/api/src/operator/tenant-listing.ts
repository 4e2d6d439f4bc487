import { Refused } from '@latchkey/core';
import { z } from 'zod';
import type { Prisma, PrismaClient } from '../generated/prisma/client.js';
import { answerOf } from './database-answer.js';
import { listQuery, type Page } from './list-query.js';

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
  timeZone: true,
  locale: true,
  homeCountry: true,
  allowedCountries: true,
  createdAt: true,
  _count: { select: { apiKeys: true, accounts: true, templates: true } },
} as const satisfies Prisma.TenantSelect;

/** A tenant, as operators see it. It holds no secret. */
export type TenantView = ReturnType<typeof viewOf>;

/** Tenants to look through. */
export class TenantListing {
  constructor(private readonly prisma: PrismaClient) {}

  async page({ sort, range, filter }: z.output<typeof tenantListQuery>): Promise<Page<TenantView>> {
    const [field, order] = sort;
    const [first, last] = range;
    const where = whereOf(filter);
    const direction = order === 'ASC' ? 'asc' : 'desc';
    const answers = Promise.all([
      this.prisma.tenant.count({ where }),
      this.prisma.tenant.findMany({
        where,
        select: SHOWN,
        // Equal values would otherwise come in another order on each page.
        orderBy: [{ [field]: direction }, { id: 'asc' }],
        skip: first,
        take: last - first + 1,
      }),
    ]);
    const [total, rows] = await answerOf(answers);
    return { rows: rows.map(viewOf), total };
  }

  /** Throws Refused with `not_found`. */
  async get(tenantId: string): Promise<TenantView> {
    const row = await answerOf(this.prisma.tenant.findUnique({ where: { id: tenantId }, select: SHOWN }));
    if (!row) throw new Refused({ kind: 'not_found' });
    return viewOf(row);
  }
}

function whereOf({ q, status, id: ids }: z.output<typeof tenantFilter>): Prisma.TenantWhereInput {
  return {
    ...(q ? { OR: [{ name: { contains: q, mode: 'insensitive' } }, { id: { startsWith: q } }] } : {}),
    ...(status ? { status } : {}),
    ...(ids ? { id: { in: ids } } : {}),
  };
}

function viewOf({ _count, ...tenant }: Prisma.TenantGetPayload<{ select: typeof SHOWN }>) {
  return { ...tenant, ..._count };
}
