import { Breaker } from './breaker.js';

let nowMs: number;
let breaker: Breaker;

beforeEach(() => {
  nowMs = 1_000_000;
  breaker = new Breaker({ now: () => nowMs });
});

function call(verdict: 'healthy' | 'failed', times = 1): void {
  for (let n = 0; n < times; n += 1) breaker.tryEnter()?.(verdict);
}

describe('Breaker', () => {
  it('stays closed below the minimum of calls', () => {
    call('failed', 19);
    expect(breaker.state()).toBe('closed');
  });

  it('opens when half of at least twenty calls have failed', () => {
    call('healthy', 10);
    call('failed', 9);
    expect(breaker.state()).toBe('closed');
    call('failed');
    expect(breaker.state()).toBe('open');
    expect(breaker.tryEnter()).toBeUndefined();
  });

  it('forgets what is older than the window', () => {
    call('failed', 19);
    nowMs += 10_001;
    call('failed');
    expect(breaker.state()).toBe('closed');
  });

  it('lets exactly one probe through after its time', () => {
    call('failed', 20);
    nowMs += 5_000;
    expect(breaker.state()).toBe('half_open');
    expect(breaker.tryEnter()).toBeDefined();
    expect(breaker.tryEnter()).toBeUndefined();
  });

  it('closes with a clean window after a healthy probe', () => {
    call('failed', 20);
    nowMs += 5_000;
    call('healthy');
    expect(breaker.state()).toBe('closed');
    call('failed', 19);
    expect(breaker.state()).toBe('closed');
  });

  it('opens again after a failed probe', () => {
    call('failed', 20);
    nowMs += 5_000;
    call('failed');
    expect(breaker.state()).toBe('open');
    nowMs += 5_000;
    expect(breaker.state()).toBe('half_open');
  });

  it('ignores the verdict of a call begun before it opened', () => {
    const late = breaker.tryEnter();
    call('failed', 20);
    nowMs += 5_000;
    late?.('healthy');
    expect(breaker.state()).toBe('half_open');
    call('healthy');
    late?.('failed');
    expect(breaker.state()).toBe('closed');
  });

  it('can be opened for longer, and a shorter opening does not end it', () => {
    breaker.open(30_000);
    breaker.open(1_000);
    nowMs += 29_999;
    expect(breaker.state()).toBe('open');
    nowMs += 1;
    expect(breaker.state()).toBe('half_open');
  });
});
