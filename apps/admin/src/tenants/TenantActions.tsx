import EditIcon from '@mui/icons-material/EditOutlined';
import SetupIcon from '@mui/icons-material/RocketLaunchOutlined';
import { Button } from '@mui/material';
import { Link, useCanAccess, useTranslate } from 'react-admin';
import { SendingSwitch } from './SendingSwitch';
import { SuspendButton } from './SuspendButton';
import type { Tenant } from './tenant';

/** What can be done about a tenant. */
export const TenantActions = (tenant: Tenant) => {
  const { canAccess } = useCanAccess({ action: 'edit', resource: 'tenants' });
  const translate = useTranslate();
  if (!canAccess) return null;
  return (
    <>
      <Button component={Link} to={`/tenants/${tenant.id}/setup`} startIcon={<SetupIcon />}>
        {translate('latchkey.setup.open')}
      </Button>
      <Button component={Link} to={`/tenants/${tenant.id}`} startIcon={<EditIcon />}>
        {translate('ra.action.edit')}
      </Button>
      {tenant.status === 'active' && <SendingSwitch path={`tenants/${tenant.id}/sending`} sending={tenant.sending} />}
      <SuspendButton {...tenant} />
    </>
  );
};
