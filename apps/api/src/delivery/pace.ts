import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '@latchkey/core';

/** A token bucket: so many a second on average, and as many at once. */
export class Pace {
  private tokens: number;
  private filledAt: number;

  constructor(
    private readonly clock: Clock,
    private readonly perSecond: number,
  ) {
    this.tokens = perSecond;
    this.filledAt = clock.now();
  }

  /** Waits for its turn. Turns are given in the order of asking. */
  async turn(): Promise<void> {
    const waitMs = this.take();
    if (waitMs > 0) await wait(waitMs, undefined, { ref: false });
  }

  /** Takes a turn and answers how long until it comes. Milliseconds. */
  take(): number {
    const now = this.clock.now();
    const gained = (Math.max(0, now - this.filledAt) / 1000) * this.perSecond;
    this.tokens = Math.min(this.perSecond, this.tokens + gained) - 1;
    this.filledAt = now;
    return this.tokens >= 0 ? 0 : Math.ceil((-this.tokens / this.perSecond) * 1000);
  }
}
