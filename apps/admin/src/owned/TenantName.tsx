import type { MouseEvent } from 'react';
import { Link, type RaRecord, useCreatePath, useGetManyAggregate } from 'react-admin';
import type { Tenant } from '../tenants/tenant';
import { useBoundTenant } from '../session/useBoundTenant';
import type { Column } from './Column';

/** Whose something is, with the way there. */
export const TenantName = ({ id }: { id: string }) => {
  const tenant = useTenant(id);
  const createPath = useCreatePath();
  return (
    <Link
      to={createPath({ resource: 'tenants', type: 'show', id })}
      underline="hover"
      onClick={(event: MouseEvent) => event.stopPropagation()}
    >
      {tenant?.name ?? id}
    </Link>
  );
};

/** Asked once for all the rows of a page. */
export function useTenant(id: string | undefined): Tenant | undefined {
  const { data } = useGetManyAggregate<Tenant>(
    'tenants',
    { ids: id === undefined ? [] : [id] },
    { enabled: id !== undefined },
  );
  return data?.[0];
}

/** Who is bound to one tenant need not be told whose everything is. */
export function useTenantColumn<R extends RaRecord & { tenantId: string }>(): Column<R>[] {
  const bound = useBoundTenant();
  return bound === undefined ? [{ source: 'tenantId', show: ({ tenantId }) => <TenantName id={tenantId} /> }] : [];
}
