import { Button, Divider } from '@mui/material';
import { useEffect, useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import { failureKey } from '../layout/LoadFailure';

interface Ways {
  /** How the identity provider is called; null without one. */
  readonly singleSignOn: { readonly name: string } | null;
}

/** A button for single sign-on, where it is set up: to sign in, or to prove that it is still the same person. */
export const SingleSignOn = ({ path = 'session/sign-on' }: { path?: string }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const [ways, setWays] = useState<Ways>();
  useEffect(() => {
    // Without an answer there is still the password.
    consoleRequest('session/ways').then(
      ({ body }) => setWays(body as Ways),
      () => undefined,
    );
  }, []);
  if (!ways?.singleSignOn) return null;
  const leave = () => {
    consoleRequest(path, { method: 'POST', body: {} }).then(
      ({ body }) => window.location.assign((body as { url: string }).url),
      (error: unknown) => notify(failureKey(error), { type: 'error' }),
    );
  };
  return (
    <>
      <Divider>{translate('latchkey.session.or')}</Divider>
      <Button variant="outlined" size="large" onClick={leave}>
        {translate('latchkey.session.sign_on', ways.singleSignOn)}
      </Button>
    </>
  );
};
