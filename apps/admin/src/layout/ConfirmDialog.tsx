import { Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField, Typography } from '@mui/material';
import { type FormEvent, useId, useState } from 'react';
import { useTranslate } from 'react-admin';

interface Question {
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
export const ConfirmDialog = ({ open, ...question }: Question & { readonly open: boolean }) => {
  const heading = useId();
  return (
    <Dialog open={open} onClose={question.onClose} maxWidth="xs" fullWidth aria-labelledby={heading}>
      <Asking {...question} heading={heading} />
    </Dialog>
  );
};

/** A part of its own, so that what was typed is gone when it is asked again. */
const Asking = (question: Question & { readonly heading: string }) => {
  const { title, text, action, name, busy = false, onClose, onConfirm, heading } = question;
  const [typed, setTyped] = useState('');
  const translate = useTranslate();
  const certain = name === undefined || typed.trim() === name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (certain && !busy) onConfirm();
  };
  return (
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
        <Button onClick={onClose} color="inherit">
          {translate('ra.action.cancel')}
        </Button>
        <Button type="submit" variant="contained" color="error" disabled={!certain || busy}>
          {action}
        </Button>
      </DialogActions>
    </form>
  );
};
