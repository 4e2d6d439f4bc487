import type { ReactElement } from 'react';
import { AutocompleteInput, ReferenceInput, required, useTranslate } from 'react-admin';
import { useBoundTenant } from '../session/useBoundTenant';

const MATCHES = 50;

/** Found by a part of the name. */
const search = (q: string) => ({ q });

/** Whose things to look at. */
export const TenantFilter = (_: { source: string; alwaysOn: boolean }) => {
  const translate = useTranslate();
  return (
    <ReferenceInput source="tenantId" reference="tenants" perPage={MATCHES} sort={{ field: 'name', order: 'ASC' }}>
      <AutocompleteInput
        label={translate('latchkey.owned.tenant')}
        optionText="name"
        filterToQuery={search}
        size="small"
        sx={{ minWidth: 220 }}
      />
    </ReferenceInput>
  );
};

export function useTenantFilter(): ReactElement[] {
  const bound = useBoundTenant();
  return bound === undefined ? [<TenantFilter key="tenantId" source="tenantId" alwaysOn />] : [];
}

/** Whom something is made for. Who is bound to a tenant makes it for that one. */
export const TenantInput = () => (
  <ReferenceInput source="tenantId" reference="tenants" perPage={MATCHES} sort={{ field: 'name', order: 'ASC' }}>
    <AutocompleteInput label="latchkey.owned.tenant" optionText="name" filterToQuery={search} validate={required()} />
  </ReferenceInput>
);
