import { Button, Dialog, DialogActions, DialogContent, DialogTitle, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Command } from '../layout/Command';

/** Shows a link the one time it can be shown. */
export const LinkDialog = ({ link, close }: { link: string | undefined; close: () => void }) => {
  const translate = useTranslate();
  return (
    <Dialog open={link !== undefined} maxWidth="sm" fullWidth aria-labelledby="one-time-link">
      <DialogTitle id="one-time-link">{translate('latchkey.operators.link')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2 }}>
        <Typography>{translate('latchkey.operators.link_how')}</Typography>
        <Command>{link ?? ''}</Command>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button variant="contained" onClick={close}>
          {translate('latchkey.operators.link_kept')}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
