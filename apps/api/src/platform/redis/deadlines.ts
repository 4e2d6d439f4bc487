/** Something that is waited for. */
export interface Waiting {
  readonly isSettled: boolean;
  /** Called once when it has been waited for too long. */
  giveUp(): void;
}

interface Entry {
  readonly waiting: Waiting;
  readonly at: number;
  next: Entry | undefined;
}

/**
 * Gives up what takes longer than `ms`, all with the same patience, so that the oldest is always the next that is due and one
 * timer serves them all. A timer for each would cost a command on its way to Redis more than writing it.
 */
export class Deadlines {
  private head: Entry | undefined;
  private tail: Entry | undefined;
  private armed = false;

  constructor(private readonly ms: number) {}

  watch(waiting: Waiting): void {
    const entry: Entry = { waiting, at: performance.now() + this.ms, next: undefined };
    // Replies come in about the order of their commands: what is settled is let go here, not kept until its deadline.
    this.dropSettled();
    if (this.tail) this.tail.next = entry;
    else this.head = entry;
    this.tail = entry;
    if (!this.armed) this.arm(this.ms);
  }

  /** How many are kept, settled ones among them. */
  get size(): number {
    let size = 0;
    for (let entry = this.head; entry; entry = entry.next) size += 1;
    return size;
  }

  private arm(ms: number): void {
    this.armed = true;
    setTimeout(this.check, ms).unref();
  }

  private readonly check = (): void => {
    this.armed = false;
    const now = performance.now();
    for (this.dropSettled(); this.head && this.head.at <= now; this.dropSettled()) {
      const { waiting } = this.head;
      this.dropHead();
      waiting.giveUp();
    }
    // Timers may fire a millisecond early.
    if (this.head) this.arm(Math.max(1, Math.ceil(this.head.at - now)));
  };

  private dropSettled(): void {
    while (this.head?.waiting.isSettled) this.dropHead();
  }

  private dropHead(): void {
    this.head = this.head?.next;
    if (!this.head) this.tail = undefined;
  }
}
