import { newEventId, type VerificationEvent } from '@latchkey/core';
import type pg from 'pg';
import type { Queryable } from '../platform/database/transaction.js';
import { storeEvents } from './event-table.js';
import { storable, storableEvent, unfitness } from './storable-event.js';

/** An event that the database refused, with its reason. */
export interface DeadLetter {
  readonly id: string;
  readonly tenantId: string;
  readonly at: Date;
  readonly event: VerificationEvent;
  readonly error: string;
  readonly retriedAt: Date | null;
}

/** The longest part of a reason that is kept. A driver's message may quote values, but never a code: events hold none. */
const LONGEST_ERROR = 500;
const LISTED_AT_MOST = 1_000;

/** Keeps an event that can be no row, in a form that any table takes. The same one twice is kept once. */
export async function keepDeadLetter(client: Queryable, event: VerificationEvent, error: string): Promise<string> {
  const problem = unfitness(event);
  const fit = problem === undefined;
  // What has no id or time of its own is known by when it was set aside.
  const id = fit || /^[\da-f-]{36}$/i.test(event.id) ? event.id : newEventId(Date.now());
  await client.query(
    `INSERT INTO dead_letter (id, tenant_id, at, event, error) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (id) DO UPDATE SET error = excluded.error`,
    [
      id,
      storable(event.tenantId),
      fit ? new Date(event.at) : new Date(),
      storableJson(event),
      storable(error, LONGEST_ERROR),
    ],
  );
  return id;
}

const storableJson = (event: VerificationEvent) =>
  JSON.stringify(storableEvent(event), (_name, value: unknown) =>
    typeof value === 'string' ? storable(value, 2_000) : value,
  );

const COLUMNS = 'id, tenant_id AS "tenantId", at, event, error, retried_at AS "retriedAt"';

/** The oldest thousand. */
export async function listDeadLetters(client: Queryable, tenantId?: string): Promise<DeadLetter[]> {
  const { rows } = await client.query<DeadLetter>(
    `SELECT ${COLUMNS} FROM dead_letter WHERE $1::text IS NULL OR tenant_id = $1 ORDER BY at, id LIMIT $2`,
    [tenantId ?? null, LISTED_AT_MOST],
  );
  return rows;
}

export interface Retried {
  readonly id: string;
  readonly stored: boolean;
  /** Why it is refused still. */
  readonly error?: string;
}

interface Which {
  readonly id?: string | undefined;
  readonly limit?: number;
}

/**
 * Stores dead letters as the drain would, and forgets those that are taken; the others say why not. Those that wait longest for a
 * try come first, so that what can never be stored does not stand in the way of a `limit`.
 */
export async function retryDeadLetters(pool: pg.Pool, { id, limit }: Which = {}): Promise<Retried[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM dead_letter WHERE $1::text IS NULL OR id::text = $1
     ORDER BY retried_at NULLS FIRST, at, id LIMIT $2`,
    [id ?? null, limit ?? null],
  );
  const results: Retried[] = [];
  for (const letter of rows) {
    const found = await pool.query<DeadLetter>(`SELECT ${COLUMNS} FROM dead_letter WHERE id = $1`, [letter.id]);
    // Nothing when somebody else has just stored it.
    if (found.rows[0]) results.push(await retry(pool, found.rows[0]));
  }
  return results;
}

async function retry(pool: pg.Pool, { id, event }: DeadLetter): Promise<Retried> {
  try {
    const problem = unfitness(event);
    if (problem !== undefined) throw new TypeError(problem);
    await storeEvents(pool, [storableEvent(event)]);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const reason = (error as Error).message;
    await pool.query('UPDATE dead_letter SET retried_at = now(), error = $2 WHERE id = $1', [
      id,
      storable(reason, LONGEST_ERROR),
    ]);
    return { id, stored: false, error: reason };
  }
  await pool.query('DELETE FROM dead_letter WHERE id = $1', [id]);
  return { id, stored: true };
}

/**
 * The rows themselves are at fault: the database looked at them and said no (SQLSTATE class 22 data exception, 23 constraint
 * violation, 54 limit exceeded), or they could not even be written down. Anything else, such as a lost connection, would hit
 * any row.
 */
export function isRefusal(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return true;
  return /^(22|23|54)/.test((error as { code?: string } | null)?.code ?? '');
}
