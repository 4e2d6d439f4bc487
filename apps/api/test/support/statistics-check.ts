import { APPROVAL_MS_BOUNDS, BEYOND_BOUNDS, COUNTERS, DELIVERY_MS_BOUNDS, SEND_MS_BOUNDS } from '@latchkey/core';
import type pg from 'pg';

/** A row of the statistics that is not what the events say. */
export interface Difference {
  readonly of: string;
  readonly counted: unknown;
  readonly kept: unknown;
}

const KEY = 'tenant_id, hour, mode, purpose, country, template_id, account_id';
const bucket = (ms: string, bounds: readonly number[]) =>
  `CASE ${bounds.map((bound) => `WHEN ${ms} <= ${bound} THEN '${bound}'`).join(' ')} ELSE '${BEYOND_BOUNDS}' END`;

const COUNTED: Readonly<Record<(typeof COUNTERS)[number], string>> = {
  requested: `count(*) FILTER (WHERE type = 'start')`,
  limited: `count(*) FILTER (WHERE type = 'start' AND outcome = 'limited')`,
  accepted: `count(*) FILTER (WHERE type = 'settle' AND outcome = 'accepted')`,
  rejected: `count(*) FILTER (WHERE type = 'settle' AND outcome = 'rejected')`,
  unknown: `count(*) FILTER (WHERE type = 'settle' AND outcome = 'unknown')`,
  delivered: `count(*) FILTER (WHERE type = 'receipt' AND outcome = 'delivered'
    OR type = 'settle' AND outcome = 'accepted' AND details->>'provider' = 'sandbox')`,
  undelivered: `count(*) FILTER (WHERE type = 'receipt' AND outcome = 'undelivered')`,
  checked: `count(*) FILTER (WHERE type = 'check')`,
  wrongCode: `count(*) FILTER (WHERE type = 'check' AND outcome = 'wrong_code')`,
  approved: `count(*) FILTER (WHERE type = 'check' AND outcome = 'approved')`,
  expired: `count(*) FILTER (WHERE type = 'check' AND outcome = 'expired')`,
  canceled: `count(*) FILTER (WHERE type = 'cancel' AND outcome = 'canceled')`,
  segments: `coalesce(sum((details->>'segments')::int) FILTER (WHERE type = 'settle' AND outcome = 'accepted'), 0)`,
  sendMs: `coalesce(sum((details->>'latencyMs')::int) FILTER (WHERE type = 'settle'), 0)`,
  deliveryMs: `coalesce(sum(took) FILTER (WHERE type = 'receipt' AND outcome = 'delivered'), 0)`,
  approvalMs: `coalesce(sum(took) FILTER (WHERE type = 'check' AND outcome = 'approved'), 0)`,
};

/** Which events count for a measure, and for which part of it. */
const PARTS: readonly (readonly [measure: string, part: string, where: string])[] = [
  ['limited', 'window_name', `type = 'start' AND outcome = 'limited'`],
  ['blocked', `'opted_out'`, `type = 'start' AND outcome = 'blocked'`],
  ['held', `''`, `type = 'start' AND outcome = 'held'`],
  ['rejected', `details->>'reason'`, `type = 'settle' AND outcome = 'rejected'`],
  ['rejected_code', `details->>'providerCode'`, `type = 'settle' AND outcome = 'rejected'`],
  ['unknown', `details->>'cause'`, `type = 'settle' AND outcome = 'unknown'`],
  ['undelivered', `details->>'bucket'`, `type = 'receipt' AND outcome = 'undelivered'`],
  ['undelivered_code', `details->>'code'`, `type = 'receipt' AND outcome = 'undelivered'`],
  ['check', 'outcome', `type = 'check' AND outcome NOT IN ('wrong_code', 'expired', 'approved')`],
  ['check_limited', 'window_name', `type = 'check' AND outcome = 'limited'`],
  ['reply', 'outcome', `type = 'reply'`],
  ['send_ms', bucket(`(details->>'latencyMs')::int`, SEND_MS_BOUNDS), `type = 'settle' AND details ? 'latencyMs'`],
  [
    'delivery_ms',
    bucket('took', DELIVERY_MS_BOUNDS),
    `type = 'receipt' AND outcome = 'delivered' AND took IS NOT NULL`,
  ],
  ['approval_ms', bucket('took', APPROVAL_MS_BOUNDS), `type = 'check' AND outcome = 'approved' AND took IS NOT NULL`],
];

const columnOf = (counter: string) => counter.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
const object = (values: readonly (readonly [string, string])[]) =>
  `jsonb_build_object(${values.map(([name, value]) => `'${name}', ${value}`).join(', ')})`;

/** One statement: the sums as the events give them beside the sums as the drain kept them, as far as they differ. */
const DIFFERENCES = `
  WITH event AS (
    SELECT *, date_trunc('hour', at, 'UTC') AS hour,
      CASE WHEN started_at IS NOT NULL THEN greatest(0, round(extract(epoch FROM at - started_at) * 1000)) END AS took
    FROM verification_event),
  counted AS (
    SELECT ${KEY}, 'sums' AS name, ${object(COUNTERS.map((counter) => [counter, COUNTED[counter]]))} AS value
    FROM event GROUP BY ${KEY}
    ${PARTS.map(
      ([measure, part, where]) => `UNION ALL
    SELECT ${KEY}, '${measure} ' || coalesce(${part}, ''), to_jsonb(count(*)) FROM event WHERE ${where}
      GROUP BY ${KEY}, coalesce(${part}, '')`,
    ).join('\n    ')}),
  kept AS (
    SELECT ${KEY}, 'sums' AS name, ${object(COUNTERS.map((counter) => [counter, columnOf(counter)]))} AS value
    FROM stats_hour
    UNION ALL SELECT ${KEY}, measure || ' ' || part, to_jsonb(count) FROM stats_part)
  SELECT concat_ws(' ', ${KEY}, name) AS of, counted.value AS counted, kept.value AS kept
  FROM counted FULL JOIN kept USING (${KEY}, name)
  WHERE counted.value IS DISTINCT FROM kept.value
    AND NOT (kept.value IS NULL AND name = 'sums'
      AND NOT EXISTS (SELECT FROM jsonb_each_text(counted.value) AS sum WHERE sum.value <> '0'))`;

/** Empty when every sum of the statistics is what the stored events add up to. */
export async function differencesOfStatistics(pool: Pick<pg.Pool, 'query'>): Promise<Difference[]> {
  return (await pool.query<Difference>(DIFFERENCES)).rows;
}
