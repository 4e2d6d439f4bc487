import { Refused } from '@latchkey/core';
import type { TenantKeys } from '../platform/crypto/tenant-keys.js';
import { openPhone } from '../tenant/index.js';
import type { Rows } from '../tenant/tenant-repository.js';
import { deliveriesOf } from './delivery-listing.js';
import { eventsOf } from './event-listing.js';

/** A number in full, and whose verification it belongs to. */
export interface Revealed {
  readonly tenantId: string;
  /** E.164. */
  readonly phone: string;
}

/**
 * The number of a verification. Throws Refused with `not_found` when there is no such verification, or its number was not kept
 * or was erased.
 */
export async function revealPhone(
  rows: Rows,
  keys: TenantKeys,
  ofTenant: string | undefined,
  verificationId: string,
): Promise<Revealed> {
  const [event, ...others] = await eventsOf(rows, ofTenant, verificationId);
  if (!event) throw new Refused({ kind: 'not_found' });
  const { tenantId } = event;
  const stored = [event, ...others, ...(await deliveriesOf(rows, tenantId, verificationId))];
  const sealed = stored.find(({ sealedPhone }) => sealedPhone !== '')?.sealedPhone;
  if (sealed === undefined) throw new Refused({ kind: 'not_found' });
  return { tenantId, phone: await openPhone(keys, tenantId, sealed) };
}
