import {
  type Clock,
  type EventLog,
  type KeyedHashes,
  type Report,
  reportEvent,
  type ReportingAccount,
} from '@latchkey/core';
import type { Metrics } from '../../platform/metrics.js';

/** How a report came: pushed to us, taken from the provider's queue, or asked for. */
export type Way = 'push' | 'pull' | 'ask';

/** Takes what providers say of messages into the event log. What it is worth is decided where it meets its delivery. */
export class ReportLog {
  constructor(
    private readonly events: Pick<EventLog, 'append'>,
    private readonly hashes: KeyedHashes,
    private readonly clock: Clock,
    private readonly metrics: Pick<Metrics, 'reports'>,
  ) {}

  /**
   * Appends all of them. False when the log is at its bound and some were not: they must come again, and those that were appended
   * do no harm twice. Throws Refused with `unavailable` when the log cannot be reached.
   */
  async take(account: ReportingAccount, reports: readonly Report[], way: Way): Promise<boolean> {
    const now = this.clock.now();
    const events = reports.map((report) => reportEvent(account, report, this.hashes.phoneKey(report.phone.e164), now));
    const appended = await Promise.all(events.map((event) => this.events.append(event)));
    for (const { outcome } of events.filter((_, index) => appended[index])) this.metrics.reports.inc({ way, outcome });
    return appended.every(Boolean);
  }

  countUnreadable(way: Way, count: number): void {
    if (count > 0) this.metrics.reports.inc({ way, outcome: 'invalid' }, count);
  }
}
