import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ClientBase } from 'pg';
import { AS_PLATFORM } from './within-tenant.js';

/** The database's history and this code's disagree, or a migration failed. One line, fit to be printed. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

export const MIGRATIONS_DIRECTORY = fileURLToPath(new URL('../../../../../prisma/migrations', import.meta.url));

/** The table and the advisory lock are Prisma Migrate's own, so that `prisma migrate` may be used on the same database. */
const HISTORY_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;
const ADVISORY_LOCK = 72707369;
const LOCK_POLL_MS = 200;
const LOCK_PATIENCE_MS = 120_000;

interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file in hex, as Prisma records it. */
  readonly checksum: string;
}

/**
 * Applies what is missing, each migration in one transaction with its row of history, and returns the names applied.
 * Safe from several processes at once: the others wait and find nothing left to do. Throws MigrationError.
 * @param db a connection of its own: it is left with a longer statement timeout and a lock timeout.
 */
export async function applyMigrations(db: ClientBase, directory = MIGRATIONS_DIRECTORY): Promise<string[]> {
  await db.query(`SET statement_timeout = 0; SET lock_timeout = '2s'; ${AS_PLATFORM}`);
  await takeLock(db);
  try {
    await db.query(HISTORY_TABLE);
    const missing = await pendingMigrations(db, directory);
    for (const migration of missing) await apply(db, migration);
    return missing.map((migration) => migration.name);
  } finally {
    await db.query('SELECT pg_advisory_unlock($1)', [ADVISORY_LOCK]);
  }
}

/** What `applyMigrations` would apply, in order. Throws MigrationError when history was edited or is ahead of this code. */
export async function pendingMigrations(
  db: Pick<ClientBase, 'query'>,
  directory = MIGRATIONS_DIRECTORY,
): Promise<Migration[]> {
  const migrations = await readMigrations(directory);
  const applied = await readHistory(db);
  for (const name of applied.keys()) {
    if (!migrations.some((migration) => migration.name === name)) {
      throw new MigrationError(`the database is ahead of this version: it knows a migration ${name}`);
    }
  }
  return migrations.filter(({ name, checksum }) => {
    const recorded = applied.get(name);
    if (recorded !== undefined && recorded !== checksum) {
      throw new MigrationError(`migration ${name} was edited after it was applied`);
    }
    return recorded === undefined;
  });
}

/**
 * Asks again and again instead of blocking in pg_advisory_lock(): a blocked statement keeps a snapshot, for which a
 * CREATE INDEX CONCURRENTLY of the lock's holder would wait for ever.
 */
async function takeLock(db: ClientBase): Promise<void> {
  const giveUpAt = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    const { rows } = await db.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [ADVISORY_LOCK]);
    if (rows[0]?.taken) return;
    if (Date.now() > giveUpAt)
      throw new MigrationError('another process has been migrating this database for two minutes');
    await wait(LOCK_POLL_MS);
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(directory, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

interface HistoryRow {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

async function readHistory(db: Pick<ClientBase, 'query'>): Promise<Map<string, string>> {
  const { rows: tables } = await db.query<{ found: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found`,
  );
  if (!tables[0]?.found) return new Map();
  const { rows } = await db.query<HistoryRow>(
    'SELECT migration_name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  const failed = rows.find((row) => !row.finished);
  if (failed) throw new MigrationError(`migration ${failed.migration_name} failed earlier; resolve it by hand`);
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

/** A first line `-- no-transaction` is for statements that refuse one, such as CREATE INDEX CONCURRENTLY. */
async function apply(db: ClientBase, { name, sql, checksum }: Migration): Promise<void> {
  const record = `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
    VALUES ('${randomUUID()}', '${checksum}', '${name.replaceAll("'", "''")}', now(), 1)`;
  try {
    if (sql.startsWith('-- no-transaction')) {
      await db.query(sql);
      await db.query(record);
    } else {
      // One message of the simple protocol, so that function bodies with semicolons stay whole.
      await db.query(`BEGIN;\n${sql}\n;${record};\nCOMMIT;`);
    }
  } catch (error) {
    await db.query('ROLLBACK');
    throw new MigrationError(`migration ${name}: ${(error as Error).message}`, { cause: error });
  }
}
