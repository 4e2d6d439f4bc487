import { Alert, Button, Link, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { refusalOf } from '../api/refusal';
import { Command } from '../layout/Command';
import { authProvider } from './authProvider';
import { CodeField, NameField, PasswordField } from './fields';
import { Form } from './Form';
import { SessionPage } from './SessionPage';
import { SingleSignOn } from './SingleSignOn';

/** Makes a link that lets its opener in, whatever became of passwords and phones. */
export const LINK_COMMAND = 'npx latchkey console link';

/** Name and password, then the code of the authenticator where there is one. */
export const SignInPage = () => {
  const translate = useTranslate();
  const [signInName, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string>();
  const title = translate(code === undefined ? 'latchkey.session.sign_in' : 'latchkey.session.second_step');

  const signIn = async () => {
    try {
      await authProvider.login({ signInName, password, ...(code === undefined ? {} : { code }) });
      // Loaded anew: nothing may remain of what the page knew of somebody who was not signed in.
      window.location.replace('/');
    } catch (error) {
      if (refusalOf(error)?.code !== 'second_factor_required') throw error;
      setCode('');
    }
  };
  const again = () => {
    setCode(undefined);
    setPassword('');
  };

  if (code !== undefined) {
    return (
      <SessionPage title={title}>
        <Form submit={signIn} action="latchkey.session.sign_in" refused="latchkey.session.wrong_code">
          <Typography color="textSecondary">{translate('latchkey.session.code_how')}</Typography>
          <CodeField value={code} onChange={setCode} recovery />
        </Form>
        <Button onClick={again}>{translate('latchkey.session.another_name')}</Button>
      </SessionPage>
    );
  }
  return (
    <SessionPage title={title}>
      <FailedSignOn />
      <Form submit={signIn} action="latchkey.session.sign_in" refused="latchkey.session.wrong">
        <NameField value={signInName} onChange={setName} />
        <PasswordField value={password} onChange={setPassword} autoComplete="current-password" />
      </Form>
      <SingleSignOn />
      <LockedOut />
    </SessionPage>
  );
};

/** Single sign-on leads back here when it let nobody in. */
const FailedSignOn = () => {
  const translate = useTranslate();
  if (window.location.hash !== '#sign-on-failed') return null;
  return <Alert severity="error">{translate('latchkey.session.sign_on_failed')}</Alert>;
};

const LockedOut = () => {
  const translate = useTranslate();
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <Link component="button" variant="body2" color="textSecondary" onClick={() => setOpen(true)}>
        {translate('latchkey.session.locked_out')}
      </Link>
    );
  }
  return (
    <>
      <Typography variant="body2">{translate('latchkey.session.locked_out_how')}</Typography>
      <Command>{LINK_COMMAND}</Command>
    </>
  );
};
