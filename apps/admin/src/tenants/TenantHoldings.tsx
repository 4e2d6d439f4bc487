import { Card, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { useTranslate } from 'react-admin';
import type { Tenant } from './tenant';

const COUNTS = ['apiKeys', 'accounts', 'templates'] as const;

/** How much a tenant has of what belongs to it. */
export const TenantHoldings = (tenant: Pick<Tenant, (typeof COUNTS)[number]>) => {
  const translate = useTranslate();
  return (
    <Card
      component="section"
      aria-label={translate('latchkey.tenants.holdings')}
      sx={{ display: 'grid', gridTemplateColumns: 'repeat(3, 1fr)' }}
    >
      {COUNTS.map((count) => (
        <Box
          key={count}
          sx={{
            p: 2,
            display: 'flex',
            flexDirection: 'column',
            justifyContent: 'space-between',
            '& + &': { borderLeft: 1, borderColor: 'divider' },
          }}
        >
          <Typography variant="body2" color="textSecondary">
            {translate(`resources.tenants.fields.${count}`)}
          </Typography>
          <Typography variant="h5" component="p">
            {tenant[count]}
          </Typography>
        </Box>
      ))}
    </Card>
  );
};
