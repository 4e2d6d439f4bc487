import type { SealPhone } from '@latchkey/core';
import { LRUCache } from 'lru-cache';
import type { SealedPlace } from '../platform/crypto/sealed-box.js';
import type { TenantKeys } from '../platform/crypto/tenant-keys.js';

/** A place is written as text once: for every number anew it would cost a fifth of the sealing. */
const PLACES_KEPT = 1_000;

/** The event it stands in has no row of its own yet when a number is sealed; the tenant's key binds it to its tenant. */
const placeOf = (tenantId: string): SealedPlace => ({
  tenantId,
  table: 'verification_event',
  column: 'details.sealedPhone',
  row: '',
});

/**
 * Seals numbers under their tenant's data key, which the look-up of the caller's key has just put into memory: a start does
 * not wait for the database. Without the key, which happens when more tenants are busy than fit, the number is not kept.
 */
export function phoneSealer(keys: TenantKeys): SealPhone {
  const places = new LRUCache<string, SealedPlace>({ max: PLACES_KEPT });
  return (tenantId, e164) => {
    let place = places.get(tenantId);
    if (!place) places.set(tenantId, (place = placeOf(tenantId)));
    return keys.known(tenantId)?.seal(e164, place) ?? '';
  };
}

/** For operators who may read a number. Throws SealedBoxError. */
export async function openPhone(keys: TenantKeys, tenantId: string, sealed: string): Promise<string> {
  return (await keys.box(tenantId)).open(sealed, placeOf(tenantId)).toString();
}
