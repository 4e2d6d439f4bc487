import { FormControlLabel, Switch, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import { AuthenticatorSecret } from './AuthenticatorSecret';
import { CodeField, NameField, PasswordField } from './fields';
import { Form } from './Form';
import { SessionPage } from './SessionPage';

/** What the console API says of a link. */
export interface Offer {
  /** Absent for the link that makes an owner. */
  readonly operator?: { readonly name: string; readonly signInName: string };
  readonly secondFactor: { readonly required: boolean; readonly secret: string; readonly uri: string };
}

interface Props {
  readonly token: string;
  readonly offer: Offer;
  readonly done: (recoveryCodes: readonly string[]) => void;
}

/** Names, password and authenticator. Everything is sent at once, and until then nothing is changed. */
export const SetupForm = ({ token, offer: { operator, secondFactor }, done }: Props) => {
  const translate = useTranslate();
  const [name, setName] = useState('');
  const [signInName, setSignInName] = useState('');
  const [password, setPassword] = useState('');
  const [withFactor, setWithFactor] = useState(true);
  const [code, setCode] = useState('');

  const finish = async () => {
    const names = operator ? {} : { name, signInName };
    const body = { token, ...names, password, ...(withFactor ? { code } : {}) };
    const answer = await consoleRequest('session/setup', { method: 'POST', body });
    done((answer.body as { recoveryCodes: readonly string[] }).recoveryCodes);
  };

  const title = operator
    ? translate('latchkey.session.welcome', { name: operator.name })
    : translate('latchkey.session.setup');
  return (
    <SessionPage title={title}>
      <Typography color="textSecondary">
        {operator
          ? translate('latchkey.session.welcome_how', { name: operator.signInName })
          : translate('latchkey.session.setup_how')}
      </Typography>
      <Form submit={finish} action="latchkey.session.finish" refused="latchkey.session.used">
        {!operator && <YourName value={name} onChange={setName} />}
        {!operator && <NameField value={signInName} onChange={setSignInName} />}
        <PasswordField
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          helperText={translate(withFactor ? 'latchkey.session.password_rule' : 'latchkey.session.password_rule_alone')}
        />
        {!secondFactor.required && <WithFactor value={withFactor} onChange={setWithFactor} />}
        {withFactor && <AuthenticatorSecret {...secondFactor} />}
        {withFactor && <CodeField value={code} onChange={setCode} />}
      </Form>
    </SessionPage>
  );
};

const YourName = ({ value, onChange }: { value: string; onChange: (value: string) => void }) => {
  const translate = useTranslate();
  return (
    <TextField
      label={translate('latchkey.session.your_name')}
      name="name"
      autoComplete="name"
      required
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
};

/** Operators of one tenant may do without; the longer password is asked for then. */
const WithFactor = ({ value, onChange }: { value: boolean; onChange: (value: boolean) => void }) => {
  const translate = useTranslate();
  return (
    <FormControlLabel
      control={<Switch checked={value} onChange={(_, checked) => onChange(checked)} />}
      label={translate('latchkey.session.with_authenticator')}
    />
  );
};
