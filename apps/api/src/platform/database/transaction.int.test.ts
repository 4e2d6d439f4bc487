import { setTimeout as pause } from 'node:timers/promises';
import { type PostgresServer, startPostgresServer } from '../../../test/support/postgres-server.js';
import { type Database, openDatabase } from './database.js';
import { inTransaction } from './transaction.js';

describe('a transaction', () => {
  let server: PostgresServer;
  let database: Database;

  beforeAll(async () => {
    server = await startPostgresServer();
    database = await openDatabase({ url: await server.newDatabase() });
  });

  afterAll(async () => {
    await database.close();
    await server.stop();
  });

  it('whose connection dies between two statements fails, and the process goes on', async () => {
    const { pool } = database;
    const dying = inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
      await pause(100);
      await client.query('SELECT 1');
    });
    await expect(dying).rejects.toThrow();
    expect(await inTransaction(pool, async (client) => (await client.query('SELECT 1 AS one')).rows)).toEqual([
      { one: 1 },
    ]);
  });
});
