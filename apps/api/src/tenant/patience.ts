import { setTimeout as wait } from 'node:timers/promises';

/** How something ended. */
export type Settled<T> = { readonly value: T } | { readonly error: unknown };

/** How `work` ended, if within `ms`; else undefined, and however it ends later is nobody's concern. Never rejects. */
export async function answerWithin<T>(ms: number, work: Promise<T>): Promise<Settled<T> | undefined> {
  const settled = work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  const giveUp = new AbortController();
  const answer = await Promise.race([settled, wait(ms, undefined, { signal: giveUp.signal }).catch(() => undefined)]);
  giveUp.abort();
  return answer;
}
