import type { Resource, Standing } from '@latchkey/core';
import type { ConsoleScope, SignedIn } from '../../operator/index.js';
import type { TenantKeys } from '../../platform/crypto/tenant-keys.js';
import type { Rows } from '../tenant-repository.js';
import { demandOwner } from './owned.js';

/* The writes of things that belong to a tenant, each with its entry in the operator log. */

/** Makes one for a tenant. Throws Refused for a `tenantId` that is no tenant of the operator's. */
export function addOwned<Made extends { readonly id: string }>(
  scope: ConsoleScope,
  keys: TenantKeys,
  operator: SignedIn,
  { resource, tenantId }: { readonly resource: Resource; readonly tenantId: string },
  make: (rows: Rows) => Promise<Made>,
) {
  return scope.change(operator, async (rows, tell) => {
    await demandOwner(rows, keys, operator, tenantId);
    const after = await make(rows);
    await tell({ action: 'create', resource, objectId: after.id, tenantId, after });
    return { tenantId, ...after };
  });
}

/** Changes one, entering how it was and how it is. `find` throws Refused with `not_found`. */
export function changeOwned<Found extends { readonly tenantId: string }, Changed extends object>(
  scope: ConsoleScope,
  operator: SignedIn,
  { resource, id }: { readonly resource: Resource; readonly id: string },
  find: (rows: Rows, operator: Standing, id: string) => Promise<Found>,
  change: (rows: Rows, tenantId: string) => Promise<Changed>,
) {
  return scope.change(operator, async (rows, tell) => {
    const { tenantId, ...before } = await find(rows, operator, id);
    const after = await change(rows, tenantId);
    await tell({ action: 'update', resource, objectId: id, tenantId, before, after });
    return { tenantId, ...after };
  });
}
