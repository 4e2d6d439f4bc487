import { EventDrain } from './audit/event-drain.js';
import { ensureEventPartitions } from './audit/event-partitions.js';
import type { Parts } from './parts.js';

const PARTITIONS_EVERY_MS = 6 * 3_600_000;
const FLUSH_MS = 5_000;

export interface Worker {
  /** Finishes the batch in hand; what is in a log that dies with this process is stored first. */
  stop(): Promise<void>;
}

/** The worker role: stores events, and makes the tables they go to ahead of time. Does nothing in other roles. */
export function startWorker({ config, database, live, metrics, logger, clock }: Parts): Worker {
  if (!config.roles.has('worker')) return { stop: () => Promise.resolve() };
  const drain = new EventDrain(live.events, database.pool, metrics, logger);
  drain.start();
  const partitions = setInterval(() => {
    ensureEventPartitions(database.pool, new Date(clock.now())).catch((error: unknown) => {
      logger.warn({ err: error }, 'partitions cannot be made now; events go to the default one');
    });
  }, PARTITIONS_EVERY_MS).unref();
  return {
    stop: async () => {
      clearInterval(partitions);
      await drain.stop();
      if (live.kind === 'memory') await drain.flush(FLUSH_MS);
    },
  };
}
