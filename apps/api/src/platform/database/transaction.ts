import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';

/** What a statement needs; a pool has it too, but then every statement stands alone. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

const MOST_ATTEMPTS = 5;
/** serialization_failure, deadlock_detected: nothing is wrong with the work, only with the moment. */
const WRONG_MOMENT: ReadonlySet<unknown> = new Set(['40001', '40P01']);

/** Does all of `work` or nothing, on one connection. Does it again when another transaction was in the way. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: Queryable) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(pool, work);
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !WRONG_MOMENT.has((error as { code?: unknown } | null)?.code)) throw error;
      // Not together with the other one.
      await wait(randomInt(20 * attempt));
    }
  }
}

async function once<T>(pool: pg.Pool, work: (client: Queryable) => Promise<T>): Promise<T> {
  const { client, orAbandon, commit } = await openTransaction(pool);
  return orAbandon(async () => {
    const result = await work(client);
    await commit();
    return result;
  });
}

/** A transaction that waits for more. Its owner ends it one way or the other, or a connection is gone for good. */
export interface OpenTransaction {
  readonly client: Queryable;
  /** Throws when nothing was committed, or nobody knows; then it is to be abandoned. */
  readonly commit: () => Promise<void>;
  /** Leaves nothing behind, neither in the database nor of the connection where that is lost. */
  readonly abandon: () => Promise<void>;
  /** Does `work`, and abandons the transaction when that throws. */
  readonly orAbandon: <T>(work: () => Promise<T>) => Promise<T>;
}

export async function openTransaction(pool: pg.Pool): Promise<OpenTransaction> {
  const client = await pool.connect();
  let lost: Error | undefined;
  // A connection may die between two statements. The next one says so; without a listener the process would end.
  const dies = (error: Error) => (lost = error);
  client.on('error', dies);
  const end = () => {
    client.off('error', dies);
    client.release(lost);
  };
  const abandon = async () => {
    // A connection that cannot even roll back is not given to anybody else.
    await client.query('ROLLBACK').catch((failure: Error) => (lost = failure));
    end();
  };
  const commit = async () => {
    await client.query('COMMIT');
    end();
  };
  const orAbandon = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      await abandon();
      throw error;
    }
  };
  await orAbandon(() => client.query('BEGIN'));
  return { client, commit, abandon, orAbandon };
}
