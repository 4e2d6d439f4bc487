import { Chip } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Operator } from './operator';

export const RoleChip = ({ role }: Pick<Operator, 'role'>) => {
  const translate = useTranslate();
  return (
    <Chip
      label={translate(`latchkey.operators.role.${role}`)}
      color={role === 'owner' ? 'primary' : 'default'}
      variant="outlined"
    />
  );
};

const COLOR = { active: 'success', invited: 'default', disabled: 'warning' } as const;

export const OperatorStatus = ({ status }: Pick<Operator, 'status'>) => {
  const translate = useTranslate();
  return <Chip label={translate(`latchkey.operators.status.${status}`)} color={COLOR[status]} variant="outlined" />;
};
