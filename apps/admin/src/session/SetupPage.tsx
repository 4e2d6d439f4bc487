import { Button, LinearProgress, Typography } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import { useTranslate } from 'react-admin';
import { useLocation, useNavigate } from 'react-router-dom';
import { statusOf } from '../api/consoleRequest';
import { Command } from '../layout/Command';
import { authProvider } from './authProvider';
import { SessionPage } from './SessionPage';
import { LINK_COMMAND } from './SignInPage';

type State = { readonly kind: 'signing_in' | 'used' } | { readonly kind: 'failed'; readonly because: string };

/**
 * Where the one-time link leads. Its token stands after `#`, which browsers keep to themselves, and leaves the address bar
 * before it is used, so that it stays in no history.
 */
export const SetupPage = () => {
  const token = useRef('');
  const [state, setState] = useState<State>({ kind: 'signing_in' });
  const { hash } = useLocation();
  const navigate = useNavigate();

  useEffect(() => {
    const given = hash.replace(/^#(token=)?/, '');
    if (given !== '' && given !== token.current) {
      token.current = given;
      void navigate('/setup', { replace: true });
      void signIn(given, setState);
    } else if (token.current === '') setState({ kind: 'used' });
  }, [hash, navigate]);

  switch (state.kind) {
    case 'signing_in':
      return <SigningIn />;
    case 'used':
      return <UsedLink />;
    case 'failed':
      return <Failed because={state.because} again={() => void signIn(token.current, setState)} />;
  }
};

async function signIn(token: string, show: (state: State) => void) {
  show({ kind: 'signing_in' });
  try {
    await authProvider.login({ token });
    // Loaded anew: nothing may remain of what the page knew of somebody who was not signed in.
    window.location.replace('/');
  } catch (error) {
    const refused = statusOf(error) === 401 || statusOf(error) === 400;
    show(refused ? { kind: 'used' } : { kind: 'failed', because: (error as Error).message });
  }
}

const SigningIn = () => {
  const translate = useTranslate();
  return (
    <SessionPage title={translate('latchkey.session.signing_in')}>
      <LinearProgress />
    </SessionPage>
  );
};

const UsedLink = () => {
  const translate = useTranslate();
  return (
    <SessionPage title={translate('latchkey.session.used')}>
      <Typography>{translate('latchkey.session.used_why')}</Typography>
      <Command>{LINK_COMMAND}</Command>
      <Button href="/" variant="outlined">
        {translate('latchkey.open_console')}
      </Button>
    </SessionPage>
  );
};

const Failed = ({ because, again }: { because: string; again: () => void }) => {
  const translate = useTranslate();
  return (
    <SessionPage title={translate('latchkey.session.failed')}>
      <Typography role="alert">{translate(because)}</Typography>
      <Button variant="contained" onClick={again}>
        {translate('latchkey.try_again')}
      </Button>
    </SessionPage>
  );
};
