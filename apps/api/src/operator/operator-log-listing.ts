import { ACTIONS, RESOURCES, Refused, type Standing } from '@latchkey/core';
import { z } from 'zod';
import type { Prisma } from '../generated/prisma/client.js';
import type { ConsoleScope } from './console-scope.js';
import { listQuery, type Page, spanOf } from './list-query.js';
import { boundTo } from './operators.js';

const moment = z.iso
  .datetime({ offset: true, error: 'must be a time in ISO 8601' })
  .transform((text) => new Date(text));

const logFilter = z.strictObject({
  operatorId: z.string().max(64).optional(),
  tenantId: z.string().max(64).optional(),
  action: z.enum(ACTIONS).optional(),
  resource: z.enum(RESOURCES).optional(),
  objectId: z.string().max(128).optional(),
  from: moment.optional(),
  to: moment.optional(),
});

export const operatorLogQuery = listQuery(['id', 'at'], logFilter);

/** An entry, as operators see it. */
export type LogView = ReturnType<typeof viewOf>;

/** What operators did, to look through. */
export class OperatorLogListing {
  constructor(private readonly scope: ConsoleScope) {}

  page(standing: Standing, { sort, range, filter }: z.output<typeof operatorLogQuery>): Promise<Page<LogView>> {
    const where = { AND: [whereOf(filter), boundTo(standing)] };
    return this.scope.read(standing, async ({ operatorLogEntry }) => {
      const total = await operatorLogEntry.count({ where });
      const rows = await operatorLogEntry.findMany({
        where,
        orderBy: { seq: sort[1] === 'ASC' ? 'asc' : 'desc' },
        ...spanOf(range),
      });
      return { rows: rows.map(viewOf), total };
    });
  }

  /** Throws Refused with `not_found`. */
  get(standing: Standing, id: string): Promise<LogView> {
    return this.scope.read(standing, async ({ operatorLogEntry }) => {
      const found = /^\d{1,18}$/.test(id)
        ? await operatorLogEntry.findFirst({ where: { seq: BigInt(id), ...boundTo(standing) } })
        : null;
      if (!found) throw new Refused({ kind: 'not_found' });
      return viewOf(found);
    });
  }
}

function whereOf({ from, to, ...same }: z.output<typeof logFilter>): Prisma.OperatorLogEntryWhereInput {
  const given = Object.fromEntries(Object.entries(same).filter(([, value]) => value !== undefined && value !== ''));
  const at = { ...(from ? { gte: from } : {}), ...(to ? { lt: to } : {}) };
  return { ...given, ...(from || to ? { at } : {}) };
}

/** Its place in the chain is its id. */
function viewOf({ seq, hash, ...entry }: Prisma.OperatorLogEntryGetPayload<object>) {
  return { id: Number(seq), ...entry, hash: Buffer.from(hash).toString('hex') };
}
