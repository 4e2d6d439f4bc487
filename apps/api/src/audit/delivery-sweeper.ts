import {
  type Clock,
  type EventLog,
  newEventId,
  RECEIPT_AWAITED_MS,
  SENDING_LOST_MS,
  type TenantScope,
  type VerificationStore,
} from '@latchkey/core';
import type pg from 'pg';
import type { Metrics } from '../platform/metrics.js';
import { rematchReceipts } from './event-table.js';

const AT_ONCE = 200;
/** A worker that claimed a lost send and died is forgotten after this long. */
const CLAIM = '2 minutes';

/** What a sweep came to. */
export interface Swept {
  /** Sends of a process that is gone, settled as `unknown`. */
  readonly lost: number;
  /** Receipts that waited for our own record of their message. */
  readonly rematched: number;
  /** Deliveries of which nothing more will be learnt. */
  readonly expired: number;
  /** Receipts for messages that nobody knows. */
  readonly strangers: number;
}

interface LostSend {
  readonly tenantId: string;
  readonly mode: TenantScope['mode'];
  readonly deliveryId: string;
  readonly verificationId: string;
  readonly purpose: string;
  readonly phoneKey: string;
  readonly country: string;
  readonly at: Date;
}

/** Brings to an end what nobody else will. Several workers may sweep at the same time: each row is taken by one. */
export class DeliverySweeper {
  constructor(
    private readonly pool: pg.Pool,
    private readonly store: Pick<VerificationStore, 'settle'>,
    private readonly log: Pick<EventLog, 'backlog'>,
    private readonly metrics: Pick<Metrics, 'receipts' | 'eventsStored'>,
    private readonly clock: Clock,
  ) {}

  async sweep(): Promise<Swept> {
    return {
      lost: await this.settleLost(),
      rematched: await this.rematch(),
      expired: await this.expireDeliveries(),
      strangers: await this.forgetStrangers(),
    };
  }

  /**
   * The answer of a provider may wait in the log while the database was away, so only what was lost long before the oldest
   * waiting event is taken for lost.
   */
  private async settleLost(): Promise<number> {
    const { oldestAt = Infinity } = await this.log.backlog();
    const lostBefore = new Date(Math.min(this.clock.now(), oldestAt) - SENDING_LOST_MS);
    const { rows } = await this.pool.query<LostSend>(
      `UPDATE delivery SET ask_at = now() + interval '${CLAIM}' WHERE (tenant_id, id) IN (
         SELECT tenant_id, id FROM delivery WHERE state = 'sending' AND at < $1 AND (ask_at IS NULL OR ask_at < now())
         ORDER BY at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
       RETURNING tenant_id AS "tenantId", mode, id AS "deliveryId", verification_id AS "verificationId", purpose,
         phone_key AS "phoneKey", country, at`,
      [lostBefore],
    );
    for (const lost of rows) await this.settle(lost);
    return rows.length;
  }

  /** Through the store, so that the event is in the log like any other, and moves the delivery when it is drained. */
  private async settle({ tenantId, mode, at, ...send }: LostSend): Promise<void> {
    const event = { id: newEventId(this.clock.now()), details: { cause: 'process_lost' } };
    await this.store.settle({ tenantId, mode }, { ...send, delivery: 'unknown', startedAt: at.getTime(), event });
  }

  private async rematch(): Promise<number> {
    const { stored } = await rematchReceipts(this.pool, AT_ONCE);
    if (stored > 0) {
      this.metrics.receipts.inc({ effect: 'applied' }, stored);
      this.metrics.eventsStored.inc(stored);
    }
    return stored;
  }

  private async expireDeliveries(): Promise<number> {
    const { rowCount } = await this.pool.query(
      `UPDATE delivery SET state = 'expired', ask_at = NULL WHERE (tenant_id, id) IN (
         SELECT tenant_id, id FROM delivery WHERE state IN ('accepted', 'unknown') AND at < $1
         ORDER BY at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)`,
      [this.horizon()],
    );
    return rowCount ?? 0;
  }

  private async forgetStrangers(): Promise<number> {
    const { rowCount } = await this.pool.query('DELETE FROM unmatched_receipt WHERE at < $1', [this.horizon()]);
    if (rowCount) this.metrics.receipts.inc({ effect: 'expired' }, rowCount);
    return rowCount ?? 0;
  }

  private horizon(): Date {
    return new Date(this.clock.now() - RECEIPT_AWAITED_MS);
  }
}
