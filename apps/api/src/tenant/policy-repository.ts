import { ANY_PURPOSE, DEFAULT_POLICY, type Policy, Refused } from '@latchkey/core';
import type { z } from 'zod';
import { parseInput, policyChange } from './inputs.js';
import type { Rows } from './tenant-repository.js';

export interface PurposePolicy extends Policy {
  readonly purpose: string;
}

/** A tenant's limits, per purpose. */
export class PolicyRepository {
  constructor(private readonly rows: Rows) {}

  /** Changes what is given; the rest stays, or is what applied to this purpose before. Throws Refused. */
  async set(tenantId: string, input: z.input<typeof policyChange>): Promise<PurposePolicy> {
    const { purpose, ...change } = parseInput(policyChange, input);
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const policy: Policy = { ...(await this.effective(tenantId, purpose)), ...given };
    const stored = await this.rows.policy.upsert({
      where: { tenantId_purpose: { tenantId, purpose } },
      create: { tenantId, ...policy, purpose },
      update: given,
      omit: { tenantId: true },
    });
    return stored;
  }

  /** The policies that are stored, and the one for any purpose in any case. */
  async list(tenantId: string): Promise<PurposePolicy[]> {
    const stored = await this.rows.policy.findMany({
      where: { tenantId },
      omit: { tenantId: true },
      orderBy: { purpose: 'asc' },
    });
    const hasDefault = stored.some((policy) => policy.purpose === ANY_PURPOSE);
    return hasDefault ? stored : [{ purpose: ANY_PURPOSE, ...DEFAULT_POLICY }, ...stored];
  }

  /** Its purpose is under the limits for any purpose again. Throws Refused with `not_found`. */
  async remove(tenantId: string, purpose: string): Promise<void> {
    const { count } = await this.rows.policy.deleteMany({ where: { tenantId, purpose } });
    if (count === 0) throw new Refused({ kind: 'not_found' });
  }

  private async effective(tenantId: string, purpose: string): Promise<Policy> {
    const stored = await this.list(tenantId);
    return (
      stored.find((policy) => policy.purpose === purpose) ??
      stored.find((policy) => policy.purpose === ANY_PURPOSE) ??
      DEFAULT_POLICY
    );
  }
}
