import { type Config, ConfigError } from '../platform/config.js';
import { DataDirectoryError, prepareDataDirectory } from '../platform/database/data-directory.js';
import { type Database, openDatabase } from '../platform/database/database.js';
import { pendingMigrations } from '../platform/database/migrate.js';
import { connectRedis, whenReady } from '../platform/redis/redis.js';
import { databaseLocation } from './workshop.js';

export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
}

/** Tencent refuses requests signed five minutes off; codes and limits drift long before that matters. */
const CLOCK_TOLERANCE_MS = 2_000;
const OLDEST_REDIS = 7;
const REDIS_PATIENCE_MS = 3_000;

/** Every check, also after one that failed, unless it needs what is not there. */
export async function diagnose(config: () => Config): Promise<Finding[]> {
  let read: Config;
  try {
    read = config();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((message) => ({ name: 'configuration', ok: false, message }));
  }
  return [
    { name: 'configuration', ok: true, message: 'understood' },
    await check('data directory', () => checkDataDirectory(read)),
    ...(await checkDatabase(read)),
    await check('redis', () => checkRedis(read)),
  ];
}

/** What is thrown is a finding too. */
async function check(name: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { name, ok: true, message: await look() };
  } catch (error) {
    return { name, ok: false, message: (error as Error).message };
  }
}

async function checkDataDirectory({ dataDir, databaseUrl, masterKeys }: Config): Promise<string> {
  if (databaseUrl !== undefined && masterKeys.length > 0) return 'not used';
  await prepareDataDirectory(dataDir);
  return dataDir;
}

async function checkDatabase(config: Config): Promise<Finding[]> {
  let database: Database;
  try {
    database = await openDatabase(databaseLocation(config));
  } catch (error) {
    if (error instanceof DataDirectoryError && config.databaseUrl !== undefined) throw error;
    return [{ name: 'database', ok: false, message: (error as Error).message }];
  }
  try {
    return [
      await check('database', () => describeServer(database)),
      await check('migrations', () => checkMigrations(database)),
      await check('clock', () => checkClock(database)),
    ];
  } finally {
    await database.close();
  }
}

async function describeServer({ pool, kind }: Database): Promise<string> {
  const { rows } = await pool.query<{ version: string; role: string }>(
    `SELECT current_setting('server_version') AS version, current_user AS role`,
  );
  const { version = '', role = '' } = rows[0] ?? {};
  return kind === 'embedded' ? `embedded PostgreSQL ${version}` : `PostgreSQL ${version}, role ${role}`;
}

async function checkMigrations({ pool, kind }: Database): Promise<string> {
  const { length } = await pendingMigrations(pool);
  if (length > 0 && kind === 'postgres') throw new Error(`missing: ${length}; run \`latchkey migrate\``);
  return length > 0 ? 'applied at the next start' : 'all applied';
}

async function checkClock({ pool }: Database): Promise<string> {
  const askedAt = Date.now();
  const { rows } = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  const elapsedMs = Date.now() - askedAt;
  const offMs = Math.max(0, Math.abs((rows[0]?.now.getTime() ?? 0) - askedAt) - elapsedMs);
  if (offMs > CLOCK_TOLERANCE_MS) throw new Error(`${Math.round(offMs / 1000)} s apart from the database’s`);
  return 'agrees with the database’s';
}

async function checkRedis({ redis: location }: Config): Promise<string> {
  if (!location) return 'not used; live codes are kept in memory, for one process';
  const redis = connectRedis(location);
  let problem: Error | undefined;
  redis.on('error', (error: Error) => (problem = error));
  try {
    await whenReady(redis, REDIS_PATIENCE_MS).catch((error: Error) => {
      throw problem ?? error;
    });
    const info = await redis.info();
    const read = (field: string) => new RegExp(`^${field}:(.*?)\r?$`, 'm').exec(info)?.[1] ?? '';
    const [version, policy] = [read('redis_version'), read('maxmemory_policy')];
    if (Number.parseInt(version, 10) < OLDEST_REDIS) throw new Error(`version ${version} is too old; 7 is needed`);
    // An evicting Redis forgets limits and used codes when it is full, which an attacker can bring about.
    if (policy !== 'noeviction') throw new Error(`maxmemory-policy is ${policy}; it must be noeviction`);
    return `version ${version}, ${policy}`;
  } finally {
    redis.disconnect();
  }
}
