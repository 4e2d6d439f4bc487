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

/** Of many hours, those that open a day in the zone: what their axis is marked with. Undefined where there are few. */
export function daysOf({ points, step, timeZone }: Pick<SeriesProps, 'points' | 'step' | 'timeZone'>) {
  if (step === 'day' || points.length <= 48) return undefined;
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' });
  return points.map((point) => point.step).filter((value) => hour.format(new Date(value)) === '00');
}
