/** Bounds how many calls are in flight at once. The one too many is turned away at once: waiting would only move the queue in here. */
export class ConcurrencyCap {
  private inFlight = 0;

  constructor(private readonly limit: number) {}

  /** Takes a place and answers how to give it back, or undefined when there is none. Giving back twice counts once. */
  tryAcquire(): (() => void) | undefined {
    if (this.inFlight >= this.limit) return undefined;
    this.inFlight += 1;
    let held = true;
    return () => {
      if (held) this.inFlight -= 1;
      held = false;
    };
  }

  state(): { readonly inFlight: number; readonly limit: number } {
    return { inFlight: this.inFlight, limit: this.limit };
  }
}
