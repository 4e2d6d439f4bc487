import type pg from 'pg';

/** Row-level security does not bind these roles, so one mistake in a query would show one tenant another's rows. */
const PROPER_ROLE =
  "CREATE ROLE latchkey LOGIN PASSWORD '…' NOSUPERUSER NOBYPASSRLS; CREATE DATABASE latchkey OWNER latchkey;";

/** Why the pool's role must not be used, in one line with the SQL that makes a proper one; undefined when it is fine. */
export async function unsafeRole(pool: pg.Pool): Promise<string | undefined> {
  const { rows } = await pool.query<{ name: string; superuser: boolean; bypasses: boolean }>(
    'SELECT rolname AS name, rolsuper AS superuser, rolbypassrls AS bypasses FROM pg_roles WHERE rolname = current_user',
  );
  const role = rows[0];
  if (!role?.superuser && !role?.bypasses) return undefined;
  const fault = role.superuser ? 'is a superuser' : 'has BYPASSRLS';
  return `the database role "${role.name}" ${fault}; Latchkey wants a plain one. As an administrator run: ${PROPER_ROLE}`;
}
