import { tally, type VerificationEvent } from '@latchkey/core';
import type pg from 'pg';
import { optOutRepliers, queueConversions } from '../delivery/index.js';
import { inTransaction, openTransaction, type Queryable } from '../platform/database/transaction.js';
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

/** A batch whose events are in the database and not committed. Its owner ends it one way or the other. */
export interface OpenBatch {
  /** Brings deliveries and statistics up to date and commits. Throws when nothing of the batch is stored. */
  readonly conclude: () => Promise<StoredBatch>;
  readonly abandon: () => Promise<void>;
}

/**
 * The first half of `storeEvents`: what no other batch has an interest in, so it may be done while the batch before is
 * concluded. Locks nothing but the new rows. Throws when an event is stored already or the database refuses one.
 */
export async function openBatch(pool: pg.Pool, events: readonly VerificationEvent[]): Promise<OpenBatch> {
  const { client, commit, abandon } = await openTransaction(pool);
  const orAbandon = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      await abandon();
      throw error;
    }
  };
  const fresh = await orAbandon(() =>
    insertNewEvents(
      client,
      events.filter((event) => !isReceipt(event)),
    ),
  );
  const conclude = () =>
    orAbandon(async () => {
      const batch = await derive(client, fresh, events.filter(isReceipt));
      await commit();
      return batch;
    });
  return { conclude, abandon };
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
    return derive(client, fresh, events.filter(isReceipt));
  });
}

/** What follows from events that were new. */
async function derive(
  client: Queryable,
  fresh: readonly VerificationEvent[],
  receipts: readonly VerificationEvent[],
): Promise<StoredBatch> {
  const settled = await upsertDeliveries(client, fresh);
  await optOutRepliers(client, fresh);
  await queueConversions(client, fresh);
  return conclude(client, fresh, [...(await takeWaitingReceipts(client, settled)), ...receipts]);
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
