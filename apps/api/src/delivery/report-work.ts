import { setTimeout as wait } from 'node:timers/promises';
import type { Parts } from '../parts.js';
import { repeat } from '../platform/repeating.js';
import { openPhone } from '../tenant/index.js';
import { Conversions } from './conversion/conversions.js';
import { OptOutKeeper } from './opt-out/opt-out-keeper.js';
import { DailyReconciliation } from './reconciliation/daily-reconciliation.js';
import { Reconciler } from './reconciliation/reconciler.js';
import { Inquiries } from './receipts/inquiries.js';
import { ReceiptQueues } from './receipts/receipt-queues.js';
import { ReportLog } from './receipts/report-log.js';

/** The longest that the end of a process waits for a provider; what is not finished is taken up by another worker. */
const STOP_MS = 2_000;
const OPT_OUTS_EVERY_MS = 2_000;
const INQUIRIES_EVERY_MS = 5_000;
const QUEUES_EVERY_MS = 5_000;
const CONVERSIONS_EVERY_MS = 2_000;
const RECONCILIATION_EVERY_MS = 10 * 60_000;

/** What a worker does about messages that are out: it learns what became of them, and tells and compares. */
export function startReportWork(parts: Parts): { stop(): Promise<void> } {
  const { database, live, links, hashes, tenantKeys, clock, metrics, logger } = parts;
  const { pool } = database;
  const { events } = live;
  const reports = new ReportLog(events, hashes, clock, metrics);
  const open = (tenantId: string, sealed: string) => openPhone(tenantKeys, tenantId, sealed);

  const optOuts = new OptOutKeeper(pool, live.store);
  const inquiries = new Inquiries({ pool, links, events, reports, openPhone: open, clock, metrics });
  const queues = new ReceiptQueues({ pool, links, reports, clock });
  const conversions = new Conversions({ pool, links, clock, metrics });
  const reconciler = new Reconciler(pool, links);
  const daily = new DailyReconciliation({ pool, reconciler, clock, logger });

  const chore = (everyMs: number, failure: string, work: (stopping: AbortSignal) => Promise<unknown>) =>
    repeat({ everyMs, failure, logger }, work);
  const chores = [
    chore(OPT_OUTS_EVERY_MS, 'opt-outs cannot be followed now', () => optOuts.follow()),
    chore(INQUIRIES_EVERY_MS, 'providers cannot be asked about messages now', (stopping) => inquiries.round(stopping)),
    chore(QUEUES_EVERY_MS, 'a queue of receipts cannot be emptied now', () => queues.round()),
    chore(CONVERSIONS_EVERY_MS, 'approvals cannot be reported now', () => conversions.round()),
    chore(RECONCILIATION_EVERY_MS, 'a day cannot be compared with a provider now', () => daily.round()),
  ];
  return {
    stop: async () => {
      const rounds = Promise.all(chores.map((chore) => chore.stop()));
      await Promise.race([rounds, wait(STOP_MS, undefined, { ref: false })]);
      await queues.stop();
    },
  };
}
