import type { Clock } from '@latchkey/core';

export interface BreakerOptions {
  /** How far back calls are looked at. */
  readonly windowMs: number;
  /** Fewer calls than this prove nothing. */
  readonly minimumCalls: number;
  /** Share of failed calls, 0 to 1, from which on it opens. */
  readonly failureShare: number;
  /** How long it turns calls away before it lets one probe through. */
  readonly openMs: number;
}

export const BREAKER_DEFAULTS: BreakerOptions = {
  windowMs: 10_000,
  minimumCalls: 20,
  failureShare: 0.5,
  openMs: 5_000,
};

export type BreakerState = 'closed' | 'open' | 'half_open';

/** Tells the breaker how a call went; the first word counts. */
export type Settle = (verdict: 'healthy' | 'failed') => void;

interface Slice {
  readonly startMs: number;
  calls: number;
  failures: number;
}

const SLICES = 10;

/** Stops calling what keeps failing, and finds out with one call at a time whether it has come back. */
export class Breaker {
  private readonly options: BreakerOptions;
  private slices: Slice[] = [];
  private openUntilMs: number | undefined;
  private probing = false;
  /** Grows with every change of state, so that a call begun before it says nothing about what came after. */
  private era = 0;

  constructor(
    private readonly clock: Clock,
    options: Partial<BreakerOptions> = {},
  ) {
    this.options = { ...BREAKER_DEFAULTS, ...options };
  }

  /** Lets a call through and takes its verdict, or answers undefined when the call must not be made. */
  tryEnter(): Settle | undefined {
    const state = this.state();
    if (state === 'open' || (state === 'half_open' && this.probing)) return undefined;
    const probe = state === 'half_open';
    if (probe) this.probing = true;
    const era = this.era;
    let settled = false;
    return (verdict) => {
      if (settled || era !== this.era) return;
      settled = true;
      if (probe) this.endProbe(verdict);
      else this.count(verdict);
    };
  }

  /** Opens at once, whatever the window says; never shortens an opening. */
  open(forMs: number = this.options.openMs): void {
    this.openUntilMs = Math.max(this.openUntilMs ?? 0, this.clock.now() + forMs);
    this.reset();
  }

  state(): BreakerState {
    if (this.openUntilMs === undefined) return 'closed';
    return this.clock.now() < this.openUntilMs ? 'open' : 'half_open';
  }

  private endProbe(verdict: 'healthy' | 'failed'): void {
    if (verdict === 'failed') return this.open();
    this.openUntilMs = undefined;
    this.reset();
  }

  private count(verdict: 'healthy' | 'failed'): void {
    const nowMs = this.clock.now();
    const { windowMs, minimumCalls, failureShare } = this.options;
    this.slices = this.slices.filter(({ startMs }) => startMs > nowMs - windowMs);
    let current = this.slices.at(-1);
    if (!current || nowMs - current.startMs >= windowMs / SLICES) {
      current = { startMs: nowMs, calls: 0, failures: 0 };
      this.slices.push(current);
    }
    current.calls += 1;
    if (verdict === 'failed') current.failures += 1;
    const calls = this.slices.reduce((sum, slice) => sum + slice.calls, 0);
    const failures = this.slices.reduce((sum, slice) => sum + slice.failures, 0);
    if (calls >= minimumCalls && failures / calls >= failureShare) this.open();
  }

  private reset(): void {
    this.era += 1;
    this.probing = false;
    this.slices = [];
  }
}
