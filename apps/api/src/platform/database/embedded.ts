import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import {
  type DirectoryLock,
  DataDirectoryError,
  directoryHolder,
  lockDirectory,
  prepareDataDirectory,
} from './data-directory.js';
import type { Connection } from './connection.js';
import { listenForGuests, socketPath } from './guest-socket.js';
import { applyMigrations } from './migrate.js';
import { PgliteBridge } from './pglite-bridge.js';
import { AS_PLATFORM } from './within-tenant.js';

const THROW_AWAY = 'memory://';
const POOL_SIZE = 4;
/** A process that has just taken the directory needs some seconds to open it. */
const HOLDER_PATIENCE_MS = 30_000;
/** A server that is being ended gives its directory back within seconds; one that stays has it. */
const SERVER_PATIENCE_MS = 5_000;
const RETRY_MS = 200;

const LOGIN = { user: 'postgres', database: 'postgres' };

/**
 * PGlite behind the bridge when this process can have the directory; otherwise the socket of the process that has it, unless
 * `alone` is asked for: two servers on one directory would share tenants and not their live codes.
 * Server settings such as statement_timeout are left alone: all connections share one session.
 */
export async function openEmbedded(dataDir: string, alone: boolean): Promise<Connection> {
  if (dataDir.startsWith(THROW_AWAY)) return openAsOwner(dataDir);
  const directory = path.resolve(dataDir);
  await prepareDataDirectory(directory);
  const giveUpAt = Date.now() + (alone ? SERVER_PATIENCE_MS : HOLDER_PATIENCE_MS);
  for (;;) {
    const lock = await lockDirectory(directory);
    if (lock) return openAsOwner(directory, lock);
    const guest = alone ? undefined : await openAsGuest(directory);
    if (guest) return guest;
    if (Date.now() > giveUpAt) {
      throw new DataDirectoryError(`DATA_DIR ${directory} is in use by process ${await directoryHolder(directory)}`);
    }
    await wait(RETRY_MS);
  }
}

async function openAsOwner(directory: string, lock?: DirectoryLock): Promise<Connection> {
  try {
    // Loaded here alone: with a real server its 27 MB stay on the disk.
    const { PGlite } = await import('@electric-sql/pglite');
    const pglite = await PGlite.create(lock ? path.join(directory, 'pg') : directory);
    await pglite.exec(AS_PLATFORM); // for all connections: they share one session
    const bridge = new PgliteBridge(pglite);
    const guests = lock && (await listenForGuests(directory, bridge));
    // pg calls `stream` for each connection it makes; its types name the function's result loosely.
    const pool = new pg.Pool({ ...LOGIN, stream: bridge.connect as never, max: POOL_SIZE });
    const close = async () => {
      await guests?.close();
      await pglite.close();
      await lock?.release();
    };
    return { pool, kind: 'embedded', migrate: () => migrate(pool), close };
  } catch (error) {
    await lock?.release();
    throw error;
  }
}

async function migrate(pool: pg.Pool): Promise<string[]> {
  const client = await pool.connect();
  try {
    return await applyMigrations(client);
  } finally {
    client.release();
  }
}

async function openAsGuest(directory: string): Promise<Connection | undefined> {
  if (socketPath(directory) === undefined) return undefined;
  const pool = new pg.Pool({ ...LOGIN, host: directory, port: 5432, max: 2, connectionTimeoutMillis: 2_000 });
  try {
    await pool.query('SELECT 1');
  } catch {
    await pool.end();
    return undefined;
  }
  return { pool, kind: 'embedded', migrate: async () => [], close: async () => undefined };
}
