import type { Clock } from '../clock.js';

/** A clock that stands still until a test moves it. */
export class TestClock implements Clock {
  constructor(private nowMs = Date.UTC(2026, 10, 23, 4, 0, 0)) {}

  now(): number {
    return this.nowMs;
  }

  advance(ms: number): void {
    this.nowMs += ms;
  }
}
