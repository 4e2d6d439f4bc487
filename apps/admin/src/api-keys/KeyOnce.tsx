import { Alert, Typography } from '@mui/material';
import Box from '@mui/material/Box';
import { useTranslate } from 'react-admin';
import { Command } from '../layout/Command';

/** A key that was just made. Nothing keeps it: it is gone with the page. */
export const KeyOnce = ({ apiKey }: { apiKey: string }) => {
  const translate = useTranslate();
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      <Alert severity="warning" variant="outlined">
        {translate('latchkey.keys.once')}
      </Alert>
      <Command>{apiKey}</Command>
      <Typography variant="body2" color="textSecondary">
        {translate('latchkey.keys.keep')}
      </Typography>
    </Box>
  );
};
