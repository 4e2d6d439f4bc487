import type { Backlog, EventLog, LoggedEvent, VerificationEvent } from '@latchkey/core';
import { newId } from '@latchkey/core';
import { setTimeout as pause } from 'node:timers/promises';
import type { RedisClient } from '../../platform/redis/redis.js';
import type { Keys } from './keys.js';
import type { Scripts } from './scripts.js';
import { entryOf, type EntryFields, parseEvent } from './stream-entry.js';

const GROUP = 'drain';
/** Entries a consumer has held for this long belong to a process that died, or to an answer that got lost. */
const ABANDONED_MS = 30_000;
const CLAIM_EVERY_MS = 10_000;
const CLAIMED_AT_ONCE = 100;
const WAIT_FOR_FIRST_MS = 200;

type Entry = [id: string, fields: EntryFields | null];

/**
 * The partition streams, read through one consumer group. What a dead process held is claimed after 30 s. Acknowledged
 * entries are deleted, so a stream's length is its backlog.
 */
export class RedisEventLog implements EventLog {
  private readonly consumer = newId('op');
  private readonly streams: readonly string[];
  /** What one command may name together: on a cluster the streams live in different slots. */
  private readonly reachable: readonly (readonly string[])[];
  /** Handles a reader of this process has. */
  private readonly held = new Set<string>();
  /** What this process has taken from Redis and no reader has: released, claimed, or more than was asked for. */
  private ready: LoggedEvent[] = [];
  private busyStreams: number;
  /** An answer got lost on its way: Redis believes that this process has what was in it. */
  private answerLost = false;
  private groupsExist = false;
  private claimedAt = 0;

  constructor(
    private readonly redis: RedisClient,
    private readonly run: Scripts,
    private readonly keys: Keys,
    private readonly maxBacklog: number,
  ) {
    this.streams = keys.eventStreams();
    this.busyStreams = this.streams.length;
    this.reachable = redis.isCluster ? this.streams.map((stream) => [stream]) : [this.streams];
  }

  async append(event: VerificationEvent): Promise<boolean> {
    const stream = this.keys.eventStreamOf(event.phoneKey);
    return (await this.run('append', [stream], [this.maxBacklog, ...entryOf(event)])) === 1;
  }

  async read(limit: number): Promise<LoggedEvent[]> {
    if (!this.groupsExist) await this.createGroups();
    if (Date.now() - this.claimedAt > CLAIM_EVERY_MS) await this.claimAbandoned();
    if (this.answerLost) await this.recoverLost();
    while (this.ready.length < limit && (await this.readNew(limit - this.ready.length)));
    if (this.ready.length === 0) await pause(WAIT_FOR_FIRST_MS);
    const batch = this.ready.slice(0, limit);
    this.ready = this.ready.slice(limit);
    for (const { handle } of batch) this.held.add(handle);
    return batch;
  }

  release(events: readonly LoggedEvent[]): void {
    const mine = events.filter(({ handle }) => this.held.delete(handle));
    this.ready = [...mine, ...this.ready];
  }

  async acknowledge(events: readonly LoggedEvent[]): Promise<void> {
    const entriesOf = new Map<string, string[]>();
    for (const { handle } of events) {
      const [stream, entryId] = splitHandle(handle);
      const entryIds = entriesOf.get(stream);
      if (entryIds) entryIds.push(entryId);
      else entriesOf.set(stream, [entryId]);
    }
    await this.forget([...entriesOf]);
    for (const { handle } of events) this.held.delete(handle);
  }

  async backlog(): Promise<Backlog> {
    const lengths = await Promise.all(this.streams.map((stream) => this.redis.xlen(stream)));
    const oldest = await Promise.all(
      this.streams.filter((_, index) => lengths[index]! > 0).map((stream) => this.oldestIn(stream)),
    );
    const oldestAt = Math.min(...oldest);
    return {
      events: lengths.reduce((sum, length) => sum + length, 0),
      fullness: Math.max(...lengths) / this.maxBacklog,
      ...(oldestAt === Infinity ? {} : { oldestAt }),
    };
  }

  /** An entry's id begins with the time of its appending. Infinity when the stream has been emptied meanwhile. */
  private async oldestIn(stream: string): Promise<number> {
    const [entry] = await this.redis.xrange(stream, '-', '+', 'COUNT', 1);
    return entry ? Number.parseInt(entry[0], 10) : Infinity;
  }

  /** Shared out among the streams that had something last time. True when one of them had its whole share, and may have more. */
  private async readNew(count: number): Promise<boolean> {
    const perStream = Math.ceil(count / this.busyStreams);
    const replies = await Promise.all(this.reachable.map((streams) => this.readGroup(streams, perStream, '>')));
    const busy = replies.flat();
    this.busyStreams = Math.max(1, busy.length);
    for (const [stream, entries] of busy) this.take(stream, entries);
    return busy.some(([, entries]) => entries.length === perStream);
  }

  private async readGroup(
    streams: readonly string[],
    count: number,
    after: string,
  ): Promise<[stream: string, entries: Entry[]][]> {
    const reply = await this.redis
      .xreadgroup('GROUP', GROUP, this.consumer, 'COUNT', count, 'STREAMS', ...streams, ...streams.map(() => after))
      .catch((error: unknown) => {
        this.answerLost = true;
        this.forgetLostGroups(error);
        throw error;
      });
    return (reply ?? []) as [stream: string, entries: Entry[]][];
  }

  private take(stream: string, entries: readonly Entry[]): void {
    for (const [id, fields] of entries) {
      if (fields) this.ready.push({ handle: `${stream} ${id}`, event: parseEvent(fields) });
    }
  }

  /** What Redis has given to this process and no reader has seen; otherwise it would be claimed after 30 s. */
  private async recoverLost(): Promise<void> {
    for (const stream of this.streams) {
      for (let after: string | undefined = '0'; after !== undefined;) {
        const [[, entries] = ['', []]] = await this.readGroup([stream], CLAIMED_AT_ONCE, after);
        this.takeUnknown(stream, entries);
        after = entries.at(-1)?.[0];
      }
    }
    this.answerLost = false;
  }

  private takeUnknown(stream: string, entries: readonly Entry[]): void {
    const known = new Set(this.ready.map(({ handle }) => handle));
    this.take(
      stream,
      entries.filter(([id]) => !this.held.has(`${stream} ${id}`) && !known.has(`${stream} ${id}`)),
    );
  }

  /** Redis lost its memory: the groups are made anew at the next read. */
  private forgetLostGroups(error: unknown): void {
    if (String(error).includes('NOGROUP')) this.groupsExist = false;
  }

  private async claimAbandoned(): Promise<void> {
    await Promise.all(this.streams.map((stream) => this.claimAbandonedIn(stream)));
    this.claimedAt = Date.now();
  }

  /** Those this process has itself are claimed too, which only says that they are not abandoned. */
  private async claimAbandonedIn(stream: string): Promise<void> {
    for (let cursor = '0-0'; ;) {
      const [next, entries] = (await this.redis
        .xautoclaim(stream, GROUP, this.consumer, ABANDONED_MS, cursor, 'COUNT', CLAIMED_AT_ONCE)
        .catch((error: unknown) => {
          this.forgetLostGroups(error);
          throw error;
        })) as [next: string, entries: Entry[]];
      this.takeUnknown(stream, entries);
      if (next === '0-0') return;
      cursor = next;
    }
  }

  /** Acknowledges and deletes in one step: an entry that was only acknowledged would stay in the stream for ever. */
  private async forget(entriesOf: readonly [stream: string, entryIds: string[]][]): Promise<void> {
    const steps = this.redis.isCluster ? entriesOf.map((one) => [one]) : [entriesOf];
    await Promise.all(
      steps.map(async (step) => {
        const transaction = this.redis.multi();
        for (const [stream, entryIds] of step) transaction.xack(stream, GROUP, ...entryIds).xdel(stream, ...entryIds);
        const results = await transaction.exec();
        const error = results?.find(([failure]) => failure)?.[0];
        if (error) throw error;
      }),
    );
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
