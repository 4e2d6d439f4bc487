import { useNotify, useRefresh } from 'react-admin';
import { consoleRequest } from '../api/consoleRequest';

/** Puts one thing right now, and says that it is done. */
export function useChange(path: string, done: string, onChanged?: () => void) {
  const notify = useNotify();
  const refresh = useRefresh();
  return async (body: object) => {
    await consoleRequest(path, { method: 'PUT', body });
    notify(done);
    refresh();
    onChanged?.();
  };
}
