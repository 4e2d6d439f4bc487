import type { VerificationEvent } from '../audit/event.js';
import { bucketOf, SEND_MS_BOUNDS } from './buckets.js';
import { tally } from './tally.js';

const HOUR = Date.UTC(2026, 10, 24, 13);

function eventOf(members: Partial<VerificationEvent>): VerificationEvent {
  return {
    id: '0',
    at: HOUR + 5_000,
    tenantId: 'ten_1',
    mode: 'live',
    type: 'check',
    outcome: 'approved',
    purpose: 'login',
    phoneKey: 'k',
    verificationId: 'ver_1',
    country: 'CN',
    details: {},
    ...members,
  };
}

const sumsOf = (...events: VerificationEvent[]) => {
  const { hours, parts } = tally(events);
  const sums: Record<string, number> = {};
  for (const hour of hours)
    for (const [name, sum] of Object.entries(hour.sums)) if (sum > 0) sums[name] = (sums[name] ?? 0) + sum;
  return { sums, parts: Object.fromEntries(parts.map(({ measure, part, count }) => [`${measure} ${part}`, count])) };
};

describe('tally', () => {
  it('counts every request once, and each refusal by its reason', () => {
    expect(
      sumsOf(
        eventOf({ type: 'start', outcome: 'started' }),
        eventOf({ type: 'start', outcome: 'limited', window: 'resend' }),
        eventOf({ type: 'start', outcome: 'limited', window: 'resend' }),
        eventOf({ type: 'start', outcome: 'blocked' }),
        eventOf({ type: 'start', outcome: 'held' }),
      ),
    ).toEqual({
      sums: { requested: 5, limited: 2 },
      parts: { 'limited resend': 2, 'blocked opted_out': 1, 'held ': 1 },
    });
  });

  it('adds up what the provider took and how long it took', () => {
    expect(
      sumsOf(
        eventOf({ type: 'settle', outcome: 'accepted', details: { provider: 'tencent', latencyMs: 120, segments: 2 } }),
        eventOf({
          type: 'settle',
          outcome: 'rejected',
          details: { latencyMs: 80, reason: 'funds', providerCode: 'X' },
        }),
        eventOf({ type: 'settle', outcome: 'unknown', details: { latencyMs: 5_001, cause: 'timeout' } }),
      ),
    ).toEqual({
      sums: { accepted: 1, rejected: 1, unknown: 1, segments: 2, sendMs: 5_201 },
      parts: {
        'send_ms 200': 1,
        'send_ms 100': 1,
        'send_ms more': 1,
        'rejected funds': 1,
        'rejected_code X': 1,
        'unknown timeout': 1,
      },
    });
  });

  it('counts a message to the sandbox as delivered, for no receipt will come', () => {
    const settled = eventOf({ type: 'settle', outcome: 'accepted', details: { provider: 'sandbox', segments: 1 } });
    expect(sumsOf(settled).sums).toEqual({ accepted: 1, delivered: 1, segments: 1 });
  });

  it('counts receipts with the time they took', () => {
    expect(
      sumsOf(
        eventOf({ type: 'receipt', outcome: 'delivered', startedAt: HOUR }),
        eventOf({ type: 'receipt', outcome: 'undelivered', details: { code: 'MK:0001', bucket: 'recipient' } }),
      ),
    ).toEqual({
      sums: { delivered: 1, undelivered: 1, deliveryMs: 5_000 },
      parts: { 'delivery_ms 5000': 1, 'undelivered recipient': 1, 'undelivered_code MK:0001': 1 },
    });
  });

  it('counts every check, and the time to the right one', () => {
    expect(
      sumsOf(
        eventOf({ outcome: 'approved', startedAt: HOUR + 1 }),
        eventOf({ outcome: 'wrong_code' }),
        eventOf({ outcome: 'expired' }),
        eventOf({ outcome: 'closed' }),
        eventOf({ outcome: 'limited', window: 'guesses_per_hour' }),
        eventOf({ type: 'cancel', outcome: 'canceled' }),
        eventOf({ type: 'cancel', outcome: 'not_found' }),
      ),
    ).toEqual({
      sums: { checked: 5, approved: 1, wrongCode: 1, expired: 1, canceled: 1, approvalMs: 4_999 },
      parts: { 'approval_ms 5000': 1, 'check closed': 1, 'check limited': 1, 'check_limited guesses_per_hour': 1 },
    });
  });

  it('keeps apart what differs in any dimension, and the hours', () => {
    const apart: Partial<VerificationEvent>[] = [
      {},
      { tenantId: 'ten_2' },
      { mode: 'test' },
      { purpose: 'bind' },
      { country: 'US' },
      { accountId: 'acc_1' },
      { templateId: 'tpl_1' },
      { at: HOUR - 1 },
    ];
    const { hours } = tally([...apart, ...apart].map(eventOf));
    expect(hours.map(({ sums }) => sums.checked)).toEqual(apart.map(() => 2));
    expect(new Set(hours.map(({ key }) => JSON.stringify(key))).size).toBe(apart.length);
    expect(hours.at(-1)?.key.hour).toBe(HOUR - 3_600_000);
  });

  it('makes no row for what adds nothing', () => {
    expect(tally([eventOf({ type: 'cancel', outcome: 'closed' })])).toEqual({ hours: [], parts: [] });
  });
});

describe('a bucket', () => {
  it('holds its upper bound, and the last one everything beyond', () => {
    expect(bucketOf(50, SEND_MS_BOUNDS)).toBe('50');
    expect(bucketOf(51, SEND_MS_BOUNDS)).toBe('100');
    expect(bucketOf(5_000, SEND_MS_BOUNDS)).toBe('5000');
    expect(bucketOf(5_001, SEND_MS_BOUNDS)).toBe('more');
  });
});
