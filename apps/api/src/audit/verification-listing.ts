import { Prisma } from '../generated/prisma/client.js';
import type { Rows } from '../tenant/tenant-repository.js';
import type { VerificationFilter } from './filters.js';
import {
  anyTenantUnless,
  beyond,
  during,
  equalTo,
  type KeysetPage,
  pageOf,
  type Position,
  whereAll,
} from './keyset.js';

/**
 * What became of a verification, as far as the log tells. `open`: its message went out and its code was not entered; whether it
 * still can be, live state knows.
 */
export type VerificationOutcome = 'approved' | 'canceled' | 'limited' | 'blocked' | 'held' | 'rejected' | 'open';

/** A verification among others, as operators see it. `at` and `id` are those of the event that started it. */
export interface VerificationSummary extends Position {
  readonly verificationId: string;
  readonly tenantId: string;
  readonly mode: string;
  readonly purpose: string;
  /** Masked. */
  readonly phone: string;
  readonly country: string;
  readonly outcome: VerificationOutcome;
  /** The limit that stopped it. */
  readonly window: string | null;
  /** State of its message; null when none was handed over. */
  readonly delivery: string | null;
  /** Guesses that were compared. */
  readonly attempts: number;
  readonly decidedAt: Date | null;
}

interface Found extends Omit<VerificationSummary, 'outcome'> {
  readonly start: string;
  readonly approved: boolean | null;
  readonly canceled: boolean | null;
}

const ENDS = Prisma.sql`
  SELECT bool_or(outcome = 'approved') AS approved, bool_or(outcome = 'canceled') AS canceled,
    count(attempt)::int AS attempts, max(at) FILTER (WHERE outcome IN ('approved', 'canceled')) AS decided_at
  FROM verification_event
  WHERE tenant_id = start.tenant_id AND verification_id = start.verification_id AND at >= start.at
    AND at < start.at + interval '1 day'`;

/** One page of verifications, newest first: all of a number, or all there are. */
export async function verificationPage(
  rows: Rows,
  filter: VerificationFilter,
  { after, limit }: { readonly after?: Position | undefined; readonly limit: number },
): Promise<KeysetPage<VerificationSummary>> {
  const { tenantId, mode, purpose, phoneKey } = filter;
  const conditions = [
    Prisma.sql`type = 'start'`,
    ...equalTo({ tenant_id: tenantId, mode, purpose, phone_key: phoneKey }),
    ...anyTenantUnless(tenantId, phoneKey),
    ...during(filter),
    ...beyond(after, 'uuid'),
  ];
  const found = await rows.$queryRaw<Found[]>`
    SELECT start.at, start.id::text AS id, start.verification_id AS "verificationId", start.tenant_id AS "tenantId",
      start.mode, start.purpose, coalesce(start.details ->> 'phone', '') AS phone, start.country,
      start.outcome AS start, start.window_name AS "window", sent.state AS delivery, ends.approved, ends.canceled,
      ends.attempts, ends.decided_at AS "decidedAt"
    FROM (
      SELECT * FROM verification_event ${whereAll(conditions)} ORDER BY at DESC, id DESC LIMIT ${limit + 1}
    ) start
    LEFT JOIN LATERAL (
      SELECT state FROM delivery
      WHERE tenant_id = start.tenant_id AND verification_id = start.verification_id ORDER BY at DESC LIMIT 1
    ) sent ON true
    LEFT JOIN LATERAL (${ENDS}) ends ON true
    ORDER BY start.at DESC, start.id DESC`;
  return pageOf(found.map(summaryOf), limit);
}

function summaryOf({ start, approved, canceled, ...summary }: Found): VerificationSummary {
  return { ...summary, outcome: outcomeOf({ start, approved, canceled, delivery: summary.delivery }) };
}

/** The start decides first: what never began cannot end. */
export function outcomeOf(facts: Pick<Found, 'start' | 'approved' | 'canceled' | 'delivery'>): VerificationOutcome {
  if (facts.start === 'limited' || facts.start === 'blocked' || facts.start === 'held') return facts.start;
  if (facts.approved) return 'approved';
  if (facts.canceled) return 'canceled';
  return facts.delivery === 'rejected' ? 'rejected' : 'open';
}
