import {
  ANY_PURPOSE,
  calendarDay,
  type CalendarDay,
  DAY_MS,
  DEFAULT_POLICY,
  guessWindows,
  sendWindows,
  type Window,
} from '@latchkey/core';
import type { Rows } from '../tenant/tenant-repository.js';

/** A window as it stood when a verification was asked for. */
export interface WindowThen {
  readonly name: string;
  /** Of today's policy. */
  readonly limit: number;
  /** What it had counted before. */
  readonly used: number;
}

interface Start {
  readonly tenantId: string;
  readonly mode: string;
  readonly purpose: string;
  readonly phoneKey: string;
  readonly at: Date;
}

/** Longer than any window: a calendar day can last 25 hours. */
const LOOK_BACK_MS = 26 * 3_600_000;

/**
 * The tenant's windows for one number and purpose at the moment of a start, counted from the events before it. An approval
 * empties the windows of failed guesses, and a rejected message counts in none.
 */
export async function windowsThen(rows: Rows, start: Start): Promise<WindowThen[]> {
  const { tenantId, purpose, at } = start;
  const tenant = await rows.tenant.findUnique({ where: { id: tenantId }, select: { timeZone: true, policies: true } });
  if (!tenant) return [];
  const policyOf = (wanted: string) => tenant.policies.find((policy) => policy.purpose === wanted);
  const policy = policyOf(purpose) ?? policyOf(ANY_PURPOSE) ?? DEFAULT_POLICY;
  const { sends, failures } = await occurrences(rows, start);
  const day = calendarDay(at.getTime(), tenant.timeZone);
  const countedIn = (times: readonly number[]) => (window: Window) => ({
    name: window.name,
    limit: window.limit,
    used: times.filter((time) => time >= beginningOf(window, at.getTime(), day)).length,
  });
  return [...sendWindows(policy).map(countedIn(sends)), ...guessWindows(policy).map(countedIn(failures))];
}

const beginningOf = ({ windowMs }: Window, now: number, day: CalendarDay) =>
  windowMs === 'day' ? day.startMs : now - windowMs;

async function occurrences(rows: Rows, { tenantId, mode, purpose, phoneKey, at }: Start) {
  const events = await rows.$queryRaw<{ at: Date; type: string; outcome: string; deliveryId: string | null }[]>`
    SELECT at, type, outcome, delivery_id AS "deliveryId" FROM verification_event
    WHERE tenant_id = ${tenantId} AND phone_key = ${phoneKey} AND mode = ${mode} AND purpose = ${purpose}
      AND at >= ${new Date(at.getTime() - LOOK_BACK_MS)}::timestamptz AND at < ${at}::timestamptz
      AND outcome IN ('started', 'rejected', 'wrong_code', 'closed', 'approved')
    ORDER BY at, id`;
  const rejected = new Set(events.filter(({ outcome }) => outcome === 'rejected').map(({ deliveryId }) => deliveryId));
  const lastApproval = events.findLast(({ outcome }) => outcome === 'approved')?.at ?? new Date(0);
  const times = (wanted: (event: (typeof events)[number]) => boolean) =>
    events.filter(wanted).map((event) => event.at.getTime());
  return {
    sends: times(({ outcome, deliveryId }) => outcome === 'started' && !rejected.has(deliveryId)),
    failures: times(
      (event) =>
        event.type === 'check' &&
        event.outcome === 'wrong_code' &&
        event.at > lastApproval &&
        event.at.getTime() >= at.getTime() - DAY_MS,
    ),
  };
}
