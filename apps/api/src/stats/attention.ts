import type { Clock, EventLog, Standing } from '@latchkey/core';
import type { Rows } from '../tenant/tenant-repository.js';

/** Something an operator should look at. `tenantId` is absent for what concerns the platform. */
export interface Concern {
  readonly kind: 'account_failing' | 'conversion_low' | 'dead_letters' | 'backlog';
  readonly tenantId?: string;
  readonly accountId?: string;
  readonly country?: string;
  /** What was found, and of how many: failures of sends, approvals of sends, letters, or the share of the bound in percent. */
  readonly count: number;
  readonly of?: number;
}

/** Fewer sends than this say nothing about an account or a country. */
const ENOUGH = 20;
/** More failures than this of the sends of two hours is no bad luck. */
const FAILING = 0.2;
/** A conversion below this part of the week's own looks like numbers that nobody asked for. */
const UNUSUAL = 0.5;
const FULL_PERCENT = 50;

/** Knows what needs attention. */
export class Concerns {
  constructor(
    private readonly events: Pick<EventLog, 'backlog'>,
    private readonly clock: Clock,
  ) {}

  now(rows: Rows, { tenantId }: Standing): Promise<Concern[]> {
    return concernsOf(rows, this.events, { tenantId }, new Date(this.clock.now()));
  }
}

/** What needs attention now, from the sums of the last two hours beside those of the week, the log and its dead letters. */
async function concernsOf(
  rows: Rows,
  events: Pick<EventLog, 'backlog'>,
  { tenantId }: Pick<Standing, 'tenantId'>,
  now: Date,
): Promise<Concern[]> {
  const of = tenantId ?? null;
  const accounts = await rows.$queryRaw<Concern[]>`
    SELECT 'account_failing' AS kind, tenant_id AS "tenantId", account_id AS "accountId",
      sum(rejected + unknown)::float8 AS count, sum(accepted + rejected + unknown)::float8 AS of
    FROM stats_hour
    WHERE hour >= ${now}::timestamptz - interval '2 hours' AND mode = 'live' AND account_id <> ''
      AND (${of}::text IS NULL OR tenant_id = ${of})
    GROUP BY tenant_id, account_id
    HAVING sum(accepted + rejected + unknown) >= ${ENOUGH}
      AND sum(rejected + unknown) > ${FAILING}::float8 * sum(accepted + rejected + unknown)
    ORDER BY 4 DESC LIMIT 20`;
  const conversions = await rows.$queryRaw<Concern[]>`
    WITH sums AS (
      SELECT tenant_id, country,
        sum(accepted + unknown) FILTER (WHERE hour >= ${now}::timestamptz - interval '2 hours') AS sent,
        sum(approved) FILTER (WHERE hour >= ${now}::timestamptz - interval '2 hours') AS approved,
        sum(accepted + unknown) AS week_sent, sum(approved) AS week_approved
      FROM stats_hour
      WHERE hour >= ${now}::timestamptz - interval '7 days' AND mode = 'live'
        AND (${of}::text IS NULL OR tenant_id = ${of})
      GROUP BY tenant_id, country
    )
    SELECT 'conversion_low' AS kind, tenant_id AS "tenantId", country, approved::float8 AS count, sent::float8 AS of
    FROM sums WHERE sent >= ${ENOUGH} AND approved::float8 / sent < ${UNUSUAL}::float8 * week_approved / week_sent
    ORDER BY sent DESC LIMIT 20`;
  return [...accounts, ...conversions, ...(tenantId === undefined ? await ofThePlatform(rows, events) : [])];
}

async function ofThePlatform(rows: Rows, events: Pick<EventLog, 'backlog'>): Promise<Concern[]> {
  const letters = await rows.deadLetter.count();
  const percent = await events.backlog().then(
    ({ fullness }) => Math.round(fullness * 100),
    () => 0, // live state is away, which the page of the system's health says
  );
  return [
    ...(letters > 0 ? [{ kind: 'dead_letters' as const, count: letters }] : []),
    ...(percent >= FULL_PERCENT ? [{ kind: 'backlog' as const, count: percent }] : []),
  ];
}
