import { DeliverySweeper } from './audit/delivery-sweeper.js';
import { EventDrain } from './audit/event-drain.js';
import { ensureEventPartitions } from './audit/event-partitions.js';
import type { Parts } from './parts.js';
import { everySoOften } from './platform/every-so-often.js';

const PARTITIONS_EVERY_MS = 6 * 3_600_000;
const SWEEP_EVERY_MS = 5_000;
const FLUSH_MS = 5_000;

export interface Worker {
  /** Finishes the batch in hand; what is in a log that dies with this process is stored first. */
  stop(): Promise<void>;
}

/** The worker role: stores events, sweeps deliveries, and makes the tables of events ahead of time. Does nothing in other roles. */
export function startWorker({ config, database, live, metrics, logger, clock }: Parts): Worker {
  if (!config.roles.has('worker')) return { stop: () => Promise.resolve() };
  const drain = new EventDrain(live.events, database.pool, metrics, logger);
  drain.start();
  const sweeper = new DeliverySweeper(database.pool, live.store, live.events, metrics, clock);
  const chores = [
    everySoOften(SWEEP_EVERY_MS, () => sweeper.sweep(), logger, 'deliveries cannot be swept now'),
    everySoOften(
      PARTITIONS_EVERY_MS,
      () => ensureEventPartitions(database.pool, new Date(clock.now())),
      logger,
      'partitions cannot be made now; events go to the default one',
    ),
  ];
  return {
    stop: async () => {
      await Promise.all(chores.map((chore) => chore.stop()));
      await drain.stop();
      if (live.kind === 'memory') await drain.flush(FLUSH_MS);
    },
  };
}
