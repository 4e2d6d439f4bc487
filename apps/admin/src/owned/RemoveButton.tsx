import { Button } from '@mui/material';
import { useState } from 'react';
import { useDelete, useNotify, useRecordContext, useRedirect, useResourceContext, useTranslate } from 'react-admin';
import { ConfirmDialog } from '../layout/ConfirmDialog';
import { failureKey } from '../layout/LoadFailure';

/** Takes the record of the page away, after its name was typed. */
export const RemoveButton = ({ name }: { name: string }) => {
  const [open, setOpen] = useState(false);
  const [remove, { isPending }] = useDelete();
  const record = useRecordContext();
  const resource = useResourceContext() ?? '';
  const translate = useTranslate();
  const notify = useNotify();
  const redirect = useRedirect();
  const words = (word: string) => translate(`latchkey.removing.${resource}.${word}`, { name });
  const confirm = () => {
    if (!record) return;
    void remove(
      resource,
      { id: record.id, previousData: record },
      {
        onSuccess: () => {
          notify(`latchkey.removing.${resource}.done`, { messageArgs: { name } });
          redirect('list', resource);
        },
        onError: (error) => notify(failureKey(error), { type: 'error' }),
      },
    );
  };
  return (
    <>
      <Button color="error" onClick={() => setOpen(true)}>
        {words('action')}
      </Button>
      <ConfirmDialog
        open={open}
        title={words('title')}
        text={words('text')}
        action={words('action')}
        name={name}
        busy={isPending}
        onClose={() => setOpen(false)}
        onConfirm={confirm}
      />
    </>
  );
};
