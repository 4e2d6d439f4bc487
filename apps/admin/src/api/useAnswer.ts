import { useCallback, useEffect, useState } from 'react';
import { consoleRequest } from './consoleRequest';

export interface Asked<T> {
  /** Undefined until it came. */
  readonly answer: T | undefined;
  readonly error: unknown;
  readonly reload: () => void;
}

/** What the console API says at a path that is no list and no row of one. */
export function useAnswer<T>(path: string): Asked<T> {
  const [answer, setAnswer] = useState<T>();
  const [error, setError] = useState<unknown>();
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((number) => number + 1), []);
  useEffect(() => {
    const leaving = new AbortController();
    consoleRequest(path, { signal: leaving.signal }).then(
      ({ body }) => {
        setAnswer(body as T);
        setError(undefined);
      },
      (failure: unknown) => {
        if (!leaving.signal.aborted) setError(failure);
      },
    );
    return () => leaving.abort();
  }, [path, round]);
  return { answer, error, reload };
}
