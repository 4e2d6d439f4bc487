import type { Logger } from 'pino';

export interface Chore {
  /** Resolves when the run in hand is over; there is no other. */
  stop(): Promise<void>;
}

/** Does `work` again and again, never twice at a time. A run that fails is told once, until one succeeds. */
export function everySoOften(everyMs: number, work: () => Promise<unknown>, logger: Logger, complaint: string): Chore {
  let running: Promise<void> | undefined;
  let failing = false;
  const run = async () => {
    try {
      await work();
      failing = false;
    } catch (error) {
      if (!failing) logger.warn({ err: error }, complaint);
      failing = true;
    }
    running = undefined;
  };
  const timer = setInterval(() => {
    running ??= run();
  }, everyMs).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
