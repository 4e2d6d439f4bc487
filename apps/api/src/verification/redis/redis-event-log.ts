import type { EventDetails, EventLog, LoggedEvent, VerificationEvent } from '@latchkey/core';
import { newId } from '@latchkey/core';
import { setTimeout as pause } from 'node:timers/promises';
import type { RedisClient } from '../../platform/redis/redis.js';

const GROUP = 'drain';
/** Entries a consumer has held for this long belong to a process that died. */
const ABANDONED_MS = 30_000;
const CLAIM_EVERY_MS = 10_000;
const WAIT_FOR_FIRST_MS = 200;

type Entry = [id: string, fields: string[] | null];

/**
 * The partition streams, read through one consumer group. What this process has read and not acknowledged it is given again;
 * what a dead process held is claimed after 30 s. Acknowledged entries are deleted, so a stream's length is its backlog.
 */
export class RedisEventLog implements EventLog {
  private readonly consumer = newId('op');
  private groupsExist = false;
  private claimedAt = 0;

  constructor(
    private readonly redis: RedisClient,
    private readonly streams: readonly string[],
  ) {}

  async read(limit: number): Promise<LoggedEvent[]> {
    if (!this.groupsExist) await this.createGroups();
    if (Date.now() - this.claimedAt > CLAIM_EVERY_MS) await this.claimAbandoned();
    const perStream = Math.ceil(limit / this.streams.length);
    const batches = await Promise.all(this.streams.map((stream) => this.readStream(stream, perStream)));
    const events = batches.flat();
    if (events.length === 0) await pause(WAIT_FOR_FIRST_MS);
    return events;
  }

  async acknowledge(events: readonly LoggedEvent[]): Promise<void> {
    const entriesOf = new Map<string, string[]>();
    for (const { handle } of events) {
      const [stream, entryId] = splitHandle(handle);
      const entryIds = entriesOf.get(stream);
      if (entryIds) entryIds.push(entryId);
      else entriesOf.set(stream, [entryId]);
    }
    await Promise.all([...entriesOf].map(([stream, entryIds]) => this.forget(stream, entryIds)));
  }

  async backlog(): Promise<number> {
    const lengths = await Promise.all(this.streams.map((stream) => this.redis.xlen(stream)));
    return lengths.reduce((sum, length) => sum + length, 0);
  }

  private async readStream(stream: string, count: number): Promise<LoggedEvent[]> {
    const held = await this.readGroup(stream, count, '0');
    const fresh = held.length < count ? await this.readGroup(stream, count - held.length, '>') : [];
    // An entry without fields was deleted while it was held: all that is left is to acknowledge it.
    const deleted = held.filter(([, fields]) => fields === null).map(([id]) => id);
    if (deleted.length > 0) await this.forget(stream, deleted);
    return [...held, ...fresh].flatMap(([id, fields]) =>
      fields === null ? [] : [{ handle: `${stream} ${id}`, event: parseEvent(fields) }],
    );
  }

  private async readGroup(stream: string, count: number, from: '0' | '>'): Promise<Entry[]> {
    const reply = await this.redis
      .xreadgroup('GROUP', GROUP, this.consumer, 'COUNT', count, 'STREAMS', stream, from)
      .catch((error: unknown) => {
        // Redis lost its memory: the groups are made anew at the next read.
        if (String(error).includes('NOGROUP')) this.groupsExist = false;
        throw error;
      });
    const streams = (reply ?? []) as [stream: string, entries: Entry[]][];
    return streams[0]?.[1] ?? [];
  }

  private async claimAbandoned(): Promise<void> {
    await Promise.all(
      this.streams.map((stream) =>
        this.redis.xautoclaim(stream, GROUP, this.consumer, ABANDONED_MS, '0', 'COUNT', 100, 'JUSTID'),
      ),
    );
    this.claimedAt = Date.now();
  }

  /** Acknowledges and deletes in one step: an entry that was only acknowledged would stay in the stream for ever. */
  private async forget(stream: string, entryIds: string[]): Promise<void> {
    const results = await this.redis
      .multi()
      .xack(stream, GROUP, ...entryIds)
      .xdel(stream, ...entryIds)
      .exec();
    const error = results?.find(([failure]) => failure)?.[0];
    if (error) throw error;
  }

  private async createGroups(): Promise<void> {
    await Promise.all(
      this.streams.map((stream) =>
        this.redis.xgroup('CREATE', stream, GROUP, '0', 'MKSTREAM').catch((error: unknown) => {
          if (!String(error).includes('BUSYGROUP')) throw error;
        }),
      ),
    );
    this.groupsExist = true;
  }
}

function splitHandle(handle: string): [stream: string, entryId: string] {
  const space = handle.indexOf(' ');
  return [handle.slice(0, space), handle.slice(space + 1)];
}

/** The fields the scripts of the verification store write. */
export function parseEvent(fields: readonly string[]): VerificationEvent {
  const entry: Partial<Record<string, string>> = {};
  for (let i = 0; i + 1 < fields.length; i += 2) entry[fields[i]!] = fields[i + 1]!;
  return {
    id: entry['id'] ?? '',
    at: Number(entry['at']),
    tenantId: entry['tenant'] ?? '',
    mode: entry['mode'] === 'test' ? 'test' : 'live',
    type: entry['type'] as VerificationEvent['type'],
    outcome: entry['outcome'] as VerificationEvent['outcome'],
    purpose: entry['purpose'] ?? '',
    phoneKey: entry['phone'] ?? '',
    verificationId: entry['verification'] ?? '',
    ...(entry['delivery'] === undefined ? {} : { deliveryId: entry['delivery'] }),
    ...(entry['attempt'] === undefined ? {} : { attempt: Number(entry['attempt']) }),
    ...(entry['window'] === undefined ? {} : { window: entry['window'] }),
    details: JSON.parse(entry['details'] ?? '{}') as EventDetails,
  };
}
