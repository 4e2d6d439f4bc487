import { useQuery } from '@tanstack/react-query';
import { consoleRequest } from './consoleRequest';
import { patience } from './patience';

export interface Asked<T> {
  /** Undefined until it came. */
  readonly answer: T | undefined;
  readonly error: unknown;
  readonly reload: () => void;
}

/**
 * What the console API says at a path that is no list and no row of one; asked again and again if told to. While it is asked
 * anew, the last answer stands.
 */
export function useAnswer<T>(path: string, everyMs: number | false = false): Asked<T> {
  const { data, error, refetch } = useQuery({
    queryKey: ['answer', path],
    queryFn: async ({ signal }) => (await consoleRequest(path, { signal })).body as T,
    refetchInterval: everyMs,
    retry: patience.retry,
    retryDelay: patience.retryDelay,
  });
  return { answer: data, error, reload: () => void refetch() };
}
