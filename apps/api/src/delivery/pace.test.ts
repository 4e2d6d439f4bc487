import { Pace } from './pace.js';

describe('a pace', () => {
  it('lets a second’s worth through at once and spaces the rest', () => {
    const clock = { ms: 0, now: () => clock.ms };
    const pace = new Pace(clock, 5);
    expect(Array.from({ length: 8 }, () => pace.take())).toEqual([0, 0, 0, 0, 0, 200, 400, 600]);
    clock.ms += 600;
    expect(pace.take()).toBe(200);
    clock.ms += 3_600_000;
    expect(Array.from({ length: 6 }, () => pace.take())).toEqual([0, 0, 0, 0, 0, 200]);
  });
});
