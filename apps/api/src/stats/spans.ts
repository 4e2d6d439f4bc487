const DAY_MS = 86_400_000;

/** What is known of the sums that were made of hours. */
export interface Finished {
  /** Before this day they are there. */
  readonly built: Date;
  /** Days before it whose hours have changed since, the earliest first. */
  readonly changed: readonly Date[];
}

/** A stretch of time whose sums are read from one place: of whole days that are added up, or by the hour. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
  readonly finished: boolean;
}

/**
 * Cuts a range, whole hours from the one to the other, into spans that together are the range: finished days as far as they are
 * built and unchanged, and the hours around them.
 */
export function spansOf({ from, to, built, changed }: Finished & { readonly from: Date; readonly to: Date }): Span[] {
  const spans: Span[] = [];
  const lastDay = Math.min(Math.floor(to.getTime() / DAY_MS) * DAY_MS, built.getTime());
  let readTo = from.getTime();
  let day = Math.ceil(readTo / DAY_MS) * DAY_MS;
  const read = (until: number, finished: boolean) => {
    if (until > readTo) spans.push({ from: new Date(readTo), to: new Date(until), finished });
    readTo = Math.max(readTo, until);
  };
  const inRange = changed.map((one) => one.getTime()).filter((one) => one >= day && one < lastDay);
  for (const end of [...inRange, lastDay]) {
    if (end > day) {
      read(day, false);
      read(end, true);
    }
    day = end + DAY_MS;
  }
  read(to.getTime(), false);
  return spans;
}
