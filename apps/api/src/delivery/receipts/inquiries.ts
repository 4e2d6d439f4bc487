import {
  type Clock,
  type EventLog,
  type FoundMessage,
  lateSettlement,
  nextInquiryAt,
  ownMessage,
  parsePhone,
  type Phone,
  sendWindow,
} from '@latchkey/core';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import type { Metrics } from '../../platform/metrics.js';
import { Pace } from '../pace.js';
import type { AccountLinks } from '../tencent/account-links.js';
import { type TencentAccount, tencentAccounts } from '../tencent/accounts.js';
import { QueryFailure } from '../tencent/query-failure.js';
import { joined, recordsOf, statusesOf } from '../tencent/records.js';
import { AT_ONCE, claimDue, type DueDelivery, isRivalled, putOff, takenMessages } from './due-deliveries.js';
import type { ReportLog } from './report-log.js';

/**
 * Tencent allows 20 questions a second and account; several workers may ask for the same one, and each has a bucket of its
 * own. Whoever is told that it was too much asks again later.
 */
const QUESTIONS_PER_SECOND = 5;
/** A number that cannot be asked about now is put off by so much. */
const PUT_OFF_MS = 30_000;

export interface InquiryParts {
  readonly pool: pg.Pool;
  readonly links: AccountLinks;
  readonly events: Pick<EventLog, 'append' | 'backlog'>;
  readonly reports: ReportLog;
  /** Reads a number back. Throws when that is not possible. */
  readonly openPhone: (tenantId: string, sealed: string) => Promise<string>;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'inquiries'>;
}

/**
 * Asks Tencent what became of messages: those of which nobody knows whether they went out, and those whose receipt did not
 * come. What is learnt goes through the event log, like a receipt that was pushed. Several workers may do it: each delivery is
 * claimed by one.
 */
export class Inquiries {
  private readonly paces = new LRUCache<string, Pace>({ max: 1_000 });

  constructor(private readonly parts: InquiryParts) {}

  /** Asks about the deliveries that are due, until none is or the process ends. Answers how many there were. */
  async round(stopping?: AbortSignal): Promise<number> {
    const { pool, clock } = this.parts;
    let asked = 0;
    for (;;) {
      const due = await claimDue(pool, clock.now());
      const accounts = due.length === 0 ? [] : await tencentAccounts(pool);
      // Accounts do not wait for each other; one after the other within an account.
      await Promise.all(byAccount(due).map((deliveries) => this.inquireAll(deliveries, accounts, stopping)));
      asked += due.length;
      if (due.length < AT_ONCE || stopping?.aborted) return asked;
    }
  }

  /** Of one account. One that does not answer is left alone for a moment: the others' turn must not wait for its silence. */
  private async inquireAll(
    deliveries: readonly DueDelivery[],
    all: readonly TencentAccount[],
    stopping: AbortSignal | undefined,
  ): Promise<void> {
    const { pool, clock } = this.parts;
    for (const [index, delivery] of deliveries.entries()) {
      if ((await this.inquire(delivery, all)) && !stopping?.aborted) continue;
      await putOff(pool, deliveries.slice(index + 1), clock.now() + PUT_OFF_MS, false);
      return;
    }
  }

  /** False when the provider did not answer. */
  private async inquire(delivery: DueDelivery, all: readonly TencentAccount[]): Promise<boolean> {
    const { pool, clock, metrics } = this.parts;
    const soon = clock.now() + PUT_OFF_MS;
    const next = nextInquiryAt(delivery, clock.now());
    try {
      const learnt = await this.learn(delivery, all);
      metrics.inquiries.inc({ outcome: learnt });
      await putOff(pool, [delivery], learnt === 'not_now' ? soon : next, learnt !== 'not_now');
      return true;
    } catch (error) {
      if (!(error instanceof QueryFailure)) throw error;
      metrics.inquiries.inc({ outcome: 'failed' });
      await putOff(pool, [delivery], error.overloaded ? soon : next, true);
      return false;
    }
  }

  /** `not_now`: it is too early to tell, or the log takes no more. Throws QueryFailure. */
  private async learn(
    delivery: DueDelivery,
    all: readonly TencentAccount[],
  ): Promise<'learnt' | 'nothing' | 'not_now'> {
    const { pool, events } = this.parts;
    const phone = await this.phoneOf(delivery);
    const candidates = accountsOf(delivery, all);
    if (!phone || candidates.length === 0) return 'nothing';
    if (!delivery.providerMessageId) {
      // A send that is still in the log may be what a record tells of.
      const { oldestAt = Infinity } = await events.backlog();
      if (oldestAt <= sendWindow(delivery).to) return 'not_now';
    }
    const found: FoundMessage[] = [];
    for (const account of candidates) found.push(...(await this.find(delivery, phone, account)));
    const own = ownMessage(delivery, found, {
      taken: await takenMessages(pool, delivery, found),
      rival: await isRivalled(pool, delivery, tenantsOf(candidates, all)),
    });
    if (!own || (delivery.state === 'accepted' && !isFinal(own))) return 'nothing';
    return (await this.record(delivery, own, phone)) ? 'learnt' : 'not_now';
  }

  /** Records know refused messages and those on their way; reports return what we had sent along. Throws QueryFailure. */
  private async find(delivery: DueDelivery, phone: Phone, account: TencentAccount): Promise<FoundMessage[]> {
    const link = this.parts.links.of(account);
    if (!link) return [];
    const nowMs = this.parts.clock.now();
    const asking = { accountId: account.id, nowMs };
    const window = sendWindow(delivery);
    const pace = this.paceOf(account.id);
    await pace.turn();
    const records = await orFailure(recordsOf(link, phone, { ...window, to: Math.min(window.to, nowMs) }, asking));
    const known = delivery.providerMessageId;
    if (known && Array.isArray(records) && records.some(({ providerMessageId }) => providerMessageId === known)) {
      return records;
    }
    await pace.turn();
    const statuses = await orFailure(statusesOf(link, phone, { from: window.from, to: nowMs }, asking));
    if (!Array.isArray(records) && !Array.isArray(statuses)) throw records;
    return joined(Array.isArray(records) ? records : [], Array.isArray(statuses) ? statuses : []);
  }

  /** False when the log is at its bound. */
  private async record(delivery: DueDelivery, own: FoundMessage, phone: Phone): Promise<boolean> {
    const { events, reports } = this.parts;
    if (delivery.state === 'unknown' && !(await events.append(lateSettlement(delivery, own)))) return false;
    if (own.state !== 'delivered' && own.state !== 'undelivered') return true;
    const { providerMessageId, code, receivedAt, accountId } = own;
    const receipt = {
      kind: 'receipt',
      phone,
      providerMessageId,
      delivered: own.state === 'delivered',
      code: code || (own.state === 'delivered' ? 'DELIVRD' : ''),
      description: '',
      deliveryId: delivery.id,
      ...(receivedAt === undefined ? {} : { receivedAt }),
    } as const;
    return reports.take({ tenantId: delivery.tenantId, accountId }, [receipt], 'ask');
  }

  /** Undefined where the number was not kept or was erased. */
  private async phoneOf({ tenantId, sealedPhone }: DueDelivery): Promise<Phone | undefined> {
    if (sealedPhone === '') return undefined;
    try {
      return parsePhone(await this.parts.openPhone(tenantId, sealedPhone));
    } catch {
      return undefined; // sealed under a key that is gone
    }
  }

  private paceOf(accountId: string): Pace {
    let pace = this.paces.get(accountId);
    if (!pace) this.paces.set(accountId, (pace = new Pace(this.parts.clock, QUESTIONS_PER_SECOND)));
    return pace;
  }
}

function byAccount(due: readonly DueDelivery[]): DueDelivery[][] {
  const groups = new Map<string, DueDelivery[]>();
  for (const delivery of due) {
    const key = `${delivery.tenantId} ${delivery.accountId}`;
    const group = groups.get(key);
    if (group) group.push(delivery);
    else groups.set(key, [delivery]);
  }
  return [...groups.values()];
}

const isFinal = ({ state }: FoundMessage) => state === 'delivered' || state === 'undelivered';

/** The account that took the message; any of the tenant's where the process that knew it is gone. */
const accountsOf = ({ tenantId, accountId }: DueDelivery, all: readonly TencentAccount[]) =>
  all.filter((account) => account.tenantId === tenantId && (accountId === '' || account.id === accountId));

/** Whose messages stand in the same records: tenants may share an application. */
function tenantsOf(accounts: readonly TencentAccount[], all: readonly TencentAccount[]): string[] {
  const apps = new Set(accounts.map(({ settings }) => settings['sdkAppId']));
  return [...new Set(all.filter(({ settings }) => apps.has(settings['sdkAppId'])).map(({ tenantId }) => tenantId))];
}

async function orFailure<T>(asking: Promise<T>): Promise<T | QueryFailure> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof QueryFailure) return error;
    throw error;
  }
}
