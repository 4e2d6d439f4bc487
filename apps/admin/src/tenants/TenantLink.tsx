import type { MouseEvent } from 'react';
import { Link, useCreatePath } from 'react-admin';
import type { Tenant } from './tenant';

/** Reaches a tenant's page by keyboard too, which a click on a row does not. */
export const TenantLink = ({ id, name }: Pick<Tenant, 'id' | 'name'>) => {
  const createPath = useCreatePath();
  return (
    <Link
      to={createPath({ resource: 'tenants', type: 'show', id })}
      underline="hover"
      sx={{ color: 'text.primary', fontWeight: 600, overflowWrap: 'anywhere' }}
      onClick={(event: MouseEvent) => event.stopPropagation()}
    >
      {name}
    </Link>
  );
};
