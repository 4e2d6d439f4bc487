import { useState } from 'react';
import { useNotify, useRefresh } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';
import { failureKey } from '../layout/LoadFailure';

/** Puts one thing right now, and says how it went. */
export function useChange(path: string, done: (body: object) => string, onChanged?: () => void) {
  const [busy, setBusy] = useState(false);
  const notify = useNotify();
  const refresh = useRefresh();
  const change = async (body: object) => {
    setBusy(true);
    try {
      await consoleRequest(path, { method: 'PUT', body });
      notify(done(body));
      refresh();
      onChanged?.();
    } catch (error) {
      notify(failureKey(error), { type: 'error' });
    }
    setBusy(false);
  };
  return { busy, change };
}
