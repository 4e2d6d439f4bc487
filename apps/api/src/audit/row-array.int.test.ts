import fc from 'fast-check';
import { type PostgresServer, startPostgresServer } from '../../test/support/postgres-server.js';
import { type Database, openDatabase } from '../platform/database/database.js';
import type { Column } from './columns.js';
import { DELIVERY_COLUMNS } from './delivery-rows.js';
import { EVENT_COLUMNS } from './event-rows.js';
import { rowArray } from './row-array.js';

interface Row {
  readonly text: string | null;
  readonly json: string;
  readonly id: string;
  readonly int: number | null;
  readonly big: number;
  readonly at: number | null;
}

const COLUMNS: readonly Column<Row>[] = [
  ['a', 'text', ({ text }) => text],
  ['b', 'jsonb', ({ json }) => json],
  ['c', 'uuid', ({ id }) => id],
  ['d', 'int', ({ int }) => int],
  ['e', 'bigint', ({ big }) => big],
  ['f', 'timestamptz', ({ at }) => at],
];

/** What PostgreSQL holds: no NUL and no half of a pair. */
const text = fc.string({ unit: 'binary', maxLength: 300 }).map((any) => any.replaceAll('\0', ''));
const row = fc.record<Row>({
  text: fc.option(text),
  json: fc.dictionary(text, text, { maxKeys: 3 }).map((object) => JSON.stringify(object)),
  id: fc.uuid(),
  int: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  big: fc.maxSafeInteger(),
  at: fc.option(fc.integer({ min: 0, max: Date.UTC(10_000, 0, 1) - 1 })),
});

describe.each(['postgres', 'embedded'] as const)('an array of rows, read by %s', (kind) => {
  let server: PostgresServer | undefined;
  let database: Database;

  beforeAll(async () => {
    if (kind === 'postgres') server = await startPostgresServer();
    database = await openDatabase(server ? { url: await server.newDatabase() } : { dataDir: 'memory://' });
    await database.migrate();
    await database.pool.query('CREATE TYPE any_row AS (a text, b jsonb, c uuid, d int, e bigint, f timestamptz)');
  });

  afterAll(async () => {
    await database.close();
    await server?.stop();
  });

  it('is what was written, whatever the rows hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 40 }), async (rows) => {
        const { rows: read } = await database.pool.query(
          `SELECT a AS text, b AS json, c::text AS id, d AS int, e::text AS big, (extract(epoch FROM f) * 1000)::bigint::text AS at
           FROM unnest($1::any_row[])`,
          [rowArray(COLUMNS, rows)],
        );
        expect(read).toEqual(
          rows.map(({ json, big, at, ...same }) => ({
            ...same,
            json: JSON.parse(json) as unknown,
            big: String(big),
            at: at === null ? null : String(at),
          })),
        );
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['event_row', EVENT_COLUMNS],
    ['delivery_row', DELIVERY_COLUMNS],
  ] as const)('has the attributes of %s in their order', async (type, columns) => {
    const { rows } = await database.pool.query<{ name: string; type: string }>(
      `SELECT attname::text AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
       WHERE attrelid = (SELECT typrelid FROM pg_type WHERE oid = $1::regtype) ORDER BY attnum`,
      [type],
    );
    const written = { int: 'integer', timestamptz: 'timestamp with time zone' } as Record<string, string>;
    expect(rows).toEqual(columns.map(([name, of]) => ({ name, type: written[of] ?? of })));
  });
});
