import { Refused } from '@latchkey/core';
import type { z } from 'zod';
import { newPrice, parseInput } from './inputs.js';
import type { Rows } from './tenant-repository.js';

export interface Price {
  /** ISO 3166 alpha-2, or `*` for every country without a price of its own. */
  readonly country: string;
  /** What one segment costs, in the tenant's currency; digits, so that no fraction is lost. */
  readonly segment: string;
}

/** What a tenant pays for one segment, per country. */
export class PriceRepository {
  constructor(private readonly rows: Rows) {}

  async list(tenantId: string): Promise<Price[]> {
    const stored = await this.rows.price.findMany({ where: { tenantId }, orderBy: { country: 'asc' } });
    return stored.map(({ country, segment }) => ({ country, segment: segment.toString() }));
  }

  /** Makes the country's price, or changes it. */
  async set(tenantId: string, input: z.input<typeof newPrice>): Promise<Price> {
    const { country, segment } = parseInput(newPrice, input);
    await this.rows.price.upsert({
      where: { tenantId_country: { tenantId, country } },
      create: { tenantId, country, segment },
      update: { segment },
    });
    return { country, segment };
  }

  /** Throws Refused with `not_found`. */
  async remove(tenantId: string, country: string): Promise<void> {
    const { count } = await this.rows.price.deleteMany({ where: { tenantId, country } });
    if (count === 0) throw new Refused({ kind: 'not_found' });
  }
}
