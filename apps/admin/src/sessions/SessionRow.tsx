import { Chip, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { useLocaleState, useTranslate } from 'react-admin';
import { momentHere } from '../i18n/wording';
import { DeedButton } from '../layout/DeedButton';
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
        <EndButton name={session.operatorName} end={end} />
      )}
    </Box>
  );
};

/** `name`: whose session it is. */
export const EndButton = ({ name, end }: Pick<Props, 'end'> & { readonly name: string }) => {
  const translate = useTranslate();
  const question = {
    title: translate('latchkey.sessions.end_title', { name }),
    text: translate('latchkey.sessions.end_text'),
    name,
  };
  return <DeedButton color="error" label={translate('latchkey.sessions.end')} question={question} act={end} />;
};
