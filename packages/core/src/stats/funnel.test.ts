import { NOTHING, ratesOf } from './funnel.js';

describe('rates', () => {
  it('are unknown where nothing happened', () => {
    expect(ratesOf(NOTHING)).toEqual({
      accepted: null,
      delivered: null,
      approved: null,
      limited: null,
      wrongCode: null,
    });
  });

  it('are shares of what could have gone either way', () => {
    const counts = {
      ...NOTHING,
      requested: 100,
      limited: 10,
      accepted: 80,
      rejected: 5,
      unknown: 5,
      delivered: 60,
      undelivered: 15,
      approved: 51,
      wrongCode: 17,
    };
    const rates = ratesOf(counts);
    expect(rates.accepted).toBeCloseTo(80 / 90);
    expect(rates.delivered).toBeCloseTo(0.8);
    expect(rates.approved).toBeCloseTo(0.6);
    expect(rates.limited).toBeCloseTo(0.1);
    expect(rates.wrongCode).toBeCloseTo(0.25);
  });

  it('never exceed the whole, whichever side of the edge of a range events fall on', () => {
    expect(ratesOf({ ...NOTHING, accepted: 1, approved: 3 }).approved).toBe(1);
  });
});
