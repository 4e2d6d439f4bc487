import { Chip } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Tenant } from './tenant';

/** Whether a tenant is served, and whether it may send. */
export const StatusChip = ({ status, sending }: Pick<Tenant, 'status' | 'sending'>) => {
  const translate = useTranslate();
  if (status === 'active' && !sending) {
    return <Chip label={translate('latchkey.tenants.status.stopped')} color="error" variant="outlined" />;
  }
  return (
    <Chip
      label={translate(`latchkey.tenants.status.${status}`)}
      color={status === 'active' ? 'success' : 'warning'}
      variant="outlined"
    />
  );
};
