import { tally, type VerificationEvent } from '@latchkey/core';
import type pg from 'pg';
import { optOutRepliers, queueConversions } from '../delivery/index.js';
import { inTransaction, openTransaction, type Queryable } from '../platform/database/transaction.js';
import { Batch } from './batch.js';
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

/**
 * Stores a batch in one transaction: the events, the deliveries they tell of, and the statistics they add to. Everything
 * follows from the events that were new, so a batch that comes again changes nothing.
 */
export async function storeEvents(pool: pg.Pool, events: readonly VerificationEvent[]): Promise<StoredBatch> {
  const batch = Batch.of(events);
  try {
    return await inTransaction(pool, async (client) => {
      await insertFacts(client, batch);
      return derive(client, batch);
    });
  } catch (error) {
    if (!isStoredAlready(error)) throw error;
    // A process died between commit and acknowledgement, or its entries were claimed: rare, so it is not asked for before.
    return inTransaction(pool, async (client) => {
      const fresh = await insertMissingEvents(client, batch.facts);
      return derive(client, Batch.of([...fresh, ...batch.receipts]));
    });
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
export async function openBatch(pool: pg.Pool, batch: Batch): Promise<OpenBatch> {
  const { client, commit, abandon, orAbandon } = await openTransaction(pool);
  await orAbandon(() => insertFacts(client, batch));
  const conclude = () =>
    orAbandon(async () => {
      const stored = await derive(client, batch);
      await commit();
      return stored;
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

async function insertFacts(client: Queryable, { facts, eventRows }: Batch): Promise<void> {
  if (facts.length > 0) await insertNewEvents(client, eventRows);
}

/** What follows from a batch whose facts were all new. */
async function derive(client: Queryable, { facts, receipts, deliveries }: Batch): Promise<StoredBatch> {
  await upsertDeliveries(client, deliveries);
  await optOutRepliers(client, facts);
  await queueConversions(client, facts);
  return conclude(client, facts, [...(await takeWaitingReceipts(client, deliveries.settled)), ...receipts]);
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
