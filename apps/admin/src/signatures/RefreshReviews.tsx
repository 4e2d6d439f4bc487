import RefreshIcon from '@mui/icons-material/Sync';
import { Button } from '@mui/material';
import { useState } from 'react';
import { useDataProvider, useListContext, useNotify, useRefresh, useTranslate } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import type { Account } from '../accounts/account';
import { failureKey } from '../layout/LoadFailure';

/** Asks the providers of the tenant that is looked at what their reviewers say now. */
export const RefreshReviews = () => {
  const { filterValues } = useListContext();
  const { tenantId } = filterValues as { tenantId?: string };
  const [busy, setBusy] = useState(false);
  const dataProvider = useDataProvider();
  const translate = useTranslate();
  const refresh = useRefresh();
  const notify = useNotify();
  if (tenantId === undefined) return null;
  const ask = async () => {
    setBusy(true);
    try {
      const { data } = await dataProvider.getList<Account>('accounts', {
        filter: { tenantId },
        pagination: { page: 1, perPage: 50 },
        sort: { field: 'name', order: 'ASC' },
      });
      for (const { id } of data.filter(({ provider }) => provider === 'tencent')) {
        await consoleRequest(`accounts/${encodeURIComponent(id)}/reviews`, { method: 'POST' });
      }
      notify('latchkey.review.asked');
      refresh();
    } catch (error) {
      notify(failureKey(error), { type: 'error' });
    }
    setBusy(false);
  };
  return (
    <Button size="small" startIcon={<RefreshIcon />} onClick={() => void ask()} disabled={busy}>
      {translate('latchkey.review.ask')}
    </Button>
  );
};
