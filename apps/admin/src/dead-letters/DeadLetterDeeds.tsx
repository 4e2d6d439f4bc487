import { Button } from '@mui/material';
import Box from '@mui/material/Box';
import { type MouseEvent, useState } from 'react';
import { useCanAccess, useListContext, useNotify, useRefresh, useTranslate } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import { ConfirmDialog } from '../layout/ConfirmDialog';
import { failureKey } from '../layout/LoadFailure';
import type { DeadLetter } from './deadLetter';

/** Does one thing, says how it went, and looks again. */
function useDeed() {
  const [busy, setBusy] = useState(false);
  const notify = useNotify();
  const refresh = useRefresh();
  const act = async (path: string, method: 'POST' | 'DELETE', told: (body: never) => [string, object?]) => {
    setBusy(true);
    try {
      const { body } = await consoleRequest(path, { method });
      const [words, messageArgs = {}] = told(body as never);
      notify(words, { messageArgs });
    } catch (error) {
      notify(failureKey(error), { type: 'error' });
    }
    setBusy(false);
    refresh();
  };
  return { busy, act };
}

export const RetryAll = () => {
  const translate = useTranslate();
  const { total = 0 } = useListContext();
  const { canAccess } = useCanAccess({ resource: 'dead-letters', action: 'update' });
  const { busy, act } = useDeed();
  if (!canAccess || total === 0) return null;
  const retry = () =>
    act('dead-letters/retries', 'POST', (counts: object) => ['latchkey.dead_letters.all_done', counts]);
  return (
    <Button variant="outlined" disabled={busy} onClick={() => void retry()}>
      {translate('latchkey.dead_letters.retry_all')}
    </Button>
  );
};

/** Trying one again, and giving it up. */
export const Deeds = ({ letter: { id } }: { letter: DeadLetter }) => {
  const translate = useTranslate();
  const [asking, setAsking] = useState(false);
  const { canAccess: mayRetry } = useCanAccess({ resource: 'dead-letters', action: 'update' });
  const { canAccess: mayDiscard } = useCanAccess({ resource: 'dead-letters', action: 'delete' });
  const { busy, act } = useDeed();
  const path = `dead-letters/${encodeURIComponent(id)}`;
  const retry = () =>
    act(`${path}/retry`, 'POST', ({ stored, error = '' }: { stored: boolean; error?: string }) =>
      stored ? ['latchkey.dead_letters.stored'] : ['latchkey.dead_letters.refused', { error }],
    );
  const discard = () => act(path, 'DELETE', () => ['latchkey.dead_letters.discarded']).then(() => setAsking(false));
  // A click on the row opens it.
  const only = (work: () => void) => (event: MouseEvent) => {
    event.stopPropagation();
    work();
  };
  return (
    <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end' }} onClick={(event) => event.stopPropagation()}>
      {mayRetry && (
        <Button size="small" disabled={busy} onClick={only(() => void retry())}>
          {translate('latchkey.dead_letters.retry')}
        </Button>
      )}
      {mayDiscard && (
        <Button size="small" color="error" disabled={busy} onClick={only(() => setAsking(true))}>
          {translate('latchkey.dead_letters.discard')}
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        title={translate('latchkey.dead_letters.discard_title')}
        text={translate('latchkey.dead_letters.discard_text')}
        action={translate('latchkey.dead_letters.discard')}
        name={id.slice(-NAME_LENGTH)}
        busy={busy}
        onClose={() => setAsking(false)}
        onConfirm={() => void discard()}
      />
    </Box>
  );
};

/** An event has no name; the end of its id stands in for one. */
const NAME_LENGTH = 6;
