import { Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Command } from '../layout/Command';
import { SessionPage } from './SessionPage';

/** Makes a link that signs in. */
export const LINK_COMMAND = 'npx latchkey console link';

/** Explains how to sign in. */
export const SignInPage = () => {
  const translate = useTranslate();
  return (
    <SessionPage title={translate('latchkey.session.sign_in')}>
      <Typography>{translate('latchkey.session.how')}</Typography>
      <Command>{LINK_COMMAND}</Command>
      <Typography variant="body2" color="textSecondary">
        {translate('latchkey.session.ends')}
      </Typography>
    </SessionPage>
  );
};
