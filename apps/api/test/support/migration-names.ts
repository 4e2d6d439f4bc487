import { readdir } from 'node:fs/promises';
import { MIGRATIONS_DIRECTORY } from '../../src/platform/database/migrate.js';

/** What a new database gets, in order. */
export async function migrationNames(): Promise<string[]> {
  const entries = await readdir(MIGRATIONS_DIRECTORY, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
