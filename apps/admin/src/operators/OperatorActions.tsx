import { MenuItem, TextField } from '@mui/material';
import Box from '@mui/material/Box';
import { useState } from 'react';
import { useNotify, useRefresh, useTranslate } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import { DeedButton } from '../layout/DeedButton';
import { failureKey } from '../layout/LoadFailure';
import { Section } from '../layout/Section';
import { LinkDialog } from './LinkDialog';
import { type Invited, type Operator, ROLES } from './operator';

/** Role, access, and a new link for whoever lost theirs. */
export const OperatorActions = ({ operator }: { operator: Operator }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const refresh = useRefresh();
  const [link, setLink] = useState<string>();
  const disabled = operator.status === 'disabled';

  const change = (body: object) => consoleRequest(`operators/${operator.id}`, { method: 'PATCH', body }).then(refresh);
  const tell = (error: unknown) => notify(failureKey(error), { type: 'error' });
  const newLink = async () => {
    const { body } = await consoleRequest(`operators/${operator.id}/link`, { method: 'POST', body: {} });
    setLink((body as Invited).link);
    refresh();
  };
  const disabling = {
    title: translate('latchkey.operators.disable_title', { name: operator.name }),
    text: translate('latchkey.operators.disable_how'),
    name: operator.name,
  };

  return (
    <Section title={translate('latchkey.operators.access')} text={translate('latchkey.operators.access_how')}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
        <TextField
          select
          label={translate('resources.operators.fields.role')}
          value={operator.role}
          onChange={(event) => void change({ role: event.target.value }).catch(tell)}
          sx={{ width: 180 }}
        >
          {ROLES.map((role) => (
            <MenuItem key={role} value={role}>
              {translate(`latchkey.operators.role.${role}`)}
            </MenuItem>
          ))}
        </TextField>
        <DeedButton
          variant="outlined"
          disabled={disabled}
          label={translate('latchkey.operators.new_link')}
          act={newLink}
        />
        {disabled ? (
          <DeedButton
            variant="outlined"
            label={translate('latchkey.operators.enable')}
            act={() => change({ status: 'active' })}
          />
        ) : (
          <DeedButton
            variant="outlined"
            color="error"
            label={translate('latchkey.operators.disable')}
            question={disabling}
            act={() => change({ status: 'disabled' })}
          />
        )}
      </Box>
      <LinkDialog link={link} close={() => setLink(undefined)} />
    </Section>
  );
};
