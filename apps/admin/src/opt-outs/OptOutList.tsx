import { Button } from '@mui/material';
import { useDelete, useNotify, useTranslate } from 'react-admin';
import { failureKey } from '../layout/LoadFailure';
import type { Column } from '../owned/Column';
import { Moment } from '../owned/Moment';
import { OwnedList } from '../owned/OwnedList';

interface OptOut {
  readonly id: string;
  readonly tenantId: string;
  /** Masked. */
  readonly phone: string;
  readonly source: 'reply' | 'operator';
  readonly createdAt: string;
}

const Source = ({ source }: Pick<OptOut, 'source'>) => useTranslate()(`latchkey.opt_outs.source.${source}`);

/** Can be undone for a moment, so it asks nothing. */
const Allow = ({ optOut }: { optOut: OptOut }) => {
  const translate = useTranslate();
  const notify = useNotify();
  const [remove] = useDelete<OptOut>(
    'opt-outs',
    { id: optOut.id, previousData: optOut },
    {
      mutationMode: 'undoable',
      onSuccess: () => notify('latchkey.opt_outs.allowed', { undoable: true }),
      onError: (error: unknown) => notify(failureKey(error), { type: 'error' }),
    },
  );
  return (
    <Button size="small" onClick={() => void remove()}>
      {translate('latchkey.opt_outs.allow')}
    </Button>
  );
};

const COLUMNS: Column<OptOut>[] = [
  { source: 'phone', role: 'title', show: ({ phone }) => phone },
  { source: 'source', sortable: true, show: (optOut) => <Source {...optOut} /> },
  {
    source: 'createdAt',
    sortable: true,
    show: ({ createdAt, tenantId }) => <Moment at={createdAt} tenantId={tenantId} />,
  },
  { source: 'end', show: (optOut) => <Allow optOut={optOut} /> },
];

const OptOutList = () => <OwnedList<OptOut> columns={COLUMNS} sort={{ field: 'createdAt', order: 'DESC' }} />;

export default OptOutList;
