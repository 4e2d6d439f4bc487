import type { VerificationEvent } from '@latchkey/core';
import type pg from 'pg';

/** The columns of `verification_event`, each with its type and where its value comes from. */
const COLUMNS: readonly (readonly [name: string, type: string, value: (event: VerificationEvent) => unknown])[] = [
  ['tenant_id', 'text', (event) => storable(event.tenantId)],
  ['at', 'timestamptz', (event) => new Date(event.at).toISOString()],
  ['id', 'uuid', (event) => event.id],
  ['mode', 'text', (event) => event.mode],
  ['type', 'text', (event) => event.type],
  ['outcome', 'text', (event) => event.outcome],
  ['purpose', 'text', (event) => storable(event.purpose)],
  ['phone_key', 'text', (event) => storable(event.phoneKey)],
  ['verification_id', 'text', (event) => storable(event.verificationId)],
  ['delivery_id', 'text', (event) => event.deliveryId ?? null],
  ['attempt', 'int', (event) => event.attempt ?? null],
  ['window_name', 'text', (event) => event.window ?? null],
  ['country', 'text', (event) => storable(event.country ?? '')],
  ['account_id', 'text', (event) => storable(event.accountId ?? '')],
  ['template_id', 'text', (event) => storable(event.templateId ?? '')],
  [
    'started_at',
    'timestamptz',
    ({ startedAt }) => (startedAt === undefined ? null : new Date(startedAt).toISOString()),
  ],
  ['details', 'jsonb', (event) => JSON.stringify(event.details, storableMember)],
];

const NAMES = COLUMNS.map(([name]) => name).join(', ');
const ARRAYS = COLUMNS.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ');
const INSERT = `INSERT INTO verification_event (${NAMES}) SELECT * FROM unnest(${ARRAYS}) ON CONFLICT DO NOTHING`;

/** Stores all of them or none. An event that is stored already is left as it is. */
export async function insertEvents(pool: Pick<pg.Pool, 'query'>, events: readonly VerificationEvent[]): Promise<void> {
  await pool.query(
    INSERT,
    COLUMNS.map(([, , value]) => events.map(value)),
  );
}

/** Postgres holds neither NUL nor half a surrogate pair, and one of either would refuse the whole batch. */
export function storable(text: string): string {
  return text.replace(/\0|\p{Cs}/gu, '\ufffd');
}

const storableMember = (_name: string, value: unknown) => (typeof value === 'string' ? storable(value) : value);
