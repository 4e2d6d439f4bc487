import { Alert } from '@mui/material';
import Box from '@mui/material/Box';
import { useTranslate } from 'react-admin';
import { CopyButton } from '../layout/Command';
import { MONO } from '../layout/theme';

/** Recovery codes, the one time they are shown. */
export const RecoveryCodes = ({ codes }: { codes: readonly string[] }) => {
  const translate = useTranslate();
  return (
    <>
      <Alert severity="warning">{translate('latchkey.session.recovery_how')}</Alert>
      <Box sx={{ display: 'flex', alignItems: 'start', border: 1, borderColor: 'divider', borderRadius: 1, p: 1.5 }}>
        <Box
          component="ul"
          sx={{
            flex: 1,
            listStyle: 'none',
            m: 0,
            p: 0,
            display: 'grid',
            gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' },
            gap: 0.5,
            fontFamily: MONO,
            fontSize: '0.8125rem',
          }}
        >
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </Box>
        <CopyButton text={codes.join('\n')} />
      </Box>
    </>
  );
};
