import { hash } from 'node:crypto';
import type { Action, Clock, Resource } from '@latchkey/core';
import { Prisma } from '../generated/prisma/client.js';
import type { Rows } from '../tenant/tenant-repository.js';
import { canonicalJson, withoutSecrets } from './log-content.js';

/** Whose deed it is, and from where it was done. */
export interface Doer {
  /** Empty for the command line. */
  readonly operatorId: string;
  readonly name: string;
  readonly address: string;
  readonly requestId: string;
}

/** What was done to what. */
export interface Deed {
  readonly action: Action;
  readonly resource: Resource;
  readonly objectId: string;
  /** Whose thing it is; absent for the platform's. */
  readonly tenantId?: string | undefined;
  /** How it was and how it is, as operators see it. Members that are named like secrets are left out of the log. */
  readonly before?: object | undefined;
  readonly after?: object | undefined;
}

/** An entry as it is stored, and what its hash is over. */
export interface LogEntry {
  readonly seq: bigint;
  readonly at: Date;
  readonly operatorId: string;
  readonly operatorName: string;
  readonly tenantId: string | null;
  readonly action: string;
  readonly resource: string;
  readonly objectId: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly address: string;
  readonly requestId: string;
}

/** What operators did. Each entry's hash is over the entry and the hash before it, so none can be changed or left out unseen. */
export class OperatorLog {
  constructor(private readonly clock: Clock) {}

  /**
   * Adds an entry, in the transaction of the change it records. Appending goes one at a time: do it last, for whoever appends
   * next waits until this transaction ends.
   */
  async append(rows: Rows, doer: Doer, deed: Deed): Promise<void> {
    const [head] = await rows.$queryRaw<{ seq: bigint; hash: Uint8Array }[]>`
      SELECT seq, hash FROM operator_log_head FOR UPDATE`;
    if (!head) throw new Error('the operator log has no head');
    const entry: LogEntry = {
      seq: head.seq + 1n,
      at: new Date(this.clock.now()),
      operatorId: doer.operatorId,
      operatorName: doer.name,
      tenantId: deed.tenantId ?? null,
      action: deed.action,
      resource: deed.resource,
      objectId: deed.objectId,
      before: withoutSecrets(deed.before),
      after: withoutSecrets(deed.after),
      address: doer.address,
      requestId: doer.requestId,
    };
    const sealed = entryHash(head.hash, entry);
    const { before, after, ...columns } = entry;
    await rows.operatorLogEntry.create({
      data: { ...columns, before: jsonOf(before), after: jsonOf(after), hash: sealed },
      select: { seq: true },
    });
    await rows.operatorLogHead.update({ where: { id: 1 }, data: { seq: entry.seq, hash: sealed } });
  }
}

/** SHA-256 over the hash before it and the entry in canonical JSON. */
export function entryHash(previous: Uint8Array, entry: LogEntry): Uint8Array<ArrayBuffer> {
  const { seq, at, ...rest } = entry;
  const text = canonicalJson({ ...rest, seq: String(seq), at: at.toISOString() });
  const content = Buffer.concat([previous, Buffer.from(text)]);
  return Uint8Array.from(hash('sha256', content, 'buffer'));
}

const jsonOf = (value: unknown) => (value === null ? Prisma.DbNull : (value as Prisma.InputJsonValue));
