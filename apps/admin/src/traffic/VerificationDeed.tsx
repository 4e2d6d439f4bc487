import { Button, type ButtonProps } from '@mui/material';
import { useState } from 'react';
import { useNotify, useRefresh, useTranslate } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import { ConfirmDialog } from '../layout/ConfirmDialog';
import { failureKey } from '../layout/LoadFailure';
import type { TimelineRecord } from './records';

interface Props extends Pick<ButtonProps, 'variant' | 'color' | 'size' | 'sx'> {
  readonly deed: 'cancel' | 'release';
  readonly of: Pick<TimelineRecord, 'id' | 'phone'>;
}

/** A verification has no name: the digits that are shown of its number stand in for one, or the end of its id. */
const NAME_LENGTH = 4;
const nameOf = ({ id, phone }: Props['of']) => (phone || id).slice(-NAME_LENGTH);

/** Does to a verification what cannot be taken back. */
export const VerificationDeed = ({ deed, of, ...look }: Props) => {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const translate = useTranslate();
  const notify = useNotify();
  const refresh = useRefresh();
  const words = (word: string) => translate(`latchkey.traffic.deeds.${deed}.${word}`);
  const act = () => {
    setBusy(true);
    consoleRequest(`verifications/${of.id}/${deed}`, { method: 'POST', body: {} })
      .catch((error: unknown) => notify(failureKey(error), { type: 'error' }))
      .finally(() => {
        setBusy(false);
        setAsking(false);
        refresh();
      });
  };
  return (
    <>
      <Button {...look} onClick={() => setAsking(true)}>
        {words('action')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={words('title')}
        text={words('text')}
        action={words('action')}
        name={nameOf(of)}
        busy={busy}
        onClose={() => setAsking(false)}
        onConfirm={act}
      />
    </>
  );
};
