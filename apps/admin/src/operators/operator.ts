import type { OperatorRole } from '@latchkey/core';

/** A person in the console, as the console API shows them. */
export interface Operator {
  readonly id: string;
  readonly name: string;
  readonly signInName: string;
  readonly role: OperatorRole;
  /** The one tenant they are bound to. */
  readonly tenantId: string | null;
  readonly status: 'invited' | 'active' | 'disabled';
  readonly secondFactor: boolean;
  readonly createdAt: string;
  readonly lastSignInAt: string | null;
}

/** One whose link has just been made. */
export interface Invited extends Operator {
  readonly link: string;
}

export const ROLES = ['owner', 'admin', 'support', 'auditor'] as const satisfies readonly OperatorRole[];
export const STATUSES = ['invited', 'active', 'disabled'] as const satisfies readonly Operator['status'][];

/** For inputs that choose among some. */
export const choicesOf = (group: string, ids: readonly string[]) =>
  ids.map((id) => ({ id, name: `latchkey.operators.${group}.${id}` }));
