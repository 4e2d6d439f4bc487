import { Button } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { ConfirmDialog } from '../layout/ConfirmDialog';
import type { Tenant } from './tenant';
import { useChange } from './useChange';

/** Refuses a tenant everything, checks included; or ends that. */
export const SuspendButton = ({ id, name, status }: Pick<Tenant, 'id' | 'name' | 'status'>) => {
  const [open, setOpen] = useState(false);
  const translate = useTranslate();
  const suspended = status === 'suspended';
  const { busy, change } = useChange(
    `tenants/${id}/status`,
    () => `latchkey.suspending.${suspended ? 'ended' : 'done'}`,
  );
  if (suspended) {
    return (
      <Button variant="contained" disabled={busy} onClick={() => void change({ status: 'active' })}>
        {translate('latchkey.suspending.end')}
      </Button>
    );
  }
  return (
    <>
      <Button color="error" onClick={() => setOpen(true)}>
        {translate('latchkey.suspending.action')}
      </Button>
      <ConfirmDialog
        open={open}
        title={translate('latchkey.suspending.title', { name })}
        text={translate('latchkey.suspending.text')}
        action={translate('latchkey.suspending.action')}
        name={name}
        busy={busy}
        onClose={() => setOpen(false)}
        onConfirm={() => void change({ status: 'suspended' }).then(() => setOpen(false))}
      />
    </>
  );
};
