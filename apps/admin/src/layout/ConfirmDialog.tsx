import { Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField, Typography } from '@mui/material';
import { type FormEvent, useId, useState } from 'react';
import { useTranslate } from 'react-admin';

interface Props {
  readonly open: boolean;
  readonly title: string;
  readonly text: string;
  /** What the button says. */
  readonly action: string;
  /** Has to be typed before what cannot be taken back is done. */
  readonly name?: string | undefined;
  readonly busy?: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

/** Asks before something that hurts. All words are translated. */
export const ConfirmDialog = ({ open, title, text, action, name, busy = false, onClose, onConfirm }: Props) => {
  const [typed, setTyped] = useState('');
  const translate = useTranslate();
  const heading = useId();
  const certain = name === undefined || typed.trim() === name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (certain && !busy) onConfirm();
  };
  const close = () => {
    setTyped('');
    onClose();
  };
  return (
    <Dialog open={open} onClose={close} maxWidth="xs" fullWidth aria-labelledby={heading}>
      <form onSubmit={submit} autoComplete="off">
        <DialogTitle id={heading}>{title}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2 }}>
          <Typography>{text}</Typography>
          {name !== undefined && (
            <TextField
              label={translate('latchkey.confirm.type', { name })}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={close} color="inherit">
            {translate('ra.action.cancel')}
          </Button>
          <Button type="submit" variant="contained" color="error" disabled={!certain || busy}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
