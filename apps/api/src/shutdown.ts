import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';

export interface ShutdownStep {
  readonly name: string;
  readonly run: () => Promise<unknown>;
  /** After this long the next step begins anyway. */
  readonly deadlineMs: number;
}

/** A terminal tells the whole process group, and a parent may pass the same signal on: that is not a second wish. */
const SAME_WISH_MS = 500;
const KILLED_BY_SIGNAL = 130;

/** Runs the steps on the first SIGTERM or SIGINT and exits; the second signal exits at once. */
export function stopOnSignal(steps: readonly ShutdownStep[], logger: Logger): void {
  let askedAt: number | undefined;
  const stop = (signal: NodeJS.Signals) => {
    if (askedAt === undefined) {
      askedAt = Date.now();
      logger.info({ signal }, 'stopping');
      void runAll(steps, logger).then(() => process.exit(0));
    } else if (Date.now() - askedAt > SAME_WISH_MS) process.exit(KILLED_BY_SIGNAL);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

export async function runAll(steps: readonly ShutdownStep[], logger: Logger): Promise<void> {
  for (const { name, run, deadlineMs } of steps) {
    const patience = new AbortController();
    const tooLong = wait(deadlineMs, 'late' as const, { signal: patience.signal }).catch(() => 'late' as const);
    try {
      if ((await Promise.race([run(), tooLong])) === 'late') logger.warn({ step: name }, 'shutdown goes on without');
    } catch (error) {
      logger.warn({ step: name, err: error }, 'a step of the shutdown failed');
    }
    patience.abort();
  }
}
