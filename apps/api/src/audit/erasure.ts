import { randomUUID } from 'node:crypto';
import type { KeyedHashes, Phone } from '@latchkey/core';
import { Prisma } from '../generated/prisma/client.js';
import type { Rows } from '../tenant/tenant-repository.js';

/** What an erasure did: rows by table. */
export interface Erased {
  readonly id: string;
  readonly tenantId: string;
  /** Masked. */
  readonly phone: string;
  readonly rows: Readonly<Record<ErasedTable, number>>;
}

type ErasedTable = 'events' | 'deliveries' | 'unmatchedReceipts' | 'deadLetters' | 'optOuts';

/** Stands where the keyed hash stood. The rows of one erasure share it, so that a verification is still told whole. */
const newTombstone = () => `erased:${randomUUID()}`;

/**
 * How long an erasure is repeated: events of before it may still be on their way to the database. Then the hash that finds them
 * is forgotten too.
 */
const REPEATED_MS = 24 * 3_600_000;

/** Members of an event that name or locate the person: the number, its ciphertext, their address, what they wrote. */
const PERSONAL = Prisma.sql`'{phone,sealedPhone,clientIp,text}'::text[]`;

/**
 * Makes a number unfindable and unreadable in what one tenant has of it. Events and deliveries stay, without the person, so that
 * sums and timelines still add up; receipts and events that wait for a message or for mending go. Call it in a transaction.
 *
 * An opt-out stays as its keyed hash: forgetting it would mean writing to somebody who asked not to be written to.
 */
export async function erasePhone(rows: Rows, hashes: KeyedHashes, tenantId: string, phone: Phone): Promise<Erased> {
  const id = randomUUID();
  const target = { tenantId, phoneKey: hashes.phoneKey(phone.e164), tombstone: newTombstone() };
  const erased = await shred(rows, target, OF_THE_NUMBER(target));
  await rows.erasure.create({ data: { id, ...target } });
  return { id, tenantId, phone: phone.masked, rows: erased };
}

/**
 * Repeats the erasures of the last day for what reached the database since: events from before them, and later ones of
 * verifications from before them. Returns how many rows it found.
 */
export async function repeatErasures(rows: Rows, now: Date): Promise<number> {
  const open = await rows.erasure.findMany({ where: { phoneKey: { not: null } } });
  let found = 0;
  for (const { id, tenantId, phoneKey, tombstone, at } of open) {
    if (phoneKey === null) continue;
    const target = { tenantId, phoneKey, tombstone };
    const counts = await shred(rows, target, FROM_BEFORE(target, at));
    found += Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (now.getTime() - at.getTime() > REPEATED_MS)
      await rows.erasure.update({ where: { id }, data: { phoneKey: null } });
  }
  return found;
}

interface Target {
  readonly tenantId: string;
  readonly phoneKey: string;
  readonly tombstone: string;
}

const OF_THE_NUMBER = ({ tenantId, phoneKey }: Target) =>
  Prisma.sql`tenant_id = ${tenantId} AND phone_key = ${phoneKey}`;

const FROM_BEFORE = (target: Target, at: Date) =>
  Prisma.sql`${OF_THE_NUMBER(target)} AND (at < ${at}::timestamptz OR verification_id IN (
    SELECT verification_id FROM verification_event
    WHERE tenant_id = ${target.tenantId} AND phone_key = ${target.tombstone} AND verification_id <> ''))`;

async function shred(rows: Rows, { tenantId, phoneKey, tombstone }: Target, which: Prisma.Sql) {
  const ofNumber = Prisma.sql`tenant_id = ${tenantId} AND phone_key = ${phoneKey}`;
  return {
    events: await rows.$executeRaw`
      UPDATE verification_event SET phone_key = ${tombstone}, client_ip = '', details = details - ${PERSONAL} WHERE ${which}`,
    deliveries: await rows.$executeRaw`
      UPDATE delivery SET phone_key = ${tombstone}, phone = '', sealed_phone = '' WHERE ${which}`,
    unmatchedReceipts: await rows.$executeRaw`DELETE FROM unmatched_receipt WHERE ${ofNumber}`,
    deadLetters: await rows.$executeRaw`
      DELETE FROM dead_letter WHERE tenant_id = ${tenantId} AND event ->> 'phoneKey' = ${phoneKey}`,
    optOuts: await rows.$executeRaw`UPDATE opt_out SET phone = '' WHERE ${ofNumber} AND phone <> ''`,
  };
}
