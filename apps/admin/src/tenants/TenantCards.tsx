import Box from '@mui/material/Box';
import { SimpleList, useLocaleState } from 'react-admin';
import { countryName } from '../i18n/wording';
import { StatusChip } from './StatusChip';
import type { Tenant } from './tenant';

/** Tenants on a narrow screen. */
export const TenantCards = () => {
  const [locale] = useLocaleState();
  return (
    <SimpleList<Tenant>
      rowClick="show"
      primaryText={(tenant) => (
        <Box component="span" sx={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center', gap: 1 }}>
          <Box component="span" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
            {tenant.name}
          </Box>
          <StatusChip {...tenant} />
        </Box>
      )}
      secondaryText={(tenant) => `${countryName(tenant.homeCountry, locale)} · ${tenant.timeZone}`}
    />
  );
};
