import { Button, type ButtonProps } from '@mui/material';
import { useState } from 'react';
import { useNotify } from 'react-admin';
import { ConfirmDialog } from './ConfirmDialog';
import { failureKey } from './LoadFailure';

interface Props extends Omit<ButtonProps, 'action' | 'children' | 'onClick'> {
  readonly label: string;
  /** Asked first. A name has to be typed before what cannot be taken back is done. */
  readonly question?: { readonly title: string; readonly text: string; readonly name?: string };
  /** What fails is told. */
  readonly act: () => Promise<unknown>;
}

/** Does one thing, once at a time. All words are translated. */
export const DeedButton = ({ label, question, act, disabled = false, ...look }: Props) => {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const notify = useNotify();
  const doIt = async () => {
    setBusy(true);
    try {
      await act();
    } catch (error) {
      notify(failureKey(error), { type: 'error' });
    }
    setBusy(false);
    setAsking(false);
  };
  return (
    <>
      <Button {...look} disabled={disabled || busy} onClick={question ? () => setAsking(true) : () => void doIt()}>
        {label}
      </Button>
      {question && (
        <ConfirmDialog
          {...question}
          open={asking}
          action={label}
          busy={busy}
          onClose={() => setAsking(false)}
          onConfirm={() => void doIt()}
        />
      )}
    </>
  );
};
