import { type Delivery, type DeliveryStatus, moves, type VerificationEvent } from '@latchkey/core';
import type { Queryable } from '../platform/database/transaction.js';
import { arraysOf, type Column, namesOf, valuesOf } from './columns.js';

/** What became of receipts. */
export interface Matched {
  /** They changed their delivery. Each now says what it is counted by: the delivery's own purpose, template, start… */
  readonly applied: readonly VerificationEvent[];
  /** Their delivery had a receipt already. */
  readonly duplicates: number;
  /** Nobody knows their message: put aside until somebody does, or their time is over. */
  readonly unmatched: number;
}

/** What a receipt says by itself. The provider's echo of our delivery id is there with some providers only. */
const KEYS: readonly Column<VerificationEvent>[] = [
  ['tenant_id', 'text', (receipt) => receipt.tenantId],
  ['account_id', 'text', accountOf],
  ['provider_message_id', 'text', messageOf],
  ['phone_key', 'text', (receipt) => receipt.phoneKey],
];
const WITH_ECHO: readonly Column<VerificationEvent>[] = [
  ...KEYS,
  ['delivery_id', 'text', (receipt) => receipt.deliveryId],
];

function accountOf({ accountId, details }: VerificationEvent): string {
  return accountId ?? String(details['accountId'] ?? '');
}

function messageOf({ details }: VerificationEvent): string {
  return String(details['providerMessageId'] ?? '');
}

/** By the provider's message id or, where the provider echoed it, by our own; the number must be the message's in any case. */
const MATCH = `
  WITH receipt (${namesOf(WITH_ECHO)}, number) AS (SELECT * FROM unnest(${arraysOf(WITH_ECHO)}) WITH ORDINALITY),
  match AS (
    SELECT receipt.number, delivery.tenant_id, delivery.id FROM receipt JOIN delivery
      ON delivery.provider_message_id = receipt.provider_message_id AND delivery.tenant_id = receipt.tenant_id
      AND delivery.account_id = receipt.account_id AND delivery.phone_key = receipt.phone_key
    UNION
    SELECT receipt.number, delivery.tenant_id, delivery.id FROM receipt JOIN delivery
      ON delivery.tenant_id = receipt.tenant_id AND delivery.id = receipt.delivery_id
      AND delivery.account_id IN ('', receipt.account_id) AND delivery.phone_key = receipt.phone_key)
  SELECT match.number, delivery.tenant_id, delivery.id, delivery.mode, delivery.state, delivery.purpose,
    delivery.verification_id, delivery.country, delivery.template_id, delivery.at
  FROM match JOIN delivery USING (tenant_id, id) ORDER BY delivery.tenant_id, delivery.id FOR UPDATE OF delivery`;

interface DeliveryRow {
  /** Which of the receipts it is the delivery of, from 1; a bigint, which pg gives as text. */
  readonly number: string;
  readonly tenant_id: string;
  readonly id: string;
  readonly mode: Delivery['mode'];
  readonly state: DeliveryStatus;
  readonly purpose: string;
  readonly verification_id: string;
  readonly country: string;
  readonly template_id: string;
  readonly at: Date;
}

const UPDATES: readonly Column<VerificationEvent>[] = [
  ['tenant_id', 'text', (receipt) => receipt.tenantId],
  ['id', 'text', (receipt) => receipt.deliveryId],
  ['state', 'text', (receipt) => receipt.outcome],
  ['reason', 'text', ({ details }) => String(details['bucket'] ?? '')],
  ['provider_code', 'text', ({ details }) => String(details['code'] ?? '')],
  ['provider_message_id', 'text', messageOf],
  ['account_id', 'text', accountOf],
  ['received_at', 'timestamptz', ({ details }) => receivedAt(details['receivedAt'])],
  ['receipt_at', 'timestamptz', (receipt) => receipt.at],
];
const UPDATE = `
  UPDATE delivery SET state = receipt.state, reason = receipt.reason, provider_code = receipt.provider_code,
    provider_message_id = coalesce(delivery.provider_message_id, receipt.provider_message_id),
    account_id = CASE WHEN delivery.account_id = '' THEN receipt.account_id ELSE delivery.account_id END,
    received_at = receipt.received_at, receipt_at = receipt.receipt_at, ask_at = NULL
  FROM unnest(${arraysOf(UPDATES)}) AS receipt (${namesOf(UPDATES)})
  WHERE delivery.tenant_id = receipt.tenant_id AND delivery.id = receipt.id`;

/** Undefined for a time the provider did not give, or not as one. */
function receivedAt(given: string | number | undefined): number | undefined {
  const ms = typeof given === 'string' ? Date.parse(given) : NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

const UNMATCHED: readonly Column<VerificationEvent>[] = [
  ...KEYS,
  ['at', 'timestamptz', (receipt) => receipt.at],
  ['event', 'jsonb', (receipt) => JSON.stringify(receipt)],
];
const PUT_ASIDE = `INSERT INTO unmatched_receipt (${namesOf(UNMATCHED)}) SELECT * FROM unnest(${arraysOf(UNMATCHED)})
  ON CONFLICT DO NOTHING`;

const SETTLED: readonly Column<Delivery>[] = [
  ['tenant_id', 'text', (delivery) => delivery.tenantId],
  ['account_id', 'text', ({ settlement }) => settlement?.accountId],
  ['provider_message_id', 'text', ({ settlement }) => settlement?.providerMessageId],
  ['phone_key', 'text', (delivery) => delivery.phoneKey],
];
const TAKE_WAITING = `DELETE FROM unmatched_receipt USING unnest(${arraysOf(SETTLED)}) AS settled (${namesOf(SETTLED)})
  WHERE ${SETTLED.map(([name]) => `unmatched_receipt.${name} = settled.${name}`).join(' AND ')} RETURNING event`;

/** Takes the receipts that came before our own record of the messages they are for. */
export async function takeWaitingReceipts(
  client: Queryable,
  settled: readonly Delivery[],
): Promise<VerificationEvent[]> {
  const named = settled.filter(({ settlement }) => settlement?.providerMessageId !== undefined);
  if (named.length === 0) return [];
  const { rows } = await client.query<{ event: VerificationEvent }>(TAKE_WAITING, valuesOf(SETTLED, named));
  return rows.map(({ event }) => event);
}

const TAKE_KNOWN = `DELETE FROM unmatched_receipt WHERE (tenant_id, account_id, provider_message_id, phone_key) IN (
  SELECT waiting.tenant_id, waiting.account_id, waiting.provider_message_id, waiting.phone_key
  FROM unmatched_receipt waiting JOIN delivery
    ON delivery.provider_message_id = waiting.provider_message_id AND delivery.tenant_id = waiting.tenant_id
    AND delivery.account_id = waiting.account_id AND delivery.phone_key = waiting.phone_key
  UNION ALL
  SELECT waiting.tenant_id, waiting.account_id, waiting.provider_message_id, waiting.phone_key
  FROM unmatched_receipt waiting JOIN delivery
    ON delivery.tenant_id = waiting.tenant_id AND delivery.id = waiting.event->>'deliveryId'
    AND delivery.account_id IN ('', waiting.account_id) AND delivery.phone_key = waiting.phone_key
  LIMIT $1) RETURNING event`;

/** Takes the receipts whose message has become known without being told. */
export async function takeKnownReceipts(client: Queryable, limit: number): Promise<VerificationEvent[]> {
  const { rows } = await client.query<{ event: VerificationEvent }>(TAKE_KNOWN, [limit]);
  return rows.map(({ event }) => event);
}

/** Moves the deliveries that receipts are for. The first receipt of a message counts, whatever a later one says. */
export async function applyReceipts(client: Queryable, receipts: readonly VerificationEvent[]): Promise<Matched> {
  if (receipts.length === 0) return { applied: [], duplicates: 0, unmatched: 0 };
  const { rows } = await client.query<DeliveryRow>(MATCH, valuesOf(WITH_ECHO, receipts));
  const deliveryOf = new Map(rows.map((row) => [Number(row.number) - 1, row]));
  const moved = new Set<string>();
  const applied: VerificationEvent[] = [];
  const strange: VerificationEvent[] = [];
  for (const [number, receipt] of receipts.entries()) {
    const delivery = deliveryOf.get(number);
    if (!delivery) {
      strange.push(receipt);
    } else if (!moved.has(delivery.id) && moves(delivery.state, receipt.outcome as DeliveryStatus)) {
      moved.add(delivery.id);
      applied.push(ofDelivery(receipt, delivery));
    }
  }
  if (applied.length > 0) await client.query(UPDATE, valuesOf(UPDATES, applied));
  const unmatched = strange.length > 0 ? (await client.query(PUT_ASIDE, valuesOf(UNMATCHED, strange))).rowCount : 0;
  return { applied, duplicates: receipts.length - applied.length - strange.length, unmatched: unmatched ?? 0 };
}

function ofDelivery(receipt: VerificationEvent, delivery: DeliveryRow): VerificationEvent {
  return {
    ...receipt,
    mode: delivery.mode,
    purpose: delivery.purpose,
    verificationId: delivery.verification_id,
    deliveryId: delivery.id,
    country: delivery.country,
    accountId: accountOf(receipt),
    templateId: delivery.template_id,
    startedAt: delivery.at.getTime(),
  };
}
