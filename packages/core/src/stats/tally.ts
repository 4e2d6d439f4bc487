import type { VerificationEvent } from '../audit/event.js';
import type { Mode } from '../tenant/tenant.js';
import { HOUR_MS } from '../verification/windows.js';
import { APPROVAL_MS_BOUNDS, bucketOf, DELIVERY_MS_BOUNDS, SEND_MS_BOUNDS } from './buckets.js';

/** What sums are kept by. */
export interface StatsKey {
  readonly tenantId: string;
  /** Start of the hour, UTC, in milliseconds since 1970. */
  readonly hour: number;
  readonly mode: Mode;
  readonly purpose: string;
  readonly country: string;
  readonly templateId: string;
  readonly accountId: string;
}

/** The sums of an hour. Names ending in `Ms` add up milliseconds, the others events or segments. */
export const COUNTERS = [
  'requested',
  'limited',
  'accepted',
  'rejected',
  'unknown',
  'delivered',
  'undelivered',
  'checked',
  'wrongCode',
  'approved',
  'expired',
  'canceled',
  'segments',
  'sendMs',
  'deliveryMs',
  'approvalMs',
] as const;
export type Counter = (typeof COUNTERS)[number];

/**
 * What a sum consists of. limited: by window · blocked: by cause · held: starts for numbers on hold · rejected: by class · rejected_code, undelivered_code: by
 * the provider's code · unknown: by cause · undelivered: by bucket · check: outcomes that have no sum of their own ·
 * check_limited: by window · reply: by outcome · send_ms, delivery_ms, approval_ms: by upper bound of the duration.
 */
export type Measure =
  | 'limited'
  | 'blocked'
  | 'held'
  | 'rejected'
  | 'rejected_code'
  | 'unknown'
  | 'undelivered'
  | 'undelivered_code'
  | 'check'
  | 'check_limited'
  | 'reply'
  | 'send_ms'
  | 'delivery_ms'
  | 'approval_ms';

export interface HourSums {
  readonly key: StatsKey;
  readonly sums: Record<Counter, number>;
}

export interface PartCount {
  readonly key: StatsKey;
  readonly measure: Measure;
  readonly part: string;
  count: number;
}

export interface Tally {
  readonly hours: readonly HourSums[];
  readonly parts: readonly PartCount[];
}

/** What events add to the statistics: a function of the events alone, by the hour in which each happened. */
export function tally(events: Iterable<VerificationEvent>): Tally {
  const hours = new Map<string, HourSums>();
  const parts = new Map<string, PartCount>();
  for (const event of events) {
    const key = keyOf(event);
    const name = nameOf(key);
    let hour = hours.get(name);
    if (!hour) hours.set(name, (hour = { key, sums: noSums() }));
    const { sums } = hour;
    count(
      event,
      (counter, by = 1) => (sums[counter] += by),
      (measure, part) => {
        const partName = `${name}\n${measure}\n${part}`;
        const known = parts.get(partName);
        if (known) known.count += 1;
        else parts.set(partName, { key, measure, part, count: 1 });
      },
    );
  }
  return {
    hours: [...hours.values()].filter(({ sums }) => COUNTERS.some((c) => sums[c] !== 0)),
    parts: [...parts.values()],
  };
}

function keyOf(event: VerificationEvent): StatsKey {
  const { tenantId, at, mode, purpose, country = '', templateId = '', accountId = '' } = event;
  return { tenantId, hour: Math.floor(at / HOUR_MS) * HOUR_MS, mode, purpose, country, templateId, accountId };
}

const nameOf = ({ tenantId, hour, mode, purpose, country, templateId, accountId }: StatsKey) =>
  `${tenantId}\n${hour}\n${mode}\n${purpose}\n${country}\n${templateId}\n${accountId}`;

const noSums = () => Object.fromEntries(COUNTERS.map((counter) => [counter, 0])) as Record<Counter, number>;

type Add = (counter: Counter, by?: number) => void;
type Part = (measure: Measure, part: string) => void;

function count(event: VerificationEvent, add: Add, part: Part): void {
  switch (event.type) {
    case 'start':
      return countStart(event, add, part);
    case 'settle':
      return countSettle(event, add, part);
    case 'check':
      return countCheck(event, add, part);
    case 'cancel':
      return event.outcome === 'canceled' ? add('canceled') : undefined;
    case 'release':
      return undefined;
    case 'receipt':
      return countReceipt(event, add, part);
    case 'reply':
      return part('reply', event.outcome);
  }
}

function countStart({ outcome, window = '' }: VerificationEvent, add: Add, part: Part): void {
  add('requested');
  if (outcome === 'limited') {
    add('limited');
    part('limited', window);
  }
  if (outcome === 'blocked') part('blocked', 'opted_out');
  if (outcome === 'held') part('held', '');
}

function countSettle({ outcome, details }: VerificationEvent, add: Add, part: Part): void {
  const latencyMs = number(details['latencyMs']);
  if (latencyMs !== undefined) {
    add('sendMs', latencyMs);
    part('send_ms', bucketOf(latencyMs, SEND_MS_BOUNDS));
  }
  if (outcome === 'accepted') {
    add('accepted');
    add('segments', number(details['segments']) ?? 0);
    // A message to the sandbox is in its inbox at once; there is no receipt to wait for.
    if (details['provider'] === 'sandbox') add('delivered');
  }
  if (outcome === 'rejected') {
    add('rejected');
    part('rejected', text(details['reason']));
    part('rejected_code', text(details['providerCode']));
  }
  if (outcome === 'unknown') {
    add('unknown');
    part('unknown', text(details['cause']));
  }
}

function countCheck({ outcome, at, startedAt, window = '' }: VerificationEvent, add: Add, part: Part): void {
  add('checked');
  if (outcome === 'wrong_code') add('wrongCode');
  else if (outcome === 'expired') add('expired');
  else if (outcome === 'approved') {
    add('approved');
    countDuration('approvalMs', 'approval_ms', APPROVAL_MS_BOUNDS, startedAt, at, add, part);
  } else part('check', outcome);
  if (outcome === 'limited') part('check_limited', window);
}

function countReceipt({ outcome, at, startedAt, details }: VerificationEvent, add: Add, part: Part): void {
  if (outcome === 'delivered') {
    add('delivered');
    countDuration('deliveryMs', 'delivery_ms', DELIVERY_MS_BOUNDS, startedAt, at, add, part);
  }
  if (outcome === 'undelivered') {
    add('undelivered');
    part('undelivered', text(details['bucket']));
    part('undelivered_code', text(details['code']));
  }
}

/** By our own clock at both ends; a clock that was set back in between makes it 0. */
function countDuration(
  counter: Counter,
  measure: Measure,
  bounds: readonly number[],
  from: number | undefined,
  to: number,
  add: Add,
  part: Part,
): void {
  if (from === undefined) return;
  const ms = Math.max(0, to - from);
  add(counter, ms);
  part(measure, bucketOf(ms, bounds));
}

const number = (value: string | number | undefined) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
const text = (value: string | number | undefined) => String(value ?? '');
