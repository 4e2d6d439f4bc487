import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '@latchkey/core';
import type { BreakerState } from '../breaker.js';
import type { AccountLinks, TencentAccountState } from './account-links.js';

/** Where each process leaves what it knows for the others to read. */
export interface StateBoard {
  put(process: string, note: StateNote): Promise<void>;
  /** Of every process that has left one, its own included. */
  notes(): Promise<ReadonlyMap<string, StateNote>>;
  /** Takes away the notes of processes that are gone. */
  drop(processes: readonly string[]): Promise<void>;
}

export interface StateNote {
  /** When it was written, in milliseconds since 1970. */
  readonly at: number;
  readonly states: readonly TencentAccountState[];
}

const TELL_EVERY_MS = 2_000;
/** A process that has said nothing for so long is gone; clocks of processes differ by less. */
const GONE_MS = 15_000;

/**
 * The provider accounts as all processes know them. A breaker belongs to the process that sends, and whoever answers an operator
 * may be another one.
 */
export class AccountStates {
  private readonly process = randomUUID();
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly links: Pick<AccountLinks, 'states'>,
    /** Absent where there is one process. */
    private readonly board?: StateBoard,
    private readonly clock: Clock = systemClock,
  ) {
    if (board) this.timer = setInterval(() => void this.tell().catch(() => undefined), TELL_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Lets the other processes know. */
  async tell(): Promise<void> {
    await this.board?.put(this.process, { at: this.clock.now(), states: this.links.states() });
  }

  /** Of each account the worst that any process knows; of this process alone while the board cannot be read. */
  async states(): Promise<readonly TencentAccountState[]> {
    const others = await this.others().catch(() => []);
    return merged([...this.links.states(), ...others]);
  }

  private async others(): Promise<TencentAccountState[]> {
    if (!this.board) return [];
    const notes = [...(await this.board.notes())].filter(([process]) => process !== this.process);
    const isGone = ({ at }: StateNote) => at < this.clock.now() - GONE_MS;
    const gone = notes.filter(([, note]) => isGone(note)).map(([process]) => process);
    if (gone.length > 0) await this.board.drop(gone);
    return notes.flatMap(([, note]) => (isGone(note) ? [] : note.states));
  }
}

const SEVERITY: Readonly<Record<BreakerState, number>> = { closed: 0, half_open: 1, open: 2 };

function merged(all: readonly TencentAccountState[]): TencentAccountState[] {
  const byAccount = new Map<string, TencentAccountState>();
  for (const state of all) {
    const { accountId, breaker, inFlight, limit } = state;
    const known = byAccount.get(accountId);
    byAccount.set(
      accountId,
      known === undefined
        ? state
        : {
            accountId,
            breaker: SEVERITY[breaker] > SEVERITY[known.breaker] ? breaker : known.breaker,
            inFlight: known.inFlight + inFlight,
            limit: known.limit + limit,
          },
    );
  }
  return [...byAccount.values()];
}
