import { type Clock, newId, Refused, type Report } from '@latchkey/core';
import type pg from 'pg';
import { dropLeases, holdLease } from '../../platform/database/lease.js';
import { Pace } from '../pace.js';
import type { AccountLink } from '../tencent/account-link.js';
import type { AccountLinks } from '../tencent/account-links.js';
import { pulledAccounts, type TencentAccount } from '../tencent/accounts.js';
import { type Pulled, pullReceipts, pullReplies } from '../tencent/pull-queue.js';
import type { ReportLog } from './report-log.js';

export interface QueueParts {
  readonly pool: pg.Pool;
  readonly links: AccountLinks;
  readonly reports: ReportLog;
  readonly clock: Clock;
}

const LEASE_SECONDS = 60;
/** Tencent allows 100 a second; what is not taken out now is taken out in the next round. */
const PULLS_PER_SECOND = 10;
const MOST_PULLS = 100;

/**
 * Empties Tencent's queues of receipts and replies, for accounts that have chosen them instead of pushes. One worker at a time
 * per account. A queue hands out everything once: what was pulled is in the event log before more is asked for.
 */
export class ReceiptQueues {
  private readonly worker = newId('op');
  /** Pulled, and not in the log yet. */
  private readonly held = new Map<string, { readonly account: TencentAccount; readonly reports: readonly Report[] }>();

  constructor(private readonly parts: QueueParts) {}

  /** Empties each queue once. Rejects with the first failure when all accounts have been tried. */
  async round(): Promise<void> {
    const accounts = await pulledAccounts(this.parts.pool);
    const ended = await Promise.allSettled(accounts.map((account) => this.empty(account)));
    const failed = ended.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** Brings what is held to the log and lets other workers go on. */
  async stop(): Promise<void> {
    for (const { account } of this.held.values()) await this.handOver(account);
    await dropLeases(this.parts.pool, this.worker).catch(() => undefined); // they run out by themselves
  }

  private async empty(account: TencentAccount): Promise<void> {
    const link = this.parts.links.of(account);
    if (!link || !(await this.handOver(account))) return;
    const pace = new Pace(this.parts.clock, PULLS_PER_SECOND);
    for (const pull of [pullReceipts, pullReplies]) {
      for (let pulls = 0; pulls < MOST_PULLS; pulls += 1) {
        await pace.turn();
        if (!(await holdLease(this.parts.pool, leaseOf(account), this.worker, LEASE_SECONDS))) return;
        const { full } = await this.take(account, link, pull);
        if (!(await this.handOver(account))) return;
        if (!full) break;
      }
    }
  }

  private async take(
    account: TencentAccount,
    link: AccountLink,
    pull: (link: AccountLink, nowMs: number) => Promise<Pulled>,
  ): Promise<Pulled> {
    const pulled = await pull(link, this.parts.clock.now());
    this.held.set(account.id, { account, reports: pulled.reports });
    this.parts.reports.countUnreadable('pull', pulled.unreadable);
    return pulled;
  }

  /** False while the log takes nothing: nothing more is asked for then. */
  private async handOver({ id, tenantId }: TencentAccount): Promise<boolean> {
    const { reports = [] } = this.held.get(id) ?? {};
    try {
      if (reports.length > 0 && !(await this.parts.reports.take({ tenantId, accountId: id }, reports, 'pull')))
        return false;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return false; // the log is out of reach
    }
    this.held.delete(id);
    return true;
  }
}

const leaseOf = ({ tenantId, id }: TencentAccount) => `receipts ${tenantId} ${id}`;
