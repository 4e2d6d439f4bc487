import Box from '@mui/material/Box';
import { useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import { Section } from '../layout/Section';
import { PasswordField } from '../session/fields';
import { Form } from '../session/Form';
import type { Account } from './AccountPage';

/** Chooses another password; the other sessions end with it. */
export const PasswordCard = ({ secondFactor }: Pick<Account, 'secondFactor'>) => {
  const translate = useTranslate();
  const notify = useNotify();
  const [password, setPassword] = useState('');
  const change = async () => {
    await consoleRequest('account/password', { method: 'PUT', body: { password } });
    setPassword('');
    notify('latchkey.account.password_changed', { type: 'success' });
  };
  return (
    <Section title={translate('latchkey.session.password')} text={translate('latchkey.account.password_how')}>
      <Box sx={{ maxWidth: 420 }}>
        <Form submit={change} action="latchkey.account.change_password">
          <PasswordField
            value={password}
            onChange={setPassword}
            autoComplete="new-password"
            helperText={translate(
              secondFactor ? 'latchkey.session.password_rule' : 'latchkey.session.password_rule_alone',
            )}
          />
        </Form>
      </Box>
    </Section>
  );
};
