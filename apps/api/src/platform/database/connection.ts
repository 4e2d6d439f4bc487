import type pg from 'pg';

/** The database cannot be used; the message is one line for the person who started the process and holds no password. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

export type DatabaseKind = 'postgres' | 'embedded';

/** What either kind of database brings; the rest is the same for both. */
export interface Connection {
  readonly pool: pg.Pool;
  readonly kind: DatabaseKind;
  migrate(): Promise<string[]>;
  /** Stops what served the pool, after the pool has ended. */
  close(): Promise<void>;
}
