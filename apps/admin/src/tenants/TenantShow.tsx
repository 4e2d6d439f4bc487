import { Skeleton } from '@mui/material';
import Box from '@mui/material/Box';
import { Show, useShowContext } from 'react-admin';
import { patience } from '../api/patience';
import { BackToList } from '../layout/BackToList';
import { LoadFailure } from '../layout/LoadFailure';
import { PageHead } from '../layout/PageHead';
import { StatusChip } from './StatusChip';
import { TenantActions } from './TenantActions';
import { TenantHoldings } from './TenantHoldings';
import { TenantSettings } from './TenantSettings';
import type { Tenant } from './tenant';

const Page = () => {
  const { record, error } = useShowContext<Tenant>();
  if (error && !record) return <LoadFailure error={error} />;
  if (!record) return <Skeleton variant="rounded" height={360} />;
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <PageHead
        title={record.name}
        marks={<StatusChip {...record} />}
        actions={
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
            <TenantActions {...record} />
          </Box>
        }
      />
      <TenantHoldings {...record} />
      <TenantSettings {...record} />
    </Box>
  );
};

const TenantShow = () => (
  <Show<Tenant>
    component="div"
    actions={false}
    title={<BackToList resource="tenants" />}
    queryOptions={patience}
    sx={{ maxWidth: 960 }}
  >
    <Page />
  </Show>
);

export default TenantShow;
