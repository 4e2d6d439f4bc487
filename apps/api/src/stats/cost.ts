import { Prisma } from '../generated/prisma/client.js';
import type { Rows } from '../tenant/tenant-repository.js';
import { type BuiltSelection, selectedRows } from './selected-rows.js';

const LIVE = Prisma.sql`mode = 'live' AND segments > 0`;
const SENT_COLUMNS = Prisma.sql`tenant_id, country, account_id, segments`;

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
 * What each of some ranges cost: segments that providers took, times the price of their country; `*` prices what has no price of its
 * own. Test messages and those of the sandbox cost nothing.
 */
export async function costsOf(rows: Rows, ranges: readonly BuiltSelection[]): Promise<Cost[][]> {
  const sent = ranges.map(
    (selected, range) => Prisma.sql`
    SELECT ${range}::int AS range, tenant_id, country, account_id, sum(segments) AS segments
    FROM ${selectedRows('sums', SENT_COLUMNS, selected, LIVE)} GROUP BY tenant_id, country, account_id`,
  );
  const found = await rows.$queryRaw<(Cost & { readonly range: number })[]>`
    WITH sent AS (${Prisma.join(sent, ' UNION ALL ')})
    SELECT range, tenant.currency, coalesce(sum(sent.segments * coalesce(own.segment, other.segment)), 0)::text AS amount,
      coalesce(sum(sent.segments) FILTER (WHERE own.segment IS NOT NULL OR other.segment IS NOT NULL), 0)::float8 AS segments,
      coalesce(sum(sent.segments) FILTER (WHERE own.segment IS NULL AND other.segment IS NULL), 0)::float8 AS unpriced
    FROM sent JOIN tenant ON tenant.id = sent.tenant_id
    LEFT JOIN price own ON own.tenant_id = sent.tenant_id AND own.country = sent.country
    LEFT JOIN price other ON other.tenant_id = sent.tenant_id AND other.country = '*'
    WHERE NOT EXISTS (
      SELECT FROM provider_account account
      WHERE account.tenant_id = sent.tenant_id AND account.id = sent.account_id AND account.provider = 'sandbox')
    GROUP BY range, tenant.currency ORDER BY range, tenant.currency`;
  return ranges.map((_, wanted) =>
    found.filter(({ range }) => range === wanted).map(({ range: _range, ...cost }) => cost),
  );
}
