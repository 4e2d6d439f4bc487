import { type Clock, Refused } from '@latchkey/core';
import { z } from 'zod';
import type { Prisma } from '../generated/prisma/client.js';
import type { ConsoleScope } from './console-scope.js';
import { listQuery, type Page, sliceOf } from './list-query.js';
import type { SignedIn } from './operator.guard.js';
import { IDLE_MS } from './operator-sessions.js';
import { boundTo } from './operators.js';

const sessionFilter = z.strictObject({
  operatorId: z.string().max(64).optional(),
  tenantId: z.string().max(64).optional(),
});

export const sessionListQuery = listQuery(['lastSeenAt', 'createdAt', 'expiresAt', 'address'], sessionFilter);

type Query = z.output<typeof sessionListQuery>;

const SHOWN = {
  id: true,
  operatorId: true,
  tenantId: true,
  createdAt: true,
  lastSeenAt: true,
  expiresAt: true,
  address: true,
  userAgent: true,
  operator: { select: { name: true } },
} as const satisfies Prisma.OperatorSessionSelect;

export type SessionRow = ReturnType<typeof viewOf>;

/** Who is signed in where. */
export class SessionListing {
  constructor(
    private readonly scope: ConsoleScope,
    private readonly clock: Clock,
  ) {}

  page(who: SignedIn, query: Query): Promise<Page<SessionRow>> {
    const { operatorId, tenantId } = query.filter;
    const asked = { ...(operatorId ? { operatorId } : {}), ...(tenantId ? { tenantId } : {}) };
    return this.find(who, { AND: [asked, boundTo(who)] }, query);
  }

  /** Of whoever asks. */
  own(who: SignedIn, query: Query): Promise<Page<SessionRow>> {
    return this.find(who, { operatorId: who.operatorId }, query);
  }

  /** Ends one. Throws Refused with `not_found`. */
  end(who: SignedIn, id: string): Promise<void> {
    return this.remove(who, { id, ...boundTo(who) });
  }

  endOwn(who: SignedIn, id: string): Promise<void> {
    return this.remove(who, { id, operatorId: who.operatorId });
  }

  private find(who: SignedIn, chosen: Prisma.OperatorSessionWhereInput, asked: Query): Promise<Page<SessionRow>> {
    const where = { AND: [chosen, this.alive()] };
    return this.scope.read(who, async ({ operatorSession }) => {
      const total = await operatorSession.count({ where });
      const rows = await operatorSession.findMany({
        where,
        select: SHOWN,
        ...sliceOf(asked),
      });
      return { rows: rows.map((row) => viewOf(row, who)), total };
    });
  }

  private remove(who: SignedIn, chosen: Prisma.OperatorSessionWhereInput): Promise<void> {
    return this.scope.change(who, async (rows, tell) => {
      const found = await rows.operatorSession.findFirst({ where: { ...chosen, kind: 'session' }, select: SHOWN });
      if (!found) throw new Refused({ kind: 'not_found' });
      await rows.operatorSession.delete({ where: { id: found.id }, select: { id: true } });
      const tenantId = found.tenantId ?? undefined;
      await tell({ action: 'delete', resource: 'sessions', objectId: found.id, tenantId, before: viewOf(found, who) });
    });
  }

  private alive(): Prisma.OperatorSessionWhereInput {
    const now = this.clock.now();
    return { kind: 'session', expiresAt: { gt: new Date(now) }, lastSeenAt: { gt: new Date(now - IDLE_MS) } };
  }
}

function viewOf(
  { operator, ...row }: Prisma.OperatorSessionGetPayload<{ select: typeof SHOWN }>,
  { sessionId }: Pick<SignedIn, 'sessionId'>,
) {
  return { ...row, operatorName: operator?.name ?? '', current: row.id === sessionId };
}
