import type { VerificationEvent } from '../audit/event.js';
import { askAfterMs, type Delivery, deliveryOf, merged } from './delivery.js';

const START = 1_790_000_000_000;

function eventOf(members: Partial<VerificationEvent>): VerificationEvent {
  return {
    id: '0',
    at: START,
    tenantId: 'ten_1',
    mode: 'live',
    type: 'settle',
    outcome: 'accepted',
    purpose: 'login',
    phoneKey: 'k',
    verificationId: 'ver_1',
    deliveryId: 'dlv_1',
    country: 'CN',
    details: {},
    ...members,
  };
}

const started = eventOf({ type: 'start', outcome: 'started', details: { phone: '+86 185****6612', sealedPhone: 's' } });
const answered = (outcome: 'accepted' | 'rejected' | 'unknown') =>
  eventOf({
    outcome,
    at: START + 100,
    startedAt: START,
    accountId: 'acc_1',
    templateId: 'tpl_1',
    details: {
      provider: 'tencent',
      latencyMs: 100,
      ...(outcome === 'accepted' ? { providerMessageId: 'm', segments: 1 } : {}),
    },
  });
const lost = eventOf({ outcome: 'unknown', at: START + 50_000, startedAt: START, details: { cause: 'process_lost' } });

function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((first, index) => ordersOf(items.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}

describe('a delivery', () => {
  it.each(['accepted', 'rejected', 'unknown'] as const)(
    'that was %s is the same in whatever order its events are read, also when it was given up meanwhile',
    (outcome) => {
      const outcomes = ordersOf([started, answered(outcome), lost]).map((events) =>
        events.map((event) => deliveryOf(event)!).reduce<Delivery>(merged, deliveryOf(events[0]!)!),
      );
      for (const delivery of outcomes) expect(delivery).toEqual(outcomes[0]);
      expect(outcomes[0]).toMatchObject({
        state: outcome,
        phone: '+86 185****6612',
        at: START,
        settlement: { accountId: 'acc_1', provider: 'tencent', latencyMs: 100 },
      });
    },
  );

  it('is told of by a start that reserved a send and by its settlement, and by nothing else', () => {
    expect(deliveryOf(eventOf({ type: 'start', outcome: 'limited' }))).toBeUndefined();
    expect(deliveryOf(eventOf({ type: 'check', outcome: 'approved' }))).toBeUndefined();
    expect(deliveryOf(eventOf({ type: 'receipt', outcome: 'delivered' }))).toBeUndefined();
  });

  it('holds no number that its column cannot', () => {
    const { settlement } = deliveryOf(eventOf({ details: { segments: 2 ** 40, latencyMs: -1 } }))!;
    expect(settlement).toMatchObject({ segments: 0, latencyMs: undefined });
  });

  it('is asked about while something may be learnt from the provider, sooner when it may not have gone out', () => {
    expect(askAfterMs('unknown')).toBeLessThan(askAfterMs('accepted')!);
    for (const state of ['sending', 'rejected', 'delivered', 'undelivered', 'expired'] as const)
      expect(askAfterMs(state)).toBeUndefined();
  });
});
