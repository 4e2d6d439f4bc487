import { Deadlines, type Waiting } from './deadlines.js';

class Wait implements Waiting {
  isSettled = false;
  gaveUp = 0;

  giveUp(): void {
    this.isSettled = true;
    this.gaveUp += 1;
  }
}

const waitFor = (deadlines: Deadlines): Wait => {
  const wait = new Wait();
  deadlines.watch(wait);
  return wait;
};

describe('Deadlines', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('gives up once, when the time is over and not before', () => {
    const deadlines = new Deadlines(500);
    const wait = waitFor(deadlines);
    jest.advanceTimersByTime(499);
    expect(wait.gaveUp).toBe(0);
    jest.advanceTimersByTime(1);
    expect(wait.gaveUp).toBe(1);
    jest.advanceTimersByTime(5_000);
    expect(wait.gaveUp).toBe(1);
  });

  it('gives each its own time, with one timer for all', () => {
    const deadlines = new Deadlines(500);
    const early = waitFor(deadlines);
    jest.advanceTimersByTime(300);
    const late = waitFor(deadlines);
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(200);
    expect([early.gaveUp, late.gaveUp]).toEqual([1, 0]);
    jest.advanceTimersByTime(299);
    expect(late.gaveUp).toBe(0);
    jest.advanceTimersByTime(1);
    expect(late.gaveUp).toBe(1);
  });

  it('leaves alone what was settled in time, behind something that was not', () => {
    const deadlines = new Deadlines(500);
    const stuck = waitFor(deadlines);
    const answered = waitFor(deadlines);
    answered.isSettled = true;
    jest.advanceTimersByTime(500);
    expect([stuck.gaveUp, answered.gaveUp]).toEqual([1, 0]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('keeps nothing that is settled for longer than until the next begins', () => {
    const deadlines = new Deadlines(500);
    for (let n = 0; n < 1_000; n++) waitFor(deadlines).isSettled = true;
    expect(deadlines.size).toBe(1);
  });
});
