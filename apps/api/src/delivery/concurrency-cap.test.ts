import { ConcurrencyCap } from './concurrency-cap.js';

describe('ConcurrencyCap', () => {
  it('turns away the one too many and takes the next once a place is free', () => {
    const cap = new ConcurrencyCap(2);
    const release = cap.tryAcquire();
    cap.tryAcquire();
    expect(cap.tryAcquire()).toBeUndefined();
    release?.();
    expect(cap.tryAcquire()).toBeDefined();
  });

  it('frees one place however often the same place is given back', () => {
    const cap = new ConcurrencyCap(3);
    const release = cap.tryAcquire();
    cap.tryAcquire();
    release?.();
    release?.();
    expect(cap.state()).toEqual({ inFlight: 1, limit: 3 });
  });
});
