import Box from '@mui/material/Box';
import { DataTable, useLocaleState } from 'react-admin';
import { countryName, dayIn } from '../i18n/wording';
import { RowLink } from '../layout/RowLink';
import { MONO } from '../layout/theme';
import { StatusChip } from './StatusChip';
import type { Tenant } from './tenant';

const Column = DataTable.Col<Tenant>;
const Count = DataTable.NumberCol<Tenant>;

/** Tenants where there is room for columns. */
export const TenantTable = () => {
  const [locale] = useLocaleState();
  return (
    <DataTable<Tenant> bulkActionButtons={false} rowClick="show" sx={{ '& td': { py: 1.25 } }}>
      <Column
        source="name"
        render={(tenant) => (
          <>
            <RowLink id={tenant.id}>{tenant.name}</RowLink>
            <Box sx={{ fontFamily: MONO, fontSize: '0.75rem', color: 'text.secondary' }}>{tenant.id}</Box>
          </>
        )}
      />
      <Column source="status" render={(tenant) => <StatusChip {...tenant} />} />
      <Column source="homeCountry" render={(tenant) => countryName(tenant.homeCountry, locale)} />
      <Column source="timeZone" />
      <Count source="apiKeys" disableSort />
      <Count source="accounts" disableSort />
      <Count source="templates" disableSort />
      <Column source="createdAt" render={(tenant) => dayIn(tenant.timeZone, tenant.createdAt, locale)} />
    </DataTable>
  );
};
