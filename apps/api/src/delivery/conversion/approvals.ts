import type { VerificationEvent } from '@latchkey/core';
import type pg from 'pg';

type Queryable = Pick<pg.ClientBase, 'query'>;

/** An account that tells its provider which codes were used. */
const REPORTS = `a.provider = 'tencent' AND a.settings ->> 'reportConversion' = 'true'`;

/**
 * Puts down the approvals that a provider wants to hear of, for accounts that have it switched on. Part of the transaction that
 * stores the events, after their deliveries; safe to run for the same events again.
 */
export async function queueConversions(client: Queryable, events: readonly VerificationEvent[]): Promise<void> {
  const live = events.filter(
    ({ type, outcome, mode }) => type === 'check' && outcome === 'approved' && mode === 'live',
  );
  if (live.length === 0) return;
  const reporting = await tenantsThatReport(client);
  const approved = live.filter(({ tenantId }) => reporting.has(tenantId));
  if (approved.length === 0) return;
  await client.query(
    `INSERT INTO conversion (tenant_id, delivery_id, account_id, provider_message_id, at)
     SELECT d.tenant_id, d.id, d.account_id, d.provider_message_id, approved.at
     FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS approved (tenant_id, verification_id, at)
     JOIN delivery d ON d.tenant_id = approved.tenant_id AND d.verification_id = approved.verification_id
       AND d.provider_message_id <> ''
     JOIN provider_account a ON a.tenant_id = d.tenant_id AND a.id = d.account_id AND ${REPORTS}
     ORDER BY d.tenant_id, d.id
     ON CONFLICT DO NOTHING`,
    [
      approved.map(({ tenantId }) => tenantId),
      approved.map(({ verificationId }) => verificationId),
      approved.map(({ at }) => new Date(at)),
    ],
  );
}

/** Few or none as a rule; looking for the deliveries of all others' approvals cost a tenth of a batch. */
async function tenantsThatReport(client: Queryable): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ tenant_id: string }>(
    `SELECT DISTINCT a.tenant_id FROM provider_account a WHERE ${REPORTS}`,
  );
  return new Set(rows.map(({ tenant_id }) => tenant_id));
}
