import { Button, Chip, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { useState } from 'react';
import { useLocaleState, useNotify, useTranslate } from 'react-admin';
import { momentHere } from '../i18n/wording';
import { failureKey } from '../layout/LoadFailure';
import { browserName, type OperatorSession } from './session';

interface Props {
  readonly session: OperatorSession;
  readonly end: () => Promise<void>;
}

/** One session and a button that ends it; one's own current one is ended by signing out. */
export const SessionRow = ({ session, end }: Props) => {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, borderTop: 1, borderColor: 'divider', pt: 1.5 }}>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography title={session.userAgent}>{browserName(session.userAgent)}</Typography>
        <Typography variant="body2" color="textSecondary">
          {session.address} · {momentHere(session.lastSeenAt, locale)}
        </Typography>
      </Box>
      {session.current ? (
        <Chip label={translate('latchkey.sessions.current')} color="success" variant="outlined" />
      ) : (
        <EndButton end={end} />
      )}
    </Box>
  );
};

export const EndButton = ({ end }: Pick<Props, 'end'>) => {
  const translate = useTranslate();
  const notify = useNotify();
  const [busy, setBusy] = useState(false);
  const onClick = () => {
    setBusy(true);
    end().catch((error: unknown) => {
      setBusy(false);
      notify(failureKey(error), { type: 'error' });
    });
  };
  return (
    <Button color="error" disabled={busy} onClick={onClick}>
      {translate('latchkey.sessions.end')}
    </Button>
  );
};
