import { newId, Refused } from '@latchkey/core';
import type { z } from 'zod';
import type { Prisma } from '../generated/prisma/client.js';
import type { TenantKeys } from '../platform/crypto/tenant-keys.js';
import { refuseTaken } from '../platform/database/refuse-taken.js';
import { newTenant, parseInput, tenantChange } from './inputs.js';

export { refuseTaken } from '../platform/database/refuse-taken.js';

/** The client, or a transaction of it. Within a transaction nothing else may be used. */
export type Rows = Prisma.TransactionClient;

export interface TenantSummary {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly sending: boolean;
  readonly timeZone: string;
  readonly locale: string;
  readonly homeCountry: string;
  readonly allowedCountries: readonly string[];
  readonly currency: string;
  readonly createdAt: Date;
}

const SUMMARY = {
  id: true,
  name: true,
  status: true,
  sending: true,
  timeZone: true,
  locale: true,
  homeCountry: true,
  allowedCountries: true,
  currency: true,
  createdAt: true,
} as const;

/** Tenants, as operators make and change them. Every method throws Refused for what is wrong with its input. */
export class TenantRepository {
  constructor(
    private readonly rows: Rows,
    private readonly keys: TenantKeys,
  ) {}

  async create(input: z.input<typeof newTenant>): Promise<TenantSummary> {
    const { allowedCountries, currency, ...tenant } = parseInput(newTenant, input);
    const id = newId('ten');
    const dataKey = this.keys.newDataKey(id);
    const priced = currency === undefined ? {} : { currency };
    const data = { ...tenant, ...priced, id, dataKey, allowedCountries: allowedCountries ?? [tenant.homeCountry] };
    const created = await refuseTaken('name', this.rows.tenant.create({ data, select: SUMMARY }));
    // What is sealed in the same transaction cannot read the row back.
    this.keys.remember(id, dataKey);
    return created;
  }

  list(): Promise<TenantSummary[]> {
    return this.rows.tenant.findMany({ select: SUMMARY, orderBy: { createdAt: 'asc' } });
  }

  async setStatus(tenant: string, status: 'active' | 'suspended'): Promise<TenantSummary> {
    const { id } = await this.find(tenant);
    return this.rows.tenant.update({ where: { id }, data: { status }, select: SUMMARY });
  }

  /** Stops its starts, or lets them go on; checks are not touched. Felt everywhere within five seconds. */
  async setSending(tenant: string, sending: boolean): Promise<TenantSummary> {
    const { id } = await this.find(tenant);
    return this.rows.tenant.update({ where: { id }, data: { sending }, select: SUMMARY });
  }

  /** Changes what is given. */
  async change(tenant: string, input: z.input<typeof tenantChange>): Promise<TenantSummary> {
    const { id } = await this.find(tenant);
    const data = parseInput(tenantChange, input) as Prisma.TenantUpdateInput;
    return refuseTaken('name', this.rows.tenant.update({ where: { id }, data, select: SUMMARY }));
  }

  /** By id or by name. Throws Refused with `not_found`. */
  async find(idOrName: string): Promise<TenantSummary> {
    const where = { OR: [{ id: idOrName }, { name: idOrName }] };
    const found = await this.rows.tenant.findFirst({ where, select: SUMMARY });
    if (!found) throw new Refused({ kind: 'not_found' });
    return found;
  }
}
