import { Refused } from '@latchkey/core';
import { Prisma } from '../generated/prisma/client.js';
import type { Rows } from '../tenant/tenant-repository.js';
import type { DeliveryFilter } from './filters.js';
import {
  anyTenantUnless,
  beyond,
  during,
  equalTo,
  type KeysetPage,
  ofTenant,
  pageOf,
  type Position,
  whereAll,
} from './keyset.js';

/** A message as operators see it: its number masked. */
export interface DeliveryView extends Position {
  readonly tenantId: string;
  readonly mode: string;
  readonly state: string;
  readonly verificationId: string;
  readonly purpose: string;
  /** Masked. */
  readonly phone: string;
  readonly country: string;
  readonly accountId: string;
  readonly provider: string;
  readonly templateId: string;
  readonly signatureId: string;
  readonly segments: number;
  readonly providerMessageId: string | null;
  readonly reason: string;
  readonly providerCode: string;
  readonly settledAt: Date | null;
  readonly latencyMs: number | null;
  readonly receivedAt: Date | null;
  readonly receiptAt: Date | null;
}

/** A delivery with what opens its number, for those who may. */
export interface StoredDelivery extends DeliveryView {
  readonly sealedPhone: string;
}

const COLUMNS = Prisma.raw(
  `at, id, tenant_id AS "tenantId", mode, state, verification_id AS "verificationId", purpose, phone, country,
   account_id AS "accountId", provider, template_id AS "templateId", signature_id AS "signatureId", segments,
   provider_message_id AS "providerMessageId", reason, provider_code AS "providerCode", settled_at AS "settledAt",
   latency_ms AS "latencyMs", received_at AS "receivedAt", receipt_at AS "receiptAt", sealed_phone AS "sealedPhone"`,
);

/** One page of deliveries, newest first; see `eventPage`. */
export async function deliveryPage(
  rows: Rows,
  filter: DeliveryFilter,
  { after, limit }: { readonly after?: Position | undefined; readonly limit: number },
): Promise<KeysetPage<StoredDelivery>> {
  const found = await rows.$queryRaw<StoredDelivery[]>`
    SELECT ${COLUMNS} FROM delivery ${whereAll([...conditionsOf(filter), ...beyond(after, 'text')])}
    ORDER BY at DESC, id DESC LIMIT ${limit + 1}`;
  return pageOf(found, limit);
}

/** Throws Refused with `not_found`. */
export async function storedDelivery(rows: Rows, tenantId: string | undefined, id: string): Promise<StoredDelivery> {
  const [found] = await rows.$queryRaw<StoredDelivery[]>`
    SELECT ${COLUMNS} FROM delivery WHERE ${ofTenant(tenantId)} AND id = ${id} LIMIT 1`;
  if (!found) throw new Refused({ kind: 'not_found' });
  return found;
}

/** The messages of one verification, oldest first. */
export function deliveriesOf(rows: Rows, tenantId: string, verificationId: string): Promise<StoredDelivery[]> {
  return rows.$queryRaw<StoredDelivery[]>`
    SELECT ${COLUMNS} FROM delivery WHERE tenant_id = ${tenantId} AND verification_id = ${verificationId} ORDER BY at, id`;
}

/** As it may be shown. */
export function deliveryView({ sealedPhone: _, ...delivery }: StoredDelivery): DeliveryView {
  return delivery;
}

function conditionsOf(filter: DeliveryFilter): Prisma.Sql[] {
  return [
    ...equalTo({
      tenant_id: filter.tenantId,
      phone_key: filter.phoneKey,
      verification_id: filter.verificationId,
      mode: filter.mode,
      state: filter.state,
      purpose: filter.purpose,
      country: filter.country,
      account_id: filter.accountId,
      template_id: filter.templateId,
      provider_code: filter.providerCode,
      reason: filter.reason,
    }),
    ...anyTenantUnless(filter.tenantId, filter.phoneKey ?? filter.verificationId),
    ...during(filter),
    ...(filter.billedIn === undefined ? [] : [billedIn(filter.billedIn)]),
  ];
}

/** As costs are summed: what a provider took, but for tests and the sandbox. */
const billedIn = (currency: string) =>
  Prisma.sql`mode = 'live' AND segments > 0 AND provider <> 'sandbox'
    AND tenant_id IN (SELECT id FROM tenant WHERE currency = ${currency})`;
