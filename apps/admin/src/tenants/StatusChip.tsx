import { Chip } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Tenant } from './tenant';

export const StatusChip = ({ status }: Pick<Tenant, 'status'>) => {
  const translate = useTranslate();
  return (
    <Chip
      label={translate(`latchkey.tenants.status.${status}`)}
      color={status === 'active' ? 'success' : 'warning'}
      variant="outlined"
    />
  );
};
