import StopIcon from '@mui/icons-material/PauseCircleOutlined';
import ResumeIcon from '@mui/icons-material/PlayCircleOutlined';
import { Button } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { ConfirmDialog } from '../layout/ConfirmDialog';
import { useChange } from './useChange';

interface Props {
  /** Of the switch in the console API. */
  readonly path: string;
  readonly sending: boolean;
  /** It stops all tenants, not one. */
  readonly everywhere?: boolean;
  readonly onChanged?: () => void;
}

/** The kill switch. It asks once and wants nothing typed: whoever needs it is in a hurry, and it is taken back as easily. */
export const SendingSwitch = ({ path, sending, everywhere = false, onChanged }: Props) => {
  const [open, setOpen] = useState(false);
  const translate = useTranslate();
  const { busy, change } = useChange(path, () => `latchkey.sending.${sending ? 'stopped' : 'resumed'}`, onChanged);
  const words = (word: string) => translate(`latchkey.sending.${everywhere ? 'all' : 'one'}.${word}`);
  if (!sending) {
    return (
      <Button
        variant="contained"
        startIcon={<ResumeIcon />}
        disabled={busy}
        onClick={() => void change({ sending: true })}
      >
        {words('resume')}
      </Button>
    );
  }
  return (
    <>
      <Button variant="outlined" color="error" startIcon={<StopIcon />} onClick={() => setOpen(true)}>
        {words('stop')}
      </Button>
      <ConfirmDialog
        open={open}
        title={words('title')}
        text={words('text')}
        action={words('stop')}
        busy={busy}
        onClose={() => setOpen(false)}
        onConfirm={() => void change({ sending: false }).then(() => setOpen(false))}
      />
    </>
  );
};
