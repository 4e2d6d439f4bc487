import pg from 'pg';
import { type PostgresServer, startPostgresServer } from '../../../test/support/postgres-server.js';
import { ensureEventPartitions } from '../../audit/event-partitions.js';
import { type Database, openDatabase } from './database.js';
import { withinTenant } from './within-tenant.js';

const OURS = 'ten_ours';
const THEIRS = 'ten_theirs';

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgresServer({ exclusive: true });
});

afterAll(() => server.stop());

interface Opened {
  readonly database: Database;
  /** Runs as a superuser, whom nothing stops. */
  readonly asSuperuser: (sql: string) => Promise<unknown>;
}

const KINDS: readonly [string, () => Promise<Opened>][] = [
  [
    'a Postgres server',
    async () => {
      const url = await server.newDatabase();
      const superuser = new pg.Client({ connectionString: server.asSuperuser(url) });
      await superuser.connect();
      const database = await openDatabase({ url });
      const close = async () => {
        await superuser.end();
        await database.close();
      };
      return { database: { ...database, close }, asSuperuser: (sql) => superuser.query(sql) };
    },
  ],
  [
    'the embedded database',
    async () => {
      const database = await openDatabase({ dataDir: 'memory://' });
      return { database, asSuperuser: (sql) => database.pool.query(sql) };
    },
  ],
];

interface Table {
  readonly name: string;
  readonly tenantColumn: string;
  /** The first moment a partition holds, if it is one. */
  readonly from: string | null;
  readonly isPartitioned: boolean;
}

/** Whatever the catalog knows with a tenant's id in it, partitions included; what is added later is found by itself. */
async function tenantTables({ pool }: Database): Promise<Table[]> {
  const { rows } = await pool.query<Table>(`
    SELECT c.relname::text AS name, a.attname::text AS "tenantColumn", c.relkind = 'p' AS "isPartitioned",
      CASE WHEN c.relispartition THEN coalesce(substring(pg_get_expr(c.relpartbound, c.oid) FROM '''([^'']+)'''), '1999-01-01')
      END AS "from"
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid
      AND (a.attname = 'tenant_id' OR (c.relname = 'tenant' AND a.attname = 'id')) AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
    ORDER BY c.relname`);
  return rows;
}

/** Any row of a tenant: what its columns demand and nothing more. */
async function rowOf({ pool }: Database, table: Table, tenantId: string): Promise<string> {
  const { rows } = await pool.query<{ name: string; type: string }>(
    `SELECT attname::text AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attnotnull AND attname <> $2`,
    [table.name, table.tenantColumn],
  );
  const columns = [table.tenantColumn, ...rows.map(({ name }) => name)];
  const values = [`'${tenantId}'`, ...rows.map(({ name, type }) => valueOf(type, name === 'at' ? table.from : null))];
  return `INSERT INTO "${table.name}" (${columns.map((name) => `"${name}"`).join(', ')}) VALUES (${values.join(', ')})`;
}

let numbers = 0;

function valueOf(type: string, at: string | null): string {
  if (type.endsWith('[]')) return `'{}'`;
  if (/^(text|character)/.test(type)) return `'x${(numbers += 1)}'`;
  if (/^timestamp|^date/.test(type)) return `'${at ?? '2026-01-01'}'`;
  const known: Record<string, string> = {
    uuid: 'gen_random_uuid()',
    jsonb: `'{}'`,
    bytea: `sha256(random()::text::bytea)`,
    boolean: 'true',
  };
  return known[type] ?? String((numbers += 1));
}

describe.each(KINDS)('row-level security in %s', (_, open) => {
  let database: Database;
  let asSuperuser: Opened['asSuperuser'];
  let tables: Table[];

  beforeAll(async () => {
    ({ database, asSuperuser } = await open());
    await database.migrate();
    await ensureEventPartitions(database.pool, new Date());
    tables = await tenantTables(database);
    // What a row must be like besides is not the matter here.
    for (const { name } of tables) await asSuperuser(`ALTER TABLE "${name}" DISABLE TRIGGER ALL`);
    const { rows } = await database.pool.query<{ drop: string }>(
      `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop FROM pg_constraint
       WHERE contype = 'c' AND conislocal AND connamespace = current_schema()::regnamespace`,
    );
    for (const { drop } of rows) await asSuperuser(drop);
    for (const table of tables.filter(({ isPartitioned }) => !isPartitioned)) {
      for (const tenantId of [OURS, THEIRS]) await database.pool.query(await rowOf(database, table, tenantId));
    }
  });

  afterAll(() => database.close());

  it('is forced on every table that holds a tenant’s rows, and on each of its partitions', async () => {
    const { rows } = await database.pool.query<{ name: string }>(
      `SELECT relname::text AS name FROM pg_class c WHERE relrowsecurity AND relforcerowsecurity AND (
         SELECT bool_and(polname = 'tenant_isolation' AND polcmd = '*' AND polpermissive AND polroles = '{0}'
           AND pg_get_expr(polqual, polrelid) LIKE 'latchkey_may_see(%' AND pg_get_expr(polwithcheck, polrelid) LIKE 'latchkey_may_see(%')
         FROM pg_policy WHERE polrelid = c.oid) ORDER BY relname`,
    );
    expect(tables.length).toBeGreaterThan(20);
    expect(rows.map(({ name }) => name)).toEqual(tables.map(({ name }) => name));
  });

  it('shows whoever works for one tenant that tenant’s rows alone, in every table', async () => {
    const seen = await withinTenant(database, OURS, async (rows) => {
      const found: [string, string[]][] = [];
      for (const { name, tenantColumn } of tables) {
        const ids = await rows.$queryRawUnsafe<{ id: string }[]>(
          `SELECT DISTINCT "${tenantColumn}" AS id FROM "${name}"`,
        );
        found.push([name, ids.map(({ id }) => id)]);
      }
      return found;
    });
    expect(seen).toEqual(tables.map(({ name }) => [name, [OURS]]));
  });

  it('lets them change and remove none of another’s', async () => {
    for (const { name, tenantColumn } of tables.filter(({ isPartitioned }) => !isPartitioned)) {
      const changed = await withinTenant(database, OURS, async (rows) => [
        await rows.$executeRawUnsafe(`UPDATE "${name}" SET "${tenantColumn}" = "${tenantColumn}"`),
        await rows.$executeRawUnsafe(`DELETE FROM "${name}" WHERE "${tenantColumn}" = '${THEIRS}'`),
      ]);
      expect([name, ...changed]).toEqual([name, 1, 0]);
    }
  });

  it('lets them write no row in another’s name', async () => {
    for (const table of tables.filter(({ isPartitioned }) => !isPartitioned)) {
      const insert = await rowOf(database, table, THEIRS);
      const giving = `UPDATE "${table.name}" SET "${table.tenantColumn}" = '${THEIRS}'`;
      for (const statement of [insert, giving]) {
        const writing = withinTenant(database, OURS, (rows) => rows.$executeRawUnsafe(statement));
        await expect(writing).rejects.toThrow(/row-level security|partition constraint/);
      }
    }
  });

  it('shows the platform’s own work everything, before and after', async () => {
    for (const { name } of tables.filter(({ isPartitioned }) => !isPartitioned)) {
      const { rows } = await database.pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM "${name}"`);
      expect([name, rows[0]?.count]).toEqual([name, 2]);
    }
  });

  it('leaves nothing of a tenant on a connection, whether its work succeeds or fails', async () => {
    await withinTenant(database, OURS, (rows) => rows.tenant.count());
    await withinTenant(database, OURS, () => Promise.reject(new Error('on purpose'))).catch(() => undefined);
    const settings = Array.from({ length: 20 }, () =>
      database.pool.query<{ tenant: string; role: string }>(
        `SELECT current_setting('latchkey.tenant') AS tenant, current_user::text AS role`,
      ),
    );
    const seen = (await Promise.all(settings)).map(({ rows }) => rows[0]);
    expect(new Set(seen.map((row) => row?.tenant))).toEqual(new Set(['*']));
    expect(new Set(seen.map((row) => row?.role)).has('latchkey_app')).toBe(false);
  });
});

it('shows nothing to a connection that does not say for whom it works', async () => {
  const url = await server.newDatabase();
  const database = await openDatabase({ url });
  await database.migrate();
  await database.prisma.tenant.create({
    data: {
      id: OURS,
      name: 'ours',
      timeZone: 'UTC',
      locale: 'en',
      homeCountry: 'CN',
      allowedCountries: [],
      dataKey: 'x',
    },
  });
  const silent = new pg.Client({ connectionString: url });
  await silent.connect();
  const count = async () =>
    (await silent.query<{ count: number }>('SELECT count(*)::int AS count FROM tenant')).rows[0];
  expect(await count()).toEqual({ count: 0 });
  // What a setting of a transaction leaves behind is an empty text.
  await silent.query(`BEGIN; SELECT set_config('latchkey.tenant', '${OURS}', true); COMMIT`);
  expect(await count()).toEqual({ count: 0 });
  await silent.end();
  await database.close();
});
