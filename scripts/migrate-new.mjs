// Authors a migration, or checks for drift, without Prisma's native engine and without a server: Prisma's schema engine as
// WebAssembly, with an embedded PostgreSQL in memory as its shadow database. Needs a build of apps/api.
//   npm run db:new -- add_something     writes prisma/migrations/<time>_add_something/migration.sql
//   npm run db:check                    exits 1 when schema.prisma and the migrations differ
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const schemaFile = path.join(root, 'prisma/schema.prisma');
const migrationsFolder = path.join(root, 'prisma/migrations');
// From apps/api: another package nests an older PGlite at the root.
const { resolve } = createRequire(path.join(root, 'apps/api/package.json'));
const load = (id) => import(pathToFileURL(resolve(id)).href);

/** Tables that schema.prisma cannot describe: the partitions of verification_event. */
const EXTERNAL_TABLES = ['public.verification_event_default'];

/** Node 20 cannot import .wasm, so the engine's glue is wired by hand. The .wasm lies beside the glue, not in `exports`. */
async function loadSchemaEngine() {
  // Without it the engine's panics are masked by a TypeError.
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => console.error(message) };
  const glueFile = resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const glue = await import(pathToFileURL(glueFile).href);
  const wasm = await readFile(glueFile.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue.SchemaEngine;
}

/** PostgreSQL's catalog types by oid, as the nearest type that adapter-pg can read (prisma/orm#27403). */
const READABLE_TYPE = { 18: 25, 19: 25, 22: 25, 30: 25, 194: 25, 1002: 1009, 1003: 1009, 2205: 25, 2206: 25, 4089: 25 };
const CHAR = 18;

/** adapter-pg 7.10 cannot read catalog types, and its executeScript splits function bodies at every semicolon. */
function repair(adapter, ColumnTypeEnum) {
  const prototype = Object.getPrototypeOf(adapter);
  adapter.queryRaw = async (query) => {
    const result = await adapter.performIO(query);
    const charColumns = result.fields.flatMap((field, index) => (field.dataTypeID === CHAR ? [index] : []));
    for (const field of result.fields) field.dataTypeID = READABLE_TYPE[field.dataTypeID] ?? field.dataTypeID;
    const withResult = Object.create(prototype, {
      performIO: { value: async () => result },
      pgOptions: { value: adapter.pgOptions },
    });
    const rows = await prototype.queryRaw.call(withResult, query);
    for (const index of charColumns) rows.columnTypes[index] = ColumnTypeEnum.Character;
    return rows;
  };
  adapter.executeScript = async (sql) => void (await adapter.underlyingDriver().query(sql));
  if (adapter.startTransaction) {
    const start = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (...options) => repair(await start(...options), ColumnTypeEnum);
  }
  return adapter;
}

async function shadowDatabases() {
  const { PrismaPg } = await load('@prisma/adapter-pg');
  const { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } = await load('@prisma/driver-adapter-utils');
  const { PGlite } = await load('@electric-sql/pglite');
  const { PgliteBridge } = await import('../apps/api/dist/platform/database/pglite-bridge.js');
  const login = { user: 'postgres', database: 'postgres', max: 2 };
  const open = async () => {
    const bridge = new PgliteBridge(await PGlite.create());
    return repair(await new PrismaPg({ ...login, stream: bridge.connect }).connect(), ColumnTypeEnum);
  };
  return bindMigrationAwareSqlAdapterFactory(
    Object.assign(new PrismaPg({}), { connect: open, connectToShadowDb: open }),
  );
}

async function readMigrations() {
  const entries = await readdir(migrationsFolder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const value = await readFile(path.join(migrationsFolder, name, 'migration.sql'), 'utf8');
      return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } };
    }),
  );
}

/** The SQL that takes the database from the migrations to the schema; undefined when there is no difference. */
async function difference() {
  const SchemaEngine = await loadSchemaEngine();
  const content = await readFile(schemaFile, 'utf8');
  const engine = await SchemaEngine.new({ datamodels: [[schemaFile, content]] }, () => {}, await shadowDatabases());
  const { exitCode, stdout } = await engine.diff({
    from: {
      tag: 'migrations',
      baseDir: migrationsFolder,
      shadowDbInitScript: '',
      lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
      migrationDirectories: await readMigrations(),
    },
    to: { tag: 'schemaDatamodel', files: [{ path: schemaFile, content }] },
    script: true,
    exitCode: true,
    filters: { externalTables: EXTERNAL_TABLES, externalEnums: [] },
  });
  return exitCode === 0 ? undefined : stdout;
}

async function main(argument) {
  if (argument !== '--check' && !/^[a-z0-9_]+$/.test(argument ?? '')) {
    console.error('usage: npm run db:new -- snake_case_name');
    return 2;
  }
  const sql = await difference();
  if (argument === '--check') {
    if (sql !== undefined) console.error(`schema.prisma and prisma/migrations differ:\n${sql}`);
    else console.log('schema.prisma and prisma/migrations agree');
    return sql === undefined ? 0 : 1;
  }
  if (sql === undefined) {
    console.log('nothing to migrate');
    return 0;
  }
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = path.join(migrationsFolder, `${time}_${argument}`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'migration.sql'), sql);
  console.log(path.relative(root, path.join(folder, 'migration.sql')));
  return 0;
}

process.exit(await main(process.argv[2]));
