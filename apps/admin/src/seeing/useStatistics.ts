import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { consoleRequest } from '../api/consoleRequest';
import { patience } from '../api/patience';
import type { Range } from './useRange';

const REFRESH_MS = 15_000;

type Asked = Pick<Range, 'from' | 'to' | 'tenantId' | 'mode'>;

/** An answer of the statistics. While it is asked for again the last one stays, so nothing flickers. */
export function useStatistics<T>(path: string, { from, to, tenantId, mode }: Asked, more: Record<string, string> = {}) {
  const query = new URLSearchParams({ from, to, mode, ...(tenantId ? { tenantId } : {}), ...more }).toString();
  return useConsole<T>(`statistics/${path}?${query}`);
}

export function useConsole<T>(path: string) {
  return useQuery({
    queryKey: ['console', path],
    queryFn: async ({ signal }) => (await consoleRequest(path, { signal })).body as T,
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
    retry: patience.retry,
    retryDelay: patience.retryDelay,
  });
}
