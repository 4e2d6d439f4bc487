import { type PassedOver, passedOverOf } from '@latchkey/core';
import { Prisma } from '../generated/prisma/client.js';
import type { Rows } from '../tenant/tenant-repository.js';
import type { EventFilter } from './filters.js';
import {
  beyond,
  during,
  equalTo,
  type KeysetPage,
  ofTenant,
  anyTenantUnless,
  pageOf,
  type Position,
  whereAll,
} from './keyset.js';

/** An event as operators see it: its number masked, its ciphertexts left out. */
export interface EventView extends Position {
  readonly tenantId: string;
  readonly mode: string;
  readonly type: string;
  readonly outcome: string;
  readonly purpose: string;
  readonly verificationId: string;
  readonly deliveryId: string | null;
  readonly attempt: number | null;
  readonly window: string | null;
  readonly country: string;
  readonly accountId: string;
  readonly templateId: string;
  readonly keyId: string;
  readonly clientIp: string;
  readonly providerCode: string;
  /** Masked; empty where the event names no number by itself. */
  readonly phone: string;
  readonly details: Readonly<Record<string, string | number>>;
}

/** An event as it is shown by itself, with what its details tell of other accounts. */
export interface ShownEvent extends EventView {
  /** The accounts that refused the message before the one that decided. */
  readonly passedOver: readonly PassedOver[];
}

/** An event with what finds and opens its number. */
export interface StoredEvent extends EventView {
  readonly phoneKey: string;
  readonly sealedPhone: string;
}

const COLUMNS = Prisma.raw(
  `at, id::text AS id, tenant_id AS "tenantId", mode, type, outcome, purpose, verification_id AS "verificationId",
   delivery_id AS "deliveryId", attempt, window_name AS "window", country, account_id AS "accountId",
   template_id AS "templateId", phone_key AS "phoneKey", key_id AS "keyId", client_ip AS "clientIp", provider_code AS "providerCode",
   coalesce(details ->> 'phone', '') AS phone, coalesce(details ->> 'sealedPhone', '') AS "sealedPhone",
   details - '{phone,sealedPhone,keyId,clientIp,country,accountId,templateId,providerCode}'::text[] AS details`,
);

/** One page of events, newest first. Whatever is filtered by and however deep the page lies, an index leads to it. */
export async function eventPage(
  rows: Rows,
  filter: EventFilter,
  { after, limit }: { readonly after?: Position | undefined; readonly limit: number },
): Promise<KeysetPage<StoredEvent>> {
  const found = await rows.$queryRaw<StoredEvent[]>`
    SELECT ${COLUMNS} FROM verification_event ${whereAll([...conditionsOf(filter), ...beyond(after, 'uuid')])}
    ORDER BY verification_event.at DESC, verification_event.id DESC LIMIT ${limit + 1}`;
  return pageOf(found, limit);
}

/** More than any verification has: a page that somebody floods with guesses must not take the process with it. */
const MOST_OF_ONE = 1_000;

/** The events of one verification, in no order; none when there is no such verification. */
export function eventsOf(rows: Rows, tenantId: string | undefined, verificationId: string): Promise<StoredEvent[]> {
  return rows.$queryRaw<StoredEvent[]>`
    SELECT ${COLUMNS} FROM verification_event WHERE ${ofTenant(tenantId)} AND verification_id = ${verificationId}
    LIMIT ${MOST_OF_ONE}`;
}

/** As it may be shown. */
export function eventView({ phoneKey: _, sealedPhone: __, ...event }: StoredEvent): ShownEvent {
  const { passedOver: ___, ...details } = event.details;
  return { ...event, details, passedOver: passedOverOf(event.details) };
}

function conditionsOf(filter: EventFilter): Prisma.Sql[] {
  return [
    ...equalTo({
      tenant_id: filter.tenantId,
      phone_key: filter.phoneKey,
      verification_id: filter.verificationId,
      delivery_id: filter.deliveryId,
      mode: filter.mode,
      type: filter.type,
      outcome: filter.outcome,
      purpose: filter.purpose,
      country: filter.country,
      account_id: filter.accountId,
      template_id: filter.templateId,
      key_id: filter.keyId,
      client_ip: filter.clientIp,
      window_name: filter.window,
      provider_code: filter.providerCode,
    }),
    ...anyTenantUnless(filter.tenantId, filter.phoneKey ?? filter.verificationId),
    ...during(filter),
  ];
}
