import Box from '@mui/material/Box';
import { useCanAccess, useListContext, useNotify, useRefresh, useTranslate } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import { DeedButton } from '../layout/DeedButton';
import type { DeadLetter } from './deadLetter';

/** Does one thing, says what came of it, and looks again. */
function useDeed() {
  const notify = useNotify();
  const refresh = useRefresh();
  return async (path: string, method: 'POST' | 'DELETE', told: (body: never) => [string, object?]) => {
    const { body } = await consoleRequest(path, { method }).finally(refresh);
    const [words, messageArgs = {}] = told(body as never);
    notify(words, { messageArgs });
  };
}

export const RetryAll = () => {
  const translate = useTranslate();
  const { total = 0 } = useListContext();
  const { canAccess } = useCanAccess({ resource: 'dead-letters', action: 'update' });
  const act = useDeed();
  if (!canAccess || total === 0) return null;
  return (
    <DeedButton
      variant="outlined"
      label={translate('latchkey.dead_letters.retry_all')}
      act={() => act('dead-letters/retries', 'POST', (counts: object) => ['latchkey.dead_letters.all_done', counts])}
    />
  );
};

/** Trying one again, and giving it up. */
export const Deeds = ({ letter: { id } }: { letter: DeadLetter }) => {
  const translate = useTranslate();
  const { canAccess: mayRetry } = useCanAccess({ resource: 'dead-letters', action: 'update' });
  const { canAccess: mayDiscard } = useCanAccess({ resource: 'dead-letters', action: 'delete' });
  const act = useDeed();
  const path = `dead-letters/${encodeURIComponent(id)}`;
  const retry = () =>
    act(`${path}/retry`, 'POST', ({ stored, error = '' }: { stored: boolean; error?: string }) =>
      stored ? ['latchkey.dead_letters.stored'] : ['latchkey.dead_letters.refused', { error }],
    );
  const discarding = {
    title: translate('latchkey.dead_letters.discard_title'),
    text: translate('latchkey.dead_letters.discard_text'),
    name: id.slice(-NAME_LENGTH),
  };
  return (
    // A click on the row opens it.
    <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end' }} onClick={(event) => event.stopPropagation()}>
      {mayRetry && <DeedButton size="small" label={translate('latchkey.dead_letters.retry')} act={retry} />}
      {mayDiscard && (
        <DeedButton
          size="small"
          color="error"
          label={translate('latchkey.dead_letters.discard')}
          question={discarding}
          act={() => act(path, 'DELETE', () => ['latchkey.dead_letters.discarded'])}
        />
      )}
    </Box>
  );
};

/** An event has no name; the end of its id stands in for one. */
const NAME_LENGTH = 6;
