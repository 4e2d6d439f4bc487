import { Prisma } from '../generated/prisma/client.js';
import type { Rows } from '../tenant/tenant-repository.js';
import { type BuiltSelection, selectedRows } from './selected-rows.js';

const LIVE = Prisma.sql`mode = 'live' AND segments > 0`;

/** What a range cost by the tenants' own price lists. Decimals are texts, so that no fraction of a cent is lost. */
export interface Cost {
  /** ISO 4217. */
  readonly currency: string;
  readonly amount: string;
  /** Segments the amount is for. */
  readonly segments: number;
  /** Segments to countries the price list says nothing of: what they cost is not known. */
  readonly unpriced: number;
}

/**
 * Segments that providers took, times the price of their country; `*` prices what has no price of its own. Test messages and
 * those of the sandbox cost nothing.
 */
export function costOf(rows: Rows, selected: BuiltSelection): Promise<Cost[]> {
  return rows.$queryRaw<Cost[]>`
    WITH sent AS (
      SELECT tenant_id, country, sum(segments) AS segments
      FROM ${selectedRows('sums', Prisma.sql`tenant_id, country, account_id, segments`, selected, LIVE)}
      WHERE NOT EXISTS (
        SELECT FROM provider_account account
        WHERE account.tenant_id = selected.tenant_id AND account.id = selected.account_id
          AND account.provider = 'sandbox')
      GROUP BY tenant_id, country
    )
    SELECT tenant.currency, coalesce(sum(sent.segments * coalesce(own.segment, other.segment)), 0)::text AS amount,
      coalesce(sum(sent.segments) FILTER (WHERE own.segment IS NOT NULL OR other.segment IS NOT NULL), 0)::float8 AS segments,
      coalesce(sum(sent.segments) FILTER (WHERE own.segment IS NULL AND other.segment IS NULL), 0)::float8 AS unpriced
    FROM sent JOIN tenant ON tenant.id = sent.tenant_id
    LEFT JOIN price own ON own.tenant_id = sent.tenant_id AND own.country = sent.country
    LEFT JOIN price other ON other.tenant_id = sent.tenant_id AND other.country = '*'
    GROUP BY tenant.currency ORDER BY tenant.currency`;
}
