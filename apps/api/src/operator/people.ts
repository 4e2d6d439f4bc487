import { type Clock, Refused, type Standing } from '@latchkey/core';
import { z } from 'zod';
import type { Rows } from '../tenant/tenant-repository.js';
import { type ConsoleScope, demandTenant } from './console-scope.js';
import { containing, listQuery, type Page, sliceOf } from './list-query.js';
import type { SignedIn } from './operator.guard.js';
import {
  boundTo,
  createOperator,
  findOperator,
  keepingAnOwner,
  type newOperator,
  type operatorChange,
  type OperatorStatus,
  type OperatorView,
  SHOWN,
  viewOf,
} from './operators.js';
import { createSetupLink } from './setup-link.js';

const operatorFilter = z.strictObject({
  /** Part of the name or of the sign-in name. */
  q: z.string().trim().max(64).optional(),
  role: z.enum(['owner', 'admin', 'support', 'auditor']).optional(),
  status: z.enum(['invited', 'active', 'disabled']).optional(),
  tenantId: z.string().max(64).optional(),
  id: z.array(z.string().max(64)).max(250).optional(),
});

export const operatorListQuery = listQuery(
  ['name', 'id', 'signInName', 'role', 'status', 'createdAt', 'lastSignInAt'],
  operatorFilter,
);

/** An operator and the link by which they get in; it is shown this once. */
export interface Invited extends OperatorView {
  readonly link: string;
}

/** Who may be in the console. Operators of one tenant see and make those of that tenant alone. */
export class People {
  constructor(
    private readonly scope: ConsoleScope,
    private readonly clock: Clock,
    private readonly publicUrl: string,
  ) {}

  async page(standing: Standing, asked: z.output<typeof operatorListQuery>): Promise<Page<OperatorView>> {
    const where = { AND: [whereOf(asked.filter), boundTo(standing)] };
    return this.scope.read(standing, async ({ operator }) => {
      const total = await operator.count({ where });
      const rows = await operator.findMany({
        where,
        select: SHOWN,
        ...sliceOf(asked),
      });
      return { rows: rows.map(viewOf), total };
    });
  }

  /** Throws Refused with `not_found`. */
  get(standing: Standing, id: string): Promise<OperatorView> {
    return this.scope.read(standing, async (rows) => viewOf(await findOperator(rows, standing, id)));
  }

  /** Throws Refused. */
  invite(who: SignedIn, { tenantId: asked, ...person }: z.output<typeof newOperator>): Promise<Invited> {
    const tenantId = asked ?? who.tenantId ?? null;
    if (tenantId !== null) demandTenant(who, tenantId);
    return this.scope.change(who, async (rows, tell) => {
      if (tenantId !== null && (await rows.tenant.count({ where: { id: tenantId } })) === 0) {
        throw new Refused({ kind: 'invalid_parameter', field: 'tenantId', message: 'tenantId is of no tenant' });
      }
      const made = await createOperator(rows, { ...person, tenantId });
      const link = await createSetupLink(rows, this.publicUrl, this.now(), { operatorId: made.id, tenantId });
      await tell({ action: 'create', ...about(made), after: made });
      return { ...made, link };
    });
  }

  /** Disabling ends all sessions and links at once. Throws Refused. */
  change(who: SignedIn, id: string, { name, role, status }: z.output<typeof operatorChange>): Promise<OperatorView> {
    return this.scope.change(who, async (rows, tell) => {
      const before = await findOperator(rows, who, id);
      if (id === who.operatorId && (role ?? before.role) !== before.role)
        refuse('role', 'your own role is another’s to change');
      if (id === who.operatorId && status === 'disabled') refuse('status', 'you cannot disable yourself');
      const data = {
        ...(name === undefined ? {} : { name }),
        ...(role === undefined ? {} : { role }),
        ...(status === undefined ? {} : { status: status === 'active' ? await statusOnReturn(rows, id) : status }),
      };
      const update = () => rows.operator.update({ where: { id }, data, select: SHOWN });
      const changed = await (before.tenantId === null ? keepingAnOwner(rows, update) : update());
      if (status === 'disabled') await rows.operatorSession.deleteMany({ where: { operatorId: id } });
      await tell({ action: 'update', ...about(changed), before: viewOf(before), after: viewOf(changed) });
      return viewOf(changed);
    });
  }

  /** A new link by which the operator sets password and second factor anew; the old ones hold until it is used. Throws Refused. */
  link(who: SignedIn, id: string): Promise<Invited> {
    return this.scope.change(who, async (rows, tell) => {
      const row = await findOperator(rows, who, id);
      if (row.status === 'disabled') refuse('id', 'enable this operator first');
      const link = await createSetupLink(rows, this.publicUrl, this.now(), { operatorId: id, tenantId: row.tenantId });
      await tell({ action: 'update', ...about(row), after: { link: 'made' } });
      return { ...viewOf(row), link };
    });
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

/** Enabled again, operators keep what they know; whoever never chose a password is still invited. */
async function statusOnReturn(rows: Rows, id: string): Promise<OperatorStatus> {
  const { passwordHash } = await rows.operator.findUniqueOrThrow({ where: { id }, select: { passwordHash: true } });
  return passwordHash === null ? 'invited' : 'active';
}

function whereOf({ q, role, status, tenantId, id }: z.output<typeof operatorFilter>) {
  const part = containing(q ?? '');
  return {
    ...(q ? { OR: [{ name: part }, { signInName: part }] } : {}),
    ...(role ? { role } : {}),
    ...(status ? { status } : {}),
    ...(tenantId ? { tenantId } : {}),
    ...(id ? { id: { in: id } } : {}),
  };
}

const about = ({ id, tenantId }: { readonly id: string; readonly tenantId: string | null }) => ({
  resource: 'operators' as const,
  objectId: id,
  tenantId: tenantId ?? undefined,
});

function refuse(field: string, message: string): never {
  throw new Refused({ kind: 'invalid_parameter', field, message });
}
