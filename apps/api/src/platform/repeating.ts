import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';

/** Work that is done over and over until it is stopped. */
export interface Repeating {
  /** Resolves when the round in hand is over. */
  stop(): Promise<void>;
}

export interface RepeatOptions {
  /** Pause after each round. */
  readonly everyMs: number;
  /** What is logged when rounds begin to fail, once per row of failures. */
  readonly failure: string;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Begins at once. A round that fails is made up for by the next; `work` is told by the signal that the process ends. */
export function repeat(
  { everyMs, failure, logger }: RepeatOptions,
  work: (stopping: AbortSignal) => Promise<unknown>,
): Repeating {
  const stopping = new AbortController();
  const run = async () => {
    let failing = false;
    while (!stopping.signal.aborted) {
      try {
        await work(stopping.signal);
        failing = false;
      } catch (error) {
        if (!failing) logger.warn({ err: error }, failure);
        failing = true;
      }
      await wait(everyMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}
