import type { Prisma } from '../../generated/prisma/client.js';
import type { Database } from './database.js';

/** What the platform's own connections say of themselves: they work for every tenant. */
export const AS_PLATFORM = "SET latchkey.tenant = '*'";

/**
 * Does the work in one transaction that sees and writes the rows of one tenant only. The setting lasts as long as the
 * transaction, so the connection keeps nothing of it. Row-level security stops no superuser, and the embedded database has no
 * other role: there the transaction takes on one that it stops.
 */
export function withinTenant<T>(
  { prisma, kind }: Pick<Database, 'prisma' | 'kind'>,
  tenantId: string,
  work: (rows: Prisma.TransactionClient) => Promise<T>,
): Promise<T> {
  return prisma.$transaction(async (rows) => {
    await rows.$executeRaw`SELECT set_config('latchkey.tenant', ${tenantId}, true)`;
    if (kind === 'embedded') await rows.$executeRaw`SET LOCAL ROLE latchkey_app`;
    return work(rows);
  });
}
