import { Button, LinearProgress, Typography } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import { useTranslate } from 'react-admin';
import { useLocation, useNavigate } from 'react-router-dom';
import { consoleRequest, statusOf } from '../api/consoleRequest';
import { Command } from '../layout/Command';
import { RecoveryCodes } from './RecoveryCodes';
import { SessionPage } from './SessionPage';
import { type Offer, SetupForm } from './SetupForm';
import { LINK_COMMAND } from './SignInPage';

type State =
  | { readonly kind: 'looking' | 'used' }
  | { readonly kind: 'failed'; readonly because: string }
  | { readonly kind: 'offered'; readonly token: string; readonly offer: Offer }
  | { readonly kind: 'done'; readonly recoveryCodes: readonly string[] };

/**
 * Where a one-time link leads: somebody chooses a password and an authenticator and is signed in. The link's token stands after
 * `#`, which browsers keep to themselves, and leaves the address bar before it is used, so that it stays in no history.
 */
export const SetupPage = () => {
  const token = useRef('');
  const [state, setState] = useState<State>({ kind: 'looking' });
  const { hash } = useLocation();
  const navigate = useNavigate();

  useEffect(() => {
    const given = hash.replace(/^#/, '');
    if (given !== '' && given !== token.current) {
      token.current = given;
      void navigate('/setup', { replace: true });
      void look(given, setState);
    } else if (token.current === '') setState({ kind: 'used' });
  }, [hash, navigate]);

  switch (state.kind) {
    case 'looking':
      return <Looking />;
    case 'used':
      return <UsedLink />;
    case 'failed':
      return <Failed because={state.because} again={() => void look(token.current, setState)} />;
    case 'offered':
      return (
        <SetupForm
          token={state.token}
          offer={state.offer}
          done={(recoveryCodes) =>
            recoveryCodes.length > 0 ? setState({ kind: 'done', recoveryCodes }) : openConsole()
          }
        />
      );
    case 'done':
      return <Done codes={state.recoveryCodes} />;
  }
};

/** Loaded anew: nothing may remain of what the page knew of somebody who was not signed in. */
const openConsole = () => window.location.replace('/');

async function look(token: string, show: (state: State) => void) {
  show({ kind: 'looking' });
  try {
    const { body } = await consoleRequest('session/setup/look', { method: 'POST', body: { token } });
    show({ kind: 'offered', token, offer: body as Offer });
  } catch (error) {
    const refused = statusOf(error) === 401 || statusOf(error) === 400;
    show(refused ? { kind: 'used' } : { kind: 'failed', because: (error as Error).message });
  }
}

const Looking = () => {
  const translate = useTranslate();
  return (
    <SessionPage title={translate('latchkey.session.looking')}>
      <LinearProgress />
    </SessionPage>
  );
};

const Done = ({ codes }: { codes: readonly string[] }) => {
  const translate = useTranslate();
  return (
    <SessionPage title={translate('latchkey.session.recovery_title')}>
      <RecoveryCodes codes={codes} />
      <Button variant="contained" size="large" onClick={openConsole}>
        {translate('latchkey.session.recovery_kept')}
      </Button>
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
