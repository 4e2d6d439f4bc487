import { tally, type VerificationEvent } from '@latchkey/core';
import type pg from 'pg';
import { optOutRepliers, queueConversions } from '../delivery/index.js';
import { inTransaction, type Queryable } from '../platform/database/transaction.js';
import { upsertDeliveries } from './delivery-rows.js';
import { insertMissingEvents, insertNewEvents, isStoredAlready } from './event-rows.js';
import { applyReceipts, type Matched, takeKnownReceipts, takeWaitingReceipts } from './receipt-matching.js';
import { addStats } from './stats-rows.js';

/** What a batch came to. */
export interface StoredBatch {
  /** Events that were not stored before. */
  readonly stored: number;
  readonly receipts: Matched;
}

const isReceipt = ({ type }: VerificationEvent) => type === 'receipt';

/**
 * Stores a batch in one transaction: the events, the deliveries they tell of, and the statistics they add to. Everything
 * follows from the events that were new, so a batch that comes again changes nothing.
 *
 * A receipt is stored once it changes a delivery, with what is known of that delivery: docs/adr/0010.
 */
export async function storeEvents(pool: pg.Pool, events: readonly VerificationEvent[]): Promise<StoredBatch> {
  try {
    return await storeWith(insertNewEvents, pool, events);
  } catch (error) {
    if (!isStoredAlready(error)) throw error;
    // A process died between commit and acknowledgement, or its entries were claimed: rare, so it is not asked for before.
    return storeWith(insertMissingEvents, pool, events);
  }
}

/**
 * Tries again the receipts that wait for their message. Two workers may store a message and its receipt at the same moment,
 * when neither sees the other's.
 */
export function rematchReceipts(pool: pg.Pool, limit: number): Promise<StoredBatch> {
  return inTransaction(pool, async (client) => conclude(client, [], await takeKnownReceipts(client, limit)));
}

function storeWith(
  insert: typeof insertMissingEvents,
  pool: pg.Pool,
  events: readonly VerificationEvent[],
): Promise<StoredBatch> {
  return inTransaction(pool, async (client) => {
    const fresh = await insert(
      client,
      events.filter((event) => !isReceipt(event)),
    );
    const settled = await upsertDeliveries(client, fresh);
    await optOutRepliers(client, fresh);
    await queueConversions(client, fresh);
    const waiting = await takeWaitingReceipts(client, settled);
    return conclude(client, fresh, [...waiting, ...events.filter(isReceipt)]);
  });
}

async function conclude(
  client: Queryable,
  fresh: readonly VerificationEvent[],
  receipts: readonly VerificationEvent[],
): Promise<StoredBatch> {
  const matched = await applyReceipts(client, receipts);
  const facts = [...fresh, ...(await insertMissingEvents(client, matched.applied))];
  await addStats(client, tally(facts));
  return { stored: facts.length, receipts: matched };
}
