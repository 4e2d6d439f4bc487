import { type KeyedHashes, parsePhone, type Phone, Refused } from '@latchkey/core';
import type { Rows } from '../../tenant/tenant-repository.js';

export interface OptOutSummary {
  /** Masked. */
  readonly phone: string;
  /** `reply` of the phone's owner, or `operator`. */
  readonly source: string;
  readonly createdAt: Date;
}

const SUMMARY = { phone: true, source: true, createdAt: true } as const;

/**
 * The numbers that want no messages of a tenant. Rows are ended, never deleted: processes hear of an end as they hear of a
 * beginning, by polling for what changed.
 */
export class OptOutRepository {
  constructor(
    private readonly rows: Rows,
    private readonly hashes: KeyedHashes,
  ) {}

  /** Newest first. */
  list(tenantId: string): Promise<OptOutSummary[]> {
    const where = { tenantId, endedAt: null };
    return this.rows.optOut.findMany({ where, select: SUMMARY, orderBy: [{ createdAt: 'desc' }, { phoneKey: 'asc' }] });
  }

  /** What is opted out already stays as it is. Throws Refused for what is no number. */
  async add(tenantId: string, phone: string): Promise<OptOutSummary> {
    const { masked, e164 } = parsed(phone);
    const phoneKey = this.hashes.phoneKey(e164);
    const where = { tenantId_phoneKey: { tenantId, phoneKey } };
    const known = await this.rows.optOut.findUnique({ where });
    if (known?.endedAt === null) return { phone: known.phone, source: known.source, createdAt: known.createdAt };
    const data = { phone: masked, source: 'operator', createdAt: new Date(), endedAt: null };
    return this.rows.optOut.upsert({ where, create: { tenantId, phoneKey, ...data }, update: data, select: SUMMARY });
  }

  /** The number may be sent to again. Throws Refused with `not_found` when it was not opted out. */
  async remove(tenantId: string, phone: string): Promise<OptOutSummary> {
    const { e164 } = parsed(phone);
    const where = { tenantId_phoneKey: { tenantId, phoneKey: this.hashes.phoneKey(e164) } };
    const known = await this.rows.optOut.findUnique({ where });
    if (!known || known.endedAt) throw new Refused({ kind: 'not_found' });
    return this.rows.optOut.update({ where, data: { endedAt: new Date() }, select: SUMMARY });
  }

  /** The same for a number that is known by its key alone. */
  async end(tenantId: string, phoneKey: string): Promise<void> {
    const where = { tenantId, phoneKey, endedAt: null };
    const { count } = await this.rows.optOut.updateMany({ where, data: { endedAt: new Date() } });
    if (count === 0) throw new Refused({ kind: 'not_found' });
  }
}

function parsed(text: string): Phone {
  const phone = parsePhone(text);
  if (phone) return phone;
  const message = 'phone must be a number in international form, such as +8618500000000';
  throw new Refused({ kind: 'invalid_parameter', field: 'phone', message });
}
