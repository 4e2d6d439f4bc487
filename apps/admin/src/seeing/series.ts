import type { Point } from './statistics';

/** The steps of the funnel, in their order. */
export const LINES = ['requested', 'accepted', 'delivered', 'approved'] as const;

/** Counts over time, to be drawn or listed. */
export interface SeriesProps {
  readonly points: readonly Point[];
  readonly step: 'hour' | 'day';
  readonly timeZone: string;
  /** The address of the rows of a step. */
  readonly rowsOf: (step: string) => string;
}
