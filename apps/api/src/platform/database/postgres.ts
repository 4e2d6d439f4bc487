import pg from 'pg';
import { type Connection, DatabaseError } from './connection.js';
import { applyMigrations } from './migrate.js';
import { unsafeRole } from './role-safety.js';
import { AS_PLATFORM } from './within-tenant.js';

const CONNECT_MS = 2_000;
const STATEMENT_MS = 5_000;
const IDLE_IN_TRANSACTION_MS = 10_000;
const POOL_SIZE = 10;

/** Connects once, so that a wrong URL or an unsafe role is found now and not with the first request. */
export async function openPostgres(url: string): Promise<Connection> {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    // pg arms no timer of its own for a caller who waits for a connection.
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    // A frozen server cannot enforce its own timeout, so the client has a slightly longer one.
    query_timeout: STATEMENT_MS + 1_000,
    // The pool waits for what this returns, though its types do not say so.
    onConnect: (client): unknown => client.query(AS_PLATFORM),
  });
  try {
    const problem = await unsafeRole(pool);
    if (problem) throw new DatabaseError(problem);
  } catch (error) {
    await pool.end();
    throw error instanceof DatabaseError ? error : unreachable(error);
  }
  return { pool, kind: 'postgres', migrate: () => migrate(url), close: async () => undefined };
}

/** Migrations may take longer than a request: they have a connection without its timeouts. */
async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  client.on('error', () => undefined); // the query that was running reports it
  try {
    await client.connect();
  } catch (error) {
    throw unreachable(error);
  }
  try {
    return await applyMigrations(client);
  } finally {
    await client.end();
  }
}

function unreachable(error: unknown): DatabaseError {
  // A refused connection to a name with several addresses has an empty message and a code.
  const { message, code } = error as Error & { code?: string };
  return new DatabaseError(`cannot use the database of DATABASE_URL: ${message || code}`, { cause: error });
}
