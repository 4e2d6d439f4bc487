import { DeliverySweeper } from './audit/delivery-sweeper.js';
import { EventDrain } from './audit/event-drain.js';
import { ensureEventPartitions } from './audit/event-partitions.js';
import { repeatErasures, Retention } from './audit/index.js';
import { PackageKeeper, ReviewKeeper, ReviewOffice, startReportWork } from './delivery/index.js';
import type { Parts } from './parts.js';
import { repeat } from './platform/repeating.js';
import { buildDaySums } from './stats/index.js';

const PARTITIONS_EVERY_MS = 6 * 3_600_000;
const SWEEP_EVERY_MS = 5_000;
const RETIRE_EVERY_MS = 3_600_000;
const ADD_UP_EVERY_MS = 600_000;
const REPEAT_ERASURES_EVERY_MS = 600_000;
const REVIEWS_LOOKED_AT_EVERY_MS = 60_000;
const PACKAGES_LOOKED_AT_EVERY_MS = 60_000;
const FLUSH_MS = 5_000;

export interface Worker {
  /** Finishes the batch in hand; what is in a log that dies with this process is stored first. */
  stop(): Promise<void>;
}

/**
 * The worker role: stores events, makes their tables ahead of time, learns what became of messages, adds days up, and deletes what
 * is past its time. Does nothing in other roles.
 */
export function startWorker(parts: Parts): Worker {
  const { config, database, live, metrics, logger, clock, links } = parts;
  if (!config.roles.has('worker')) return { stop: () => Promise.resolve() };
  const drain = new EventDrain(live.events, database.pool, metrics, logger);
  drain.start();
  const chore = (everyMs: number, failure: string, work: () => Promise<unknown>) =>
    repeat({ everyMs, failure, logger }, work);
  const sweeper = new DeliverySweeper(database.pool, live.store, live.events, metrics, clock);
  const reportWork = startReportWork(parts);
  const retention = new Retention(database.pool, config.retentionDays, metrics, logger);
  const reviews = new ReviewKeeper(database.prisma, new ReviewOffice(links));
  const packages = new PackageKeeper(database.prisma, links, clock);
  const chores = [
    chore(SWEEP_EVERY_MS, 'deliveries cannot be swept now', () => sweeper.sweep()),
    chore(REVIEWS_LOOKED_AT_EVERY_MS, 'reviews of signatures and templates cannot be asked for now', () =>
      reviews.refreshDue(new Date(clock.now())),
    ),
    chore(PACKAGES_LOOKED_AT_EVERY_MS, 'packages of accounts cannot be asked for now', () => packages.refreshDue()),
    chore(PARTITIONS_EVERY_MS, 'partitions cannot be made now; events go to the default one', () =>
      ensureEventPartitions(database.pool, new Date(clock.now())),
    ),
    chore(ADD_UP_EVERY_MS, 'sums by day cannot be built now', () => buildDaySums(database.pool, new Date(clock.now()))),
    chore(RETIRE_EVERY_MS, 'what is past its time cannot be deleted now', () => retention.run(new Date(clock.now()))),
    chore(REPEAT_ERASURES_EVERY_MS, 'erasures cannot be repeated now for what came late', () =>
      repeatErasures(database.prisma, new Date(clock.now())),
    ),
  ];
  return {
    stop: async () => {
      await Promise.all([...chores, reportWork].map((work) => work.stop()));
      await drain.stop();
      if (live.kind === 'memory') await drain.flush(FLUSH_MS);
    },
  };
}
