import { useQuery } from '@tanstack/react-query';
import { consoleRequest } from '../api/consoleRequest';
import { patience } from '../api/patience';
import type { Bounds } from './policy';

/** What limits may be: the server's own numbers. */
export function useBounds(): Bounds | undefined {
  const { data } = useQuery({
    queryKey: ['policies', 'bounds'],
    queryFn: async ({ signal }) => (await consoleRequest('policies/bounds', { signal })).body as Bounds,
    staleTime: Infinity,
    retry: patience.retry,
    retryDelay: patience.retryDelay,
  });
  return data;
}
