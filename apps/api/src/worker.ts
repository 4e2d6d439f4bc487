import { DeliverySweeper } from './audit/delivery-sweeper.js';
import { EventDrain } from './audit/event-drain.js';
import { ensureEventPartitions } from './audit/event-partitions.js';
import { OptOutKeeper } from './delivery/index.js';
import type { Parts } from './parts.js';
import { repeat } from './platform/repeating.js';

const PARTITIONS_EVERY_MS = 6 * 3_600_000;
const SWEEP_EVERY_MS = 5_000;
const OPT_OUTS_EVERY_MS = 2_000;
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
  const chore = (everyMs: number, failure: string, work: () => Promise<unknown>) =>
    repeat({ everyMs, failure, logger }, work);
  const sweeper = new DeliverySweeper(database.pool, live.store, live.events, metrics, clock);
  const optOuts = new OptOutKeeper(database.pool, live.store);
  const chores = [
    chore(SWEEP_EVERY_MS, 'deliveries cannot be swept now', () => sweeper.sweep()),
    chore(OPT_OUTS_EVERY_MS, 'opt-outs cannot be followed now', () => optOuts.follow()),
    chore(PARTITIONS_EVERY_MS, 'partitions cannot be made now; events go to the default one', () =>
      ensureEventPartitions(database.pool, new Date(clock.now())),
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
