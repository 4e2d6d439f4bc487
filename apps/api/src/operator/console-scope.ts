import { Refused, type Standing } from '@latchkey/core';
import type { Database } from '../platform/database/database.js';
import { withinTenant } from '../platform/database/within-tenant.js';
import type { Rows } from '../tenant/tenant-repository.js';
import { answerOf } from './database-answer.js';
import type { SignedIn } from './operator.guard.js';
import { type Deed, OperatorLog } from './operator-log.js';

/** Writes down what was done; call it last, in every change. */
export type Tell = (deed: Deed) => Promise<void>;

/**
 * What services of the console work in. Whoever is bound to a tenant works within its walls: the database shows and takes
 * nothing of another's, whatever the service asks. Use the rows that are handed over and nothing else.
 */
export class ConsoleScope {
  constructor(
    private readonly database: Pick<Database, 'prisma' | 'kind'>,
    private readonly log: OperatorLog,
  ) {}

  read<T>({ tenantId }: Standing, work: (rows: Rows) => Promise<T>): Promise<T> {
    const { prisma } = this.database;
    return answerOf(tenantId === undefined ? work(prisma) : withinTenant(this.database, tenantId, work));
  }

  /** One transaction with its entry in the operator log: both are kept or neither. */
  change<T>(operator: SignedIn, work: (rows: Rows, tell: Tell) => Promise<T>): Promise<T> {
    const told = async (rows: Rows) => {
      let deeds = 0;
      const result = await work(rows, (deed) => {
        deeds += 1;
        return this.log.append(rows, operator, deed);
      });
      if (deeds === 0) throw new Error('a change must be told to the operator log');
      return result;
    };
    const { prisma } = this.database;
    const { tenantId } = operator;
    return answerOf(tenantId === undefined ? prisma.$transaction(told) : withinTenant(this.database, tenantId, told));
  }
}

/** The tenant whose rows a list holds: the operator's own if they are bound to one, whatever is asked for. */
export function tenantShown({ tenantId }: Standing, asked: string | undefined): { tenantId?: string } {
  if (tenantId === undefined) return asked === undefined ? {} : { tenantId: asked };
  return { tenantId: asked === undefined || asked === tenantId ? tenantId : NOBODY };
}

/** No tenant has this id. */
const NOBODY = '';

/** Throws Refused with `not_found` when the tenant is not the operator's: it is as if it were not there. */
export function demandTenant({ tenantId }: Standing, asked: string): void {
  if (tenantId !== undefined && tenantId !== asked) throw new Refused({ kind: 'not_found' });
}
