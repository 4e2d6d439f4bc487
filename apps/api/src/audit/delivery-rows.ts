import {
  askAfterMs,
  type Delivery,
  DELIVERY_RANKS,
  deliveryOf,
  merged,
  type Settlement,
  type VerificationEvent,
} from '@latchkey/core';
import type { Queryable } from '../platform/database/transaction.js';
import { type Column, namesOf } from './columns.js';
import { rowArray } from './row-array.js';

const settled =
  <T>(value: (settlement: Settlement) => T, otherwise: T | string | null = '') =>
  ({ settlement }: Delivery) =>
    settlement ? value(settlement) : otherwise;

/** The attributes of `delivery_row`. */
export const DELIVERY_COLUMNS: readonly Column<Delivery>[] = [
  ['tenant_id', 'text', (delivery) => delivery.tenantId],
  ['id', 'text', (delivery) => delivery.id],
  ['mode', 'text', (delivery) => delivery.mode],
  ['verification_id', 'text', (delivery) => delivery.verificationId],
  ['purpose', 'text', (delivery) => delivery.purpose],
  ['phone_key', 'text', (delivery) => delivery.phoneKey],
  ['phone', 'text', (delivery) => delivery.phone],
  ['sealed_phone', 'text', (delivery) => delivery.sealedPhone],
  ['country', 'text', (delivery) => delivery.country],
  ['state', 'text', (delivery) => delivery.state],
  ['at', 'timestamptz', (delivery) => delivery.at],
  ['account_id', 'text', settled(({ accountId }) => accountId)],
  ['provider', 'text', settled(({ provider }) => provider)],
  ['template_id', 'text', settled(({ templateId }) => templateId)],
  ['signature_id', 'text', settled(({ signatureId }) => signatureId)],
  ['segments', 'int', settled(({ segments }) => segments, 0)],
  ['provider_message_id', 'text', settled(({ providerMessageId }) => providerMessageId, null)],
  ['reason', 'text', settled(({ reason }) => reason)],
  ['provider_code', 'text', settled(({ providerCode }) => providerCode)],
  ['settled_at', 'timestamptz', settled(({ settledAt }) => settledAt, null)],
  ['latency_ms', 'int', settled(({ latencyMs }) => latencyMs, null)],
  ['ask_at', 'timestamptz', askAt],
];

function askAt({ state, settlement }: Delivery): number | null {
  const afterMs = askAfterMs(state);
  return settlement && afterMs !== undefined ? settlement.settledAt + afterMs : null;
}

/** The rank of a state, as SQL. */
const rank = (state: string) =>
  `CASE ${state} ${Object.entries(DELIVERY_RANKS)
    .map(([name, value]) => `WHEN '${name}' THEN ${value}`)
    .join(' ')} END`;

/** As `merged` in core: see there. */
const FORWARD = `(${rank('excluded.state')}) > (${rank('old.state')})`;
const SETTLES = `(excluded.settled_at IS NOT NULL AND (old.settled_at IS NULL OR old.provider = '' OR ${FORWARD}))`;
const newIf = (condition: string, ...names: string[]) =>
  names.map((name) => `${name} = CASE WHEN ${condition} THEN excluded.${name} ELSE old.${name} END`).join(', ');

/** A receipt may have come before the settlement: what it said of account, message id and reason stays. */
const UPSERT = `INSERT INTO delivery AS old (${namesOf(DELIVERY_COLUMNS)}) SELECT * FROM unnest($1::delivery_row[])
  ON CONFLICT (tenant_id, id) DO UPDATE SET at = least(old.at, excluded.at),
    ${newIf(`old.phone = ''`, 'phone')}, ${newIf(`old.sealed_phone = ''`, 'sealed_phone')},
    ${newIf(FORWARD, 'state', 'ask_at')}, ${newIf(`${SETTLES} AND old.receipt_at IS NULL`, 'reason', 'provider_code')},
    ${newIf(SETTLES, 'provider', 'template_id', 'signature_id', 'segments', 'settled_at', 'latency_ms')},
    ${newIf(`${SETTLES} AND excluded.account_id <> ''`, 'account_id')},
    ${newIf(`${SETTLES} AND excluded.provider_message_id IS NOT NULL`, 'provider_message_id')}`;

/** The deliveries that events tell of, written down. */
export interface DeliveryRows {
  /** Undefined when there are none. */
  readonly rows: Buffer | undefined;
  /** Those with a settlement. */
  readonly settled: readonly Delivery[];
}

export function deliveryRowsOf(events: readonly VerificationEvent[]): DeliveryRows {
  const deliveries = deliveriesOf(events);
  return {
    rows: deliveries.length > 0 ? rowArray(DELIVERY_COLUMNS, deliveries) : undefined,
    settled: deliveries.filter(({ settlement }) => settlement !== undefined),
  };
}

/** Brings deliveries up to date. */
export async function upsertDeliveries(client: Queryable, { rows }: DeliveryRows): Promise<void> {
  if (rows) await client.query(UPSERT, [rows]);
}

/** One per message, in the order in which every worker locks their rows. */
function deliveriesOf(events: readonly VerificationEvent[]): Delivery[] {
  const byKey = new Map<string, Delivery>();
  for (const event of events) {
    const learnt = deliveryOf(event);
    if (!learnt) continue;
    const key = `${learnt.tenantId} ${learnt.id}`;
    const known = byKey.get(key);
    byKey.set(key, known ? merged(known, learnt) : learnt);
  }
  return [...byKey.keys()].sort().map((key) => byKey.get(key)!);
}
