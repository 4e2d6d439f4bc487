import type { VerificationEvent } from '@latchkey/core';
import type { Queryable } from '../platform/database/transaction.js';
import { type Column, namesOf } from './columns.js';
import { rowArray } from './row-array.js';

/** The attributes of `event_row`. */
export const EVENT_COLUMNS: readonly Column<VerificationEvent>[] = [
  ['tenant_id', 'text', (event) => event.tenantId],
  ['at', 'timestamptz', (event) => event.at],
  ['id', 'uuid', (event) => event.id],
  ['mode', 'text', (event) => event.mode],
  ['type', 'text', (event) => event.type],
  ['outcome', 'text', (event) => event.outcome],
  ['purpose', 'text', (event) => event.purpose],
  ['phone_key', 'text', (event) => event.phoneKey],
  ['verification_id', 'text', (event) => event.verificationId],
  ['delivery_id', 'text', (event) => event.deliveryId],
  ['attempt', 'int', (event) => event.attempt],
  ['window_name', 'text', (event) => event.window],
  ['country', 'text', (event) => event.country ?? ''],
  ['account_id', 'text', (event) => event.accountId ?? ''],
  ['template_id', 'text', (event) => event.templateId ?? ''],
  ['started_at', 'timestamptz', (event) => event.startedAt],
  ['key_id', 'text', ({ details }) => details['keyId'] ?? ''],
  ['client_ip', 'text', ({ details }) => details['clientIp'] ?? ''],
  ['provider_code', 'text', ({ details }) => details['providerCode'] ?? details['code'] ?? ''],
  ['details', 'jsonb', (event) => JSON.stringify(event.details)],
];

const INSERT = `INSERT INTO verification_event (${namesOf(EVENT_COLUMNS)}) SELECT * FROM unnest($1::event_row[])`;
const INSERT_MISSING = `${INSERT} ON CONFLICT DO NOTHING RETURNING id`;

/** A row with the same key is there already (SQLSTATE unique_violation). */
export const isStoredAlready = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === '23505';

/** Stores events that were not stored before; the database refuses all of them when one was. A fifth cheaper than asking. */
export async function insertNewEvents(client: Queryable, rows: Buffer): Promise<void> {
  await client.query(INSERT, [rows]);
}

/** Stores events and returns those that were not stored before. */
export async function insertMissingEvents(
  client: Queryable,
  events: readonly VerificationEvent[],
): Promise<readonly VerificationEvent[]> {
  if (events.length === 0) return events;
  const { rows } = await client.query<{ id: string }>(INSERT_MISSING, [rowArray(EVENT_COLUMNS, events)]);
  if (rows.length === events.length) return events;
  const inserted = new Set(rows.map(({ id }) => id));
  // One event may stand in a batch twice; it was inserted once.
  return events.filter(({ id }) => inserted.delete(id.toLowerCase()));
}
