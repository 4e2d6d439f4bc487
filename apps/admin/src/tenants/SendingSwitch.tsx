import StopIcon from '@mui/icons-material/PauseCircleOutlined';
import ResumeIcon from '@mui/icons-material/PlayCircleOutlined';
import { useTranslate } from 'react-admin';
import { DeedButton } from '../layout/DeedButton';
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
  const translate = useTranslate();
  const change = useChange(path, `latchkey.sending.${sending ? 'stopped' : 'resumed'}`, onChanged);
  const words = (word: string) => translate(`latchkey.sending.${everywhere ? 'all' : 'one'}.${word}`);
  if (!sending) {
    return (
      <DeedButton
        variant="contained"
        startIcon={<ResumeIcon />}
        label={words('resume')}
        act={() => change({ sending: true })}
      />
    );
  }
  return (
    <DeedButton
      variant="outlined"
      color="error"
      startIcon={<StopIcon />}
      label={words('stop')}
      question={{ title: words('title'), text: words('text') }}
      act={() => change({ sending: false })}
    />
  );
};
