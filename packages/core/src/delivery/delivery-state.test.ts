import { DELIVERY_RANKS, type DeliveryStatus, isOpen, moves } from './delivery-state.js';

const ALL = Object.keys(DELIVERY_RANKS) as DeliveryStatus[];

describe('the state of a delivery', () => {
  it('goes from sending over the answer of the provider to the receipt', () => {
    expect(moves('sending', 'accepted')).toBe(true);
    expect(moves('accepted', 'delivered')).toBe(true);
    expect(moves('accepted', 'undelivered')).toBe(true);
    expect(moves('unknown', 'accepted')).toBe(true);
    expect(moves('unknown', 'delivered')).toBe(true);
  });

  it('never goes back, whatever arrives late', () => {
    for (const from of ALL) {
      for (const to of ALL) expect([from, to, moves(from, to) && moves(to, from)]).toEqual([from, to, false]);
      expect(moves(from, from)).toBe(false);
    }
    expect(moves('delivered', 'accepted')).toBe(false);
    expect(moves('accepted', 'unknown')).toBe(false);
  });

  it('is not changed by a second receipt, not even by another one', () => {
    expect(moves('delivered', 'undelivered')).toBe(false);
    expect(moves('undelivered', 'delivered')).toBe(false);
    expect(moves('expired', 'delivered')).toBe(false);
  });

  it('may be settled by a receipt that overtook our own record of the send', () => {
    expect(moves('sending', 'delivered')).toBe(true);
    expect(moves('delivered', 'accepted')).toBe(false);
  });

  it('is open while something may still be learnt', () => {
    expect(ALL.filter(isOpen)).toEqual(['sending', 'unknown', 'accepted']);
  });
});
