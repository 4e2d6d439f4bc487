import { Card, Chip, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { useLocaleState, useTranslate } from 'react-admin';
import { countryName, languageName, momentIn, zoneName } from '../i18n/wording';
import { CopyButton } from '../layout/Command';
import { MONO } from '../layout/theme';
import type { Tenant } from './tenant';

/** What a tenant is set to. */
export const TenantSettings = (tenant: Tenant) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  return (
    <Card component="section" sx={{ p: { xs: 2, sm: 3 } }}>
      <Typography variant="h6" component="h2" sx={{ mb: 2 }}>
        {translate('latchkey.tenants.settings')}
      </Typography>
      <Box component="dl" sx={{ m: 0, display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' } }}>
        <Setting field="id">
          <Box component="code" sx={{ fontFamily: MONO, fontSize: '0.8125rem' }}>
            {tenant.id}
          </Box>
          <CopyButton text={tenant.id} />
        </Setting>
        <Setting field="timeZone">{zoneName(tenant.timeZone)}</Setting>
        <Setting field="homeCountry">{countryName(tenant.homeCountry, locale)}</Setting>
        <Setting field="locale">{languageName(tenant.locale, locale)}</Setting>
        <Setting field="allowedCountries">
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, pt: 0.5 }}>
            {tenant.allowedCountries.map((code) => (
              <Chip key={code} label={countryName(code, locale)} variant="outlined" />
            ))}
          </Box>
        </Setting>
        <Setting field="createdAt">{momentIn(tenant.timeZone, tenant.createdAt, locale)}</Setting>
      </Box>
    </Card>
  );
};

const Setting = ({ field, children }: { field: keyof Tenant; children: ReactNode }) => {
  const translate = useTranslate();
  return (
    <div>
      <Typography component="dt" variant="body2" color="textSecondary">
        {translate(`resources.tenants.fields.${field}`)}
      </Typography>
      <Box component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>
        {children}
      </Box>
    </div>
  );
};
