import { newId, type Operator, OPERATOR_ROLES, type OperatorRole, Refused, type Standing } from '@latchkey/core';
import { z } from 'zod';
import type { Prisma } from '../generated/prisma/client.js';
import { refuseTaken } from '../platform/database/refuse-taken.js';
import type { Rows } from '../tenant/tenant-repository.js';

/* Operators, as the console and the command line make and change them. */

export const operatorName = z
  .string('must be a text')
  .trim()
  .regex(/^[^\p{Cc}\p{Cf}]{1,64}$/u, 'must have 1 to 64 characters and no control characters');

/** Lower case, so that nobody has to remember how it was typed. An e-mail address where single sign-on is used. */
export const signInName = z
  .string('must be a text')
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}._%+@-]{2,128}$/u, 'must have 2 to 128 letters, digits and . _ % + @ -');

const role = z.enum(OPERATOR_ROLES, `must be one of ${OPERATOR_ROLES.join(', ')}`);

export const newOperator = z.strictObject({
  name: operatorName,
  signInName,
  role,
  /** Binds them to one tenant. */
  tenantId: z.string().min(1).max(64).nullish(),
});

/** What is left out stays as it is. The tenant never changes: invite the person anew. */
export const operatorChange = z.strictObject({
  name: operatorName.optional(),
  role: role.optional(),
  status: z.enum(['active', 'disabled'], 'must be active or disabled').optional(),
});

export type OperatorStatus = 'invited' | 'active' | 'disabled';

/** An operator, as operators see one. It holds no secret. */
export interface OperatorView {
  readonly id: string;
  readonly name: string;
  readonly signInName: string;
  readonly role: OperatorRole;
  readonly tenantId: string | null;
  readonly status: OperatorStatus;
  readonly secondFactor: boolean;
  readonly createdAt: Date;
  readonly lastSignInAt: Date | null;
}

export const SHOWN = {
  id: true,
  name: true,
  signInName: true,
  role: true,
  tenantId: true,
  status: true,
  totpSecret: true,
  createdAt: true,
  lastSignInAt: true,
} as const satisfies Prisma.OperatorSelect;

export type OperatorRow = Prisma.OperatorGetPayload<{ select: typeof SHOWN }>;

export function viewOf({ totpSecret, ...row }: OperatorRow): OperatorView {
  return {
    ...row,
    role: row.role as OperatorRole,
    status: row.status as OperatorStatus,
    secondFactor: totpSecret !== null,
  };
}

/** The same person as who is asking. */
export const identityOf = ({
  id,
  name,
  role: held,
  tenantId,
}: Pick<OperatorRow, 'id' | 'name' | 'role' | 'tenantId'>): Operator => ({
  operatorId: id,
  name,
  role: held as OperatorRole,
  ...(tenantId === null ? {} : { tenantId }),
});

export async function createOperator(
  rows: Rows,
  { name, signInName: asked, role: given, tenantId }: z.output<typeof newOperator>,
): Promise<OperatorView> {
  const data = { id: newId('op'), name, signInName: asked, role: given, tenantId: tenantId ?? null };
  return viewOf(await refuseTaken('signInName', rows.operator.create({ data, select: SHOWN })));
}

/** Throws Refused with `not_found`, also for one of another tenant. */
export async function findOperator(rows: Rows, standing: Standing, id: string): Promise<OperatorRow> {
  const found = await rows.operator.findFirst({ where: { id, ...boundTo(standing) }, select: SHOWN });
  if (!found) throw new Refused({ kind: 'not_found' });
  return found;
}

/** Operators of a tenant see and make each other; those of the platform, everybody. */
export const boundTo = ({ tenantId }: Standing) => (tenantId === undefined ? {} : { tenantId });

/**
 * Makes a change after which somebody must still be an active owner of the platform. Changes of owners go one at a time, or two
 * owners could disable each other. Throws Refused.
 */
export async function keepingAnOwner<T>(rows: Rows, change: () => Promise<T>): Promise<T> {
  await rows.$queryRaw`SELECT id FROM operator WHERE role = 'owner' AND tenant_id IS NULL ORDER BY id FOR UPDATE`;
  const changed = await change();
  const left = await rows.operator.count({ where: { role: 'owner', tenantId: null, status: 'active' } });
  if (left > 0) return changed;
  throw new Refused({ kind: 'invalid_parameter', field: 'role', message: 'somebody must remain an active owner' });
}
