import type { VerificationEvent } from '@latchkey/core';
import type pg from 'pg';

/**
 * Opts out whoever asked for it by a reply. Part of the transaction that stores the events; safe to run for the same events again. An
 * operator's later word stands against an earlier reply. The stores of live state follow within seconds, like after any change
 * of the table.
 */
export async function optOutRepliers(
  client: Pick<pg.ClientBase, 'query'>,
  events: readonly VerificationEvent[],
): Promise<void> {
  const replies = events.filter(({ type, outcome }) => type === 'reply' && outcome === 'opted_out');
  if (replies.length === 0) return;
  await client.query(
    `INSERT INTO opt_out AS known (tenant_id, phone_key, phone, source, created_at)
     SELECT DISTINCT ON (tenant_id, phone_key) tenant_id, phone_key, phone, 'reply', at
     FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS reply (tenant_id, phone_key, phone, at)
     WHERE EXISTS (SELECT FROM tenant WHERE tenant.id = reply.tenant_id)
     ORDER BY tenant_id, phone_key, at
     ON CONFLICT (tenant_id, phone_key) DO UPDATE
       SET source = 'reply', created_at = EXCLUDED.created_at, ended_at = NULL
       WHERE known.ended_at < EXCLUDED.created_at`,
    [
      replies.map(({ tenantId }) => tenantId),
      replies.map(({ phoneKey }) => phoneKey),
      replies.map(({ details }) => String(details['phone'] ?? '')),
      replies.map(({ at }) => new Date(at)),
    ],
  );
}
