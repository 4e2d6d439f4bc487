import { Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { useTranslate } from 'react-admin';
import { renderSVG } from 'uqr';
import { CopyButton } from '../layout/Command';
import { MONO } from '../layout/theme';

/** A secret for an authenticator, to be scanned or typed. */
export const AuthenticatorSecret = ({ secret, uri }: { secret: string; uri: string }) => {
  const translate = useTranslate();
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <Typography variant="subtitle2">{translate('latchkey.session.authenticator')}</Typography>
      <Typography variant="body2" color="textSecondary">
        {translate('latchkey.session.authenticator_how')}
      </Typography>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 2 }}>
        <QrCode text={uri} label={translate('latchkey.session.qr')} />
        <Box sx={{ flex: '1 1 160px', minWidth: 0 }}>
          <Typography variant="body2" color="textSecondary">
            {translate('latchkey.session.secret')}
          </Typography>
          <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.5 }}>
            <Box component="code" sx={{ fontFamily: MONO, fontSize: '0.8125rem', overflowWrap: 'anywhere' }}>
              {secret.match(/.{1,4}/g)?.join(' ')}
            </Box>
            <CopyButton text={secret} />
          </Box>
        </Box>
      </Box>
    </Box>
  );
};

/** Dark on light in both themes: many cameras read no other. */
const QrCode = ({ text, label }: { text: string; label: string }) => (
  <Box
    component="img"
    alt={label}
    src={`data:image/svg+xml,${encodeURIComponent(renderSVG(text, { border: 2 }))}`}
    sx={{ width: 172, height: 172, borderRadius: 1 }}
  />
);
