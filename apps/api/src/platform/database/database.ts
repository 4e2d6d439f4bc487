import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient } from '../../generated/prisma/client.js';
import type { DatabaseKind } from './connection.js';
import { openEmbedded } from './embedded.js';
import { openPostgres } from './postgres.js';

export interface Database {
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  readonly kind: DatabaseKind;
  /**
   * Applies missing migrations and returns their names. Throws MigrationError.
   * Does nothing where another process has the embedded database open, for that one has migrated it.
   */
  migrate(): Promise<string[]>;
  close(): Promise<void>;
}

/**
 * A real server by its URL, or the embedded one in a data directory; `memory://` is a throw-away. `alone`: not through a
 * process that has the directory open already.
 */
export type DatabaseLocation = { readonly url: string } | { readonly dataDir: string; readonly alone?: boolean };

/**
 * Throws DatabaseError when a server cannot be reached or its role is unsafe, DataDirectoryError when a directory cannot be
 * used. A directory that another live process has open is reached through that process, unless it must be `alone`.
 */
export async function openDatabase(location: DatabaseLocation): Promise<Database> {
  const connection =
    'url' in location
      ? await openPostgres(location.url)
      : await openEmbedded(location.dataDir, location.alone ?? false);
  const { pool, kind } = connection;
  // A lost idle connection is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const close = async () => {
    await prisma.$disconnect();
    await pool.end();
    await connection.close();
  };
  return { prisma, pool, kind, migrate: () => connection.migrate(), close };
}
