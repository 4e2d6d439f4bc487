import { Button, MenuItem, TextField } from '@mui/material';
import Box from '@mui/material/Box';
import { useState } from 'react';
import { useNotify, useRefresh, useTranslate } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import { ConfirmDialog } from '../layout/ConfirmDialog';
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
  const [asking, setAsking] = useState(false);
  const disabled = operator.status === 'disabled';

  const run = (work: () => Promise<void>) =>
    void work().then(refresh, (error: unknown) => notify(failureKey(error), { type: 'error' }));
  const change = (body: object) =>
    run(async () => void (await consoleRequest(`operators/${operator.id}`, { method: 'PATCH', body })));
  const newLink = () =>
    run(async () => {
      const { body } = await consoleRequest(`operators/${operator.id}/link`, { method: 'POST', body: {} });
      setLink((body as Invited).link);
    });

  return (
    <Section title={translate('latchkey.operators.access')} text={translate('latchkey.operators.access_how')}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
        <TextField
          select
          label={translate('resources.operators.fields.role')}
          value={operator.role}
          onChange={(event) => change({ role: event.target.value })}
          sx={{ width: 180 }}
        >
          {ROLES.map((role) => (
            <MenuItem key={role} value={role}>
              {translate(`latchkey.operators.role.${role}`)}
            </MenuItem>
          ))}
        </TextField>
        <Button variant="outlined" disabled={disabled} onClick={newLink}>
          {translate('latchkey.operators.new_link')}
        </Button>
        {disabled ? (
          <Button variant="outlined" onClick={() => change({ status: 'active' })}>
            {translate('latchkey.operators.enable')}
          </Button>
        ) : (
          <Button variant="outlined" color="error" onClick={() => setAsking(true)}>
            {translate('latchkey.operators.disable')}
          </Button>
        )}
      </Box>
      <ConfirmDialog
        open={asking}
        title={translate('latchkey.operators.disable_title', { name: operator.name })}
        text={translate('latchkey.operators.disable_how')}
        action={translate('latchkey.operators.disable')}
        name={operator.name}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          change({ status: 'disabled' });
        }}
      />
      <LinkDialog link={link} close={() => setLink(undefined)} />
    </Section>
  );
};
