import { useTranslate } from 'react-admin';
import { DeedButton } from '../layout/DeedButton';
import type { Tenant } from './tenant';
import { useChange } from './useChange';

/** Refuses a tenant everything, checks included; or ends that. */
export const SuspendButton = ({ id, name, status }: Pick<Tenant, 'id' | 'name' | 'status'>) => {
  const translate = useTranslate();
  const suspended = status === 'suspended';
  const change = useChange(`tenants/${id}/status`, `latchkey.suspending.${suspended ? 'ended' : 'done'}`);
  if (suspended) {
    return (
      <DeedButton
        variant="contained"
        label={translate('latchkey.suspending.end')}
        act={() => change({ status: 'active' })}
      />
    );
  }
  const question = {
    title: translate('latchkey.suspending.title', { name }),
    text: translate('latchkey.suspending.text'),
    name,
  };
  return (
    <DeedButton
      color="error"
      label={translate('latchkey.suspending.action')}
      question={question}
      act={() => change({ status: 'suspended' })}
    />
  );
};
