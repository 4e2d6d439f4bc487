import { randomBytes } from 'node:crypto';
import type { Database } from '../database/database.js';
import type { MasterKeys } from './master-keys.js';
import type { SealedPlace } from './sealed-box.js';

/** What every process of one installation must agree on, fixed by whichever was first. */
export interface Installation {
  /** Turns a number into its phone key (HMAC-SHA256). 32 bytes; outlives every master key. */
  readonly phoneKey: Buffer;
  readonly partitions: number;
}

/** The settings contradict what was fixed when the installation was made. One line. */
export class InstallationError extends Error {
  override readonly name = 'InstallationError';
}

const PLACE: SealedPlace = { tenantId: '', table: 'installation', column: 'phone_key', row: '1' };

/**
 * Makes the installation's row or reads it; of several processes at once one makes it. A phone key that an older master key
 * wraps is wrapped anew. Throws InstallationError when PARTITIONS differs: live state could no longer be found.
 */
export async function openInstallation(
  database: Pick<Database, 'pool'>,
  { wrapping }: MasterKeys,
  partitions: number,
): Promise<Installation> {
  const { pool } = database;
  await pool.query('INSERT INTO installation (id, phone_key, partitions) VALUES (1, $1, $2) ON CONFLICT DO NOTHING', [
    wrapping.seal(randomBytes(32), PLACE),
    partitions,
  ]);
  const { rows } = await pool.query<{ sealed: string; partitions: number }>(
    'SELECT phone_key AS sealed, partitions FROM installation',
  );
  const row = rows[0];
  if (!row) throw new InstallationError('the installation row is missing');
  if (row.partitions !== partitions) {
    throw new InstallationError(`PARTITIONS is ${partitions}, but this installation was made with ${row.partitions}`);
  }
  const phoneKey = wrapping.open(row.sealed, PLACE);
  if (wrapping.isOutdated(row.sealed)) {
    const renewed = wrapping.seal(phoneKey, PLACE);
    await pool.query('UPDATE installation SET phone_key = $1 WHERE phone_key = $2', [renewed, row.sealed]);
  }
  return { phoneKey, partitions };
}
