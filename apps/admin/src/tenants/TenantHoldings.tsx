import { Card, CardActionArea, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Tenant } from './tenant';

const COUNTS = { apiKeys: 'api-keys', accounts: 'accounts', signatures: 'signatures', templates: 'templates' } as const;

/** How much a tenant has of what belongs to it; each number leads to what it counts. */
export const TenantHoldings = (tenant: Pick<Tenant, 'id' | keyof typeof COUNTS>) => {
  const translate = useTranslate();
  return (
    <Box
      component="section"
      aria-label={translate('latchkey.tenants.holdings')}
      sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: '1fr 1fr', sm: 'repeat(4, 1fr)' } }}
    >
      {Object.entries(COUNTS).map(([count, resource]) => (
        <Card key={count}>
          <CardActionArea component={Link} to={listOf(resource, tenant.id)} sx={{ p: 2, height: '100%' }}>
            <Typography variant="body2" color="textSecondary">
              {translate(`resources.tenants.fields.${count}`)}
            </Typography>
            <Typography variant="h5" component="p">
              {tenant[count as keyof typeof COUNTS]}
            </Typography>
          </CardActionArea>
        </Card>
      ))}
    </Box>
  );
};

const listOf = (resource: string, tenantId: string) =>
  `/${resource}?${new URLSearchParams({ filter: JSON.stringify({ tenantId }) })}`;
