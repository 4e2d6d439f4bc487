import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newId } from '@latchkey/core';
import pg from 'pg';
import { migrationNames } from '../../../test/support/migration-names.js';
import { type PostgresServer, startPostgresServer } from '../../../test/support/postgres-server.js';
import { ensureEventPartitions } from '../../audit/event-partitions.js';
import { lockDirectory } from './data-directory.js';
import { type Database, openDatabase } from './database.js';
import { applyMigrations, MIGRATIONS_DIRECTORY } from './migrate.js';

let server: PostgresServer;
let folder: string;

beforeAll(async () => {
  server = await startPostgresServer({ exclusive: true });
  folder = await mkdtemp(path.join(tmpdir(), 'latchkey-database-'));
});

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

async function insertTenant({ pool }: Database): Promise<string> {
  const id = newId('ten');
  await pool.query(
    `INSERT INTO tenant (id, name, time_zone, locale, home_country, allowed_countries, data_key)
     VALUES ($1, $1, 'Asia/Shanghai', 'zh-CN', 'CN', '{CN}', 'v1.k.k')`,
    [id],
  );
  return id;
}

async function revisionOf({ pool }: Database, id: string): Promise<{ revision: number; changedAt: Date }> {
  const { rows } = await pool.query('SELECT revision::int, changed_at AS "changedAt" FROM tenant WHERE id = $1', [id]);
  return rows[0];
}

const INSERT_KEY = `INSERT INTO api_key (tenant_id, id, name, mode, secret_hash, last4, permissions)
  VALUES ($1, 'key_' || $1, 'k', 'live', decode(repeat('00', 32), 'hex'), 'abcd', '{}')`;

const INSERT_EVENT = `INSERT INTO verification_event
  (tenant_id, at, id, mode, type, outcome, purpose, phone_key, verification_id, details)
  VALUES ($1, $2, gen_random_uuid(), 'live', 'start', 'started', 'login', 'p', 'v', '{}')`;

async function partitionSizes({ pool }: Database): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ name: string; size: number }>(
    'SELECT tableoid::regclass::text AS name, count(*)::int AS size FROM verification_event GROUP BY 1',
  );
  return Object.fromEntries(rows.map(({ name, size }) => [name, size]));
}

describe.each(['embedded', 'postgres'] as const)('a database of kind %s', (kind) => {
  let database: Database;

  beforeAll(async () => {
    const location = kind === 'embedded' ? { dataDir: path.join(folder, 'data') } : { url: await server.newDatabase() };
    database = await openDatabase(location);
  });

  afterAll(() => database.close());

  it('is migrated once, and again is nothing to do', async () => {
    expect(database.kind).toBe(kind);
    await expect(database.migrate()).resolves.toEqual(await migrationNames());
    await expect(database.migrate()).resolves.toEqual([]);
  });

  it('refuses a migration that was edited after it was applied', async () => {
    const edited = path.join(folder, `edited-${kind}`);
    await cp(MIGRATIONS_DIRECTORY, edited, { recursive: true });
    const [name = ''] = await readdir(edited);
    const file = path.join(edited, name, 'migration.sql');
    await writeFile(file, `${await readFile(file, 'utf8')}-- harmless`);
    const client = await database.pool.connect();
    try {
      await expect(applyMigrations(client, edited)).rejects.toThrow(
        `migration ${name} was edited after it was applied`,
      );
      await rm(path.join(edited, name), { recursive: true });
      await expect(applyMigrations(client, edited)).rejects.toThrow(/the database is ahead of this version/);
    } finally {
      client.release(true);
    }
  });

  it('leaves nothing behind of a migration that fails, functions with semicolons included', async () => {
    const broken = path.join(folder, `broken-${kind}`);
    await cp(MIGRATIONS_DIRECTORY, broken, { recursive: true });
    const last = path.join(broken, '99999999999999_broken');
    await mkdir(last);
    await writeFile(
      path.join(last, 'migration.sql'),
      `CREATE TABLE half (id int); DO $$ BEGIN PERFORM 1; END $$; SELECT nonsense;`,
    );
    const client = await database.pool.connect();
    try {
      await expect(applyMigrations(client, broken)).rejects.toThrow(/^migration 99999999999999_broken: .*nonsense/);
    } finally {
      client.release(true);
    }
    const { rows } = await database.pool.query(`SELECT to_regclass('half') AS half`);
    expect(rows).toEqual([{ half: null }]);
    await expect(database.migrate()).resolves.toEqual([]);
  });

  it('raises a tenant’s revision with every change of what it owns, in the same transaction', async () => {
    const tenantId = await insertTenant(database);
    const before = await revisionOf(database, tenantId);
    await database.pool.query(INSERT_KEY, [tenantId]);
    const inserted = await revisionOf(database, tenantId);
    expect(inserted.revision).toBeGreaterThan(before.revision);
    await database.pool.query('UPDATE api_key SET revoked_at = now() WHERE tenant_id = $1', [tenantId]);
    const revoked = await revisionOf(database, tenantId);
    expect(revoked.revision).toBeGreaterThan(inserted.revision);
    expect(revoked.changedAt.getTime()).toBeGreaterThanOrEqual(inserted.changedAt.getTime());
    await database.pool.query(`UPDATE tenant SET status = 'suspended' WHERE id = $1`, [tenantId]);
    expect((await revisionOf(database, tenantId)).revision).toBe(revoked.revision + 1);
  });

  it('does not raise the revision for the time a key was last used', async () => {
    const tenantId = await insertTenant(database);
    await database.pool.query(INSERT_KEY, [tenantId]);
    const before = await revisionOf(database, tenantId);
    await database.pool.query('UPDATE api_key SET last_used_at = now() WHERE tenant_id = $1', [tenantId]);
    expect(await revisionOf(database, tenantId)).toEqual(before);
  });

  it('raises nobody else’s revision', async () => {
    const [one, other] = [await insertTenant(database), await insertTenant(database)];
    const before = await revisionOf(database, other);
    await database.pool.query(INSERT_KEY, [one]);
    expect(await revisionOf(database, other)).toEqual(before);
  });

  it('keeps a policy within the bounds of the core', async () => {
    const tenantId = await insertTenant(database);
    await expect(
      database.pool.query(`INSERT INTO policy VALUES ($1, 'login', 6, 300, 11, 30, 5, 10, 10, 20, false)`, [tenantId]),
    ).rejects.toThrow(/policy_max_attempts_check/);
  });

  it('makes the partitions of three months once, over the end of a year too', async () => {
    const december = new Date('2031-12-31T23:59:59Z');
    const names = ['2031m12', '2032m01', '2032m02'].map((month) => `verification_event_y${month}`);
    await expect(ensureEventPartitions(database.pool, december)).resolves.toEqual(names);
    await expect(ensureEventPartitions(database.pool, december)).resolves.toEqual([]);
    for (const at of ['2031-12-01T00:00:00Z', '2031-12-31T23:59:59.999Z', '2032-01-01T00:00:00Z']) {
      await database.pool.query(INSERT_EVENT, ['ten_year', at]);
    }
    expect(await partitionSizes(database)).toMatchObject({ [names[0] ?? '']: 2, [names[1] ?? '']: 1 });
  });

  it('moves the rows that came before their partition, and keeps them all', async () => {
    for (const at of ['2041-05-01T00:00:00Z', '2041-06-30T23:59:59Z', '2055-01-01T00:00:00Z']) {
      await database.pool.query(INSERT_EVENT, ['ten_late', at]);
    }
    expect(await partitionSizes(database)).toMatchObject({ verification_event_default: 3 });
    await ensureEventPartitions(database.pool, new Date('2041-05-15T00:00:00Z'));
    expect(await partitionSizes(database)).toMatchObject({
      verification_event_y2041m05: 1,
      verification_event_y2041m06: 1,
      verification_event_default: 1,
    });
  });

  it('makes each partition once when many ask at the same time', async () => {
    const may = new Date('2051-05-15T00:00:00Z');
    await database.pool.query(INSERT_EVENT, ['ten_race', may]);
    const made = await Promise.all(Array.from({ length: 4 }, () => ensureEventPartitions(database.pool, may)));
    expect(made.flat().sort()).toEqual(
      ['2051m05', '2051m06', '2051m07'].map((month) => `verification_event_y${month}`),
    );
  });
});

describe('a real server', () => {
  it('is migrated by exactly one of three processes that start at once', async () => {
    const url = await server.newDatabase();
    const clients = await Promise.all(
      [1, 2, 3].map(async () => {
        const client = new pg.Client({ connectionString: url });
        await client.connect();
        return client;
      }),
    );
    const applied = await Promise.all(clients.map((client) => applyMigrations(client)));
    expect(applied.flat()).toEqual(await migrationNames());
    await Promise.all(clients.map((client) => client.end()));
  });

  it('is refused by name for a superuser, with the SQL that makes a proper role', async () => {
    const url = server.asSuperuser(await server.newDatabase());
    await expect(openDatabase({ url })).rejects.toThrow(/role "postgres" is a superuser.*CREATE ROLE latchkey/);
  });

  it('gives up a statement after five seconds, and a migration only when it is done', async () => {
    const database = await openDatabase({ url: await server.newDatabase() });
    const { rows } = await database.pool.query('SHOW statement_timeout');
    expect(rows).toEqual([{ statement_timeout: '5s' }]);
    await expect(database.pool.query('SELECT pg_sleep(20)')).rejects.toThrow(/statement timeout/);
    await database.close();
  });

  it('that is not there gives one clear line without the password', async () => {
    const url = 'postgresql://latchkey:hunter2@127.0.0.1:1/latchkey';
    const failure = await openDatabase({ url }).catch((error: Error) => error.message);
    expect(failure).toMatch(/^cannot use the database of DATABASE_URL: .*ECONNREFUSED/);
    expect(failure).not.toContain('hunter2');
  });
});

describe('the data directory', () => {
  it('belongs to its owner alone, the socket too', async () => {
    const dataDir = path.join(folder, 'private');
    const database = await openDatabase({ dataDir });
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    expect((await stat(path.join(dataDir, '.s.PGSQL.5432'))).mode & 0o777).toBe(0o600);
    await database.close();
    await expect(stat(path.join(dataDir, 'latchkey.lock'))).rejects.toThrow(/ENOENT/);
  });

  it('that another process has open is reached through that process, one transaction at a time, and is refused to a second server', async () => {
    const dataDir = path.join(folder, 'shared');
    const owner = await openDatabase({ dataDir });
    await owner.migrate();
    const guest = await openDatabase({ dataDir });
    await expect(guest.migrate()).resolves.toEqual([]);
    const tenantId = await insertTenant(guest);
    const rename = (database: Database, suffix: number) =>
      database.prisma.$transaction(async (tx) => {
        const { name } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
        await tx.tenant.update({ where: { id: tenantId }, data: { name: `${name}${suffix}` } });
      });
    await Promise.all(Array.from({ length: 20 }, (_, index) => rename(index % 2 ? owner : guest, index % 10)));
    const { name } = await owner.prisma.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    expect(name).toHaveLength(tenantId.length + 20);
    await guest.close();
    await expect(openDatabase({ dataDir, alone: true })).rejects.toThrow(`is in use by process ${process.pid}`);
    await owner.close();
    await (await openDatabase({ dataDir, alone: true })).close();
  });

  it('is free for others when a guest is gone in the middle of a transaction, of which nothing stays', async () => {
    const dataDir = path.join(folder, 'abandoned');
    const owner = await openDatabase({ dataDir });
    await owner.migrate();
    const tenantId = await insertTenant(owner);
    for (const last of ['SELECT 1', 'SELECT pg_sleep(0.5)']) {
      const guest = new pg.Client({ host: dataDir, port: 5432, user: 'postgres', database: 'postgres' });
      guest.on('error', () => undefined);
      await guest.connect();
      await guest.query('BEGIN');
      await guest.query(`UPDATE tenant SET name = 'half' WHERE id = $1`, [tenantId]);
      const { stream } = (guest as unknown as { connection: { stream: Socket } }).connection;
      const running = guest.query(last).catch(() => undefined);
      // The driver sends one query after another; what is on the wire already must not run for somebody who is gone.
      stream.write(Buffer.concat([simpleQuery('BEGIN'), simpleQuery(`UPDATE tenant SET name = 'later'`)]));
      if (last === 'SELECT 1') await running;
      stream.destroy();
      const { name } = await owner.prisma.tenant.findUniqueOrThrow({ where: { id: tenantId } });
      expect(name).toBe(tenantId);
    }
    await owner.close();
  });

  it('is free again after its process was killed, even if another one has its number now', async () => {
    const dataDir = path.join(folder, 'stale');
    await mkdir(dataDir);
    for (const left of ['999999999 1\n', `${process.pid} 1\n`, `${process.ppid} 1\n`, '', 'nonsense']) {
      await writeFile(path.join(dataDir, 'latchkey.lock'), left);
      const lock = await lockDirectory(dataDir);
      expect(lock).toBeDefined();
      await expect(lockDirectory(dataDir)).resolves.toBeUndefined();
      await lock?.release();
    }
  });

  it('goes to one of many that find the same stale lock', async () => {
    for (let round = 0; round < 20; round += 1) {
      const dataDir = path.join(folder, `contested-${round}`);
      await mkdir(dataDir);
      await writeFile(path.join(dataDir, 'latchkey.lock'), '999999999 1\n');
      const locks = await Promise.all(Array.from({ length: 20 }, () => lockDirectory(dataDir)));
      expect(locks.filter((lock) => lock !== undefined)).toHaveLength(1);
      expect(await readdir(dataDir)).toEqual(['latchkey.lock']);
    }
  });

  it('whose takeover was cut short names the file in the way', async () => {
    const dataDir = path.join(folder, 'cut-short');
    await mkdir(dataDir);
    await writeFile(path.join(dataDir, 'latchkey.lock'), '999999999 1\n');
    await writeFile(path.join(dataDir, 'latchkey.lock.takeover'), '');
    await expect(lockDirectory(dataDir)).rejects.toThrow(/latchkey\.lock\.takeover was left by a process that died/);
  });

  it('that cannot be made is named in one line', async () => {
    const file = path.join(folder, 'a-file');
    await writeFile(file, '');
    await expect(openDatabase({ dataDir: path.join(file, 'data') })).rejects.toThrow(
      /^DATA_DIR .* cannot be written \(ENOTDIR\)/,
    );
  });
});

/** A query as the wire protocol has it. */
function simpleQuery(sql: string): Buffer {
  const text = Buffer.from(`${sql}\0`);
  const head = Buffer.from('Q\0\0\0\0');
  head.writeInt32BE(text.length + 4, 1);
  return Buffer.concat([head, text]);
}
