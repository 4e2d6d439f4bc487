import type { Prisma } from '../../generated/prisma/client.js';
import type { Database } from './database.js';

/**
 * Does the work in one transaction that sees and writes the rows of one tenant only. The setting lasts as long as the
 * transaction, so the connection keeps nothing of it.
 */
export function withinTenant<T>(
  { prisma }: Pick<Database, 'prisma' | 'kind'>,
  tenantId: string,
  work: (rows: Prisma.TransactionClient) => Promise<T>,
): Promise<T> {
  return prisma.$transaction(async (rows) => {
    await rows.$executeRaw`SELECT set_config('latchkey.tenant', ${tenantId}, true)`;
    return work(rows);
  });
}
