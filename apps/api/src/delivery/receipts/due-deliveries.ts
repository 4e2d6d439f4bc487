import { type FoundMessage, type OpenDelivery, RIVAL_MS } from '@latchkey/core';
import type pg from 'pg';

type Pool = Pick<pg.Pool, 'query'>;

/** A delivery that it is time to ask about. */
export interface DueDelivery extends OpenDelivery {
  /** Empty where the process that knew it is gone. */
  readonly accountId: string;
  readonly sealedPhone: string;
}

/** Deliveries of one round. */
export const AT_ONCE = 50;
/** A worker that claimed deliveries and died is forgotten after this long; the slowest round is over before. */
const CLAIM_MS = 10 * 60_000;

type Row = Omit<DueDelivery, 'at'> & { readonly at: Date };

/** Takes deliveries that are due, so that no other worker asks about them; first those of which nobody knows whether they went out. */
export async function claimDue(pool: Pool, nowMs: number): Promise<DueDelivery[]> {
  const unknown = await claim(pool, 'unknown', nowMs, AT_ONCE);
  return [...unknown, ...(await claim(pool, 'accepted', nowMs, AT_ONCE - unknown.length))];
}

async function claim(pool: Pool, state: DueDelivery['state'], nowMs: number, limit: number): Promise<DueDelivery[]> {
  const { rows } = await pool.query<Row>(
    `UPDATE delivery SET ask_at = $2 WHERE (tenant_id, id) IN (
       SELECT tenant_id, id FROM delivery
       WHERE ask_at <= $1 AND state = '${state}' AND provider IN ('', 'tencent')
       ORDER BY ask_at LIMIT $3 FOR UPDATE SKIP LOCKED)
     RETURNING tenant_id AS "tenantId", id, mode, state, verification_id AS "verificationId", purpose,
       phone_key AS "phoneKey", sealed_phone AS "sealedPhone", country, account_id AS "accountId",
       template_id AS "templateId", signature_id AS "signatureId", provider_message_id AS "providerMessageId", at`,
    [new Date(nowMs), new Date(nowMs + CLAIM_MS), limit],
  );
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

/**
 * When they are asked about again; never, when there is no time. What became final in the meantime is left as it is.
 * @param asked whether they were asked about, to count it
 */
export async function putOff(
  pool: Pool,
  deliveries: readonly DueDelivery[],
  nextMs: number | undefined,
  asked: boolean,
): Promise<void> {
  if (deliveries.length === 0) return;
  await pool.query(
    `UPDATE delivery SET ask_at = $3, asked = asked + $4 FROM unnest($1::text[], $2::text[]) AS due (tenant_id, id)
     WHERE delivery.tenant_id = due.tenant_id AND delivery.id = due.id AND state IN ('accepted', 'unknown')`,
    [
      deliveries.map(({ tenantId }) => tenantId),
      deliveries.map(({ id }) => id),
      nextMs === undefined ? null : new Date(nextMs),
      asked ? 1 : 0,
    ],
  );
}

/** Which of the messages found belong to other deliveries, whichever tenant's. */
export async function takenMessages(
  pool: Pool,
  { id }: DueDelivery,
  found: readonly FoundMessage[],
): Promise<ReadonlySet<string>> {
  const ids = found.map(({ providerMessageId }) => providerMessageId).filter((messageId) => messageId !== '');
  if (ids.length === 0) return new Set();
  const { rows } = await pool.query<{ message: string }>(
    'SELECT provider_message_id AS message FROM delivery WHERE provider_message_id = ANY($1) AND id <> $2',
    [ids, id],
  );
  return new Set(rows.map(({ message }) => message));
}

/** Whether another delivery to the number may be what a record of the time tells of. */
export async function isRivalled(pool: Pool, delivery: DueDelivery, tenantIds: readonly string[]): Promise<boolean> {
  if (delivery.providerMessageId) return false;
  const { rowCount } = await pool.query(
    `SELECT 1 FROM delivery WHERE tenant_id = ANY($1) AND at BETWEEN $2 AND $3 AND phone_key = $4 AND id <> $5
       AND provider_message_id IS NULL AND state IN ('sending', 'unknown', 'expired') LIMIT 1`,
    [tenantIds, new Date(delivery.at - RIVAL_MS), new Date(delivery.at + RIVAL_MS), delivery.phoneKey, delivery.id],
  );
  return rowCount === 1;
}
