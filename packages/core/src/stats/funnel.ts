import { type Counter, COUNTERS } from './tally.js';

/** The sums of a range of hours. What each counts is said in docs/statistics.md. */
export type Counts = Readonly<Record<Counter, number>>;

export const NOTHING = Object.fromEntries(COUNTERS.map((counter) => [counter, 0])) as Record<Counter, number>;

/** Shares between 0 and 1; null where there is nothing to be a share of. */
export interface Rates {
  /** Of the messages handed to a provider, those it took. */
  readonly accepted: number | null;
  /** Of the messages a provider took and told the end of, those that arrived. */
  readonly delivered: number | null;
  /** Of the messages a provider took, or may have, those whose code was entered: the conversion. */
  readonly approved: number | null;
  /** Of the requests, those that a limit stopped. */
  readonly limited: number | null;
  /** Of the guesses that were compared, the wrong ones. */
  readonly wrongCode: number | null;
}

export function ratesOf(counts: Counts): Rates {
  const { requested, limited, accepted, rejected, unknown, delivered, undelivered, approved, wrongCode } = counts;
  return {
    accepted: share(accepted, accepted + rejected + unknown),
    delivered: share(delivered, delivered + undelivered),
    approved: share(approved, accepted + unknown),
    limited: share(limited, requested),
    wrongCode: share(wrongCode, wrongCode + approved),
  };
}

/** Events of one message may fall on both sides of a range's edge, so a share can seem more than the whole; it is told as the whole. */
const share = (part: number, whole: number) => (whole === 0 ? null : Math.min(1, part / whole));
