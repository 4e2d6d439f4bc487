import { z } from 'zod';

const HOUR_MS = 3_600_000;
const LONGEST_DAYS = 1_100;
/** Points on one line: more than a screen has room for. */
const MOST_POINTS = 1_200;

const name = z.string().trim().min(1).max(128);
const moment = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-11-24T00:00:00Z' })
  .transform((text) => new Date(text));

const zone = z.string().max(64).refine(isTimeZone, 'must be an IANA time zone such as Asia/Shanghai');

/** Whose sums, of what, from when to when. Times are rounded outwards to whole hours, as sums are kept by hour. */
const selection = {
  from: moment,
  to: moment,
  tenantId: name.optional(),
  mode: z.enum(['live', 'test'], 'must be live or test').prefault('live'),
  purpose: name.optional(),
  country: name.optional(),
  accountId: name.optional(),
  templateId: name.optional(),
};

interface Span {
  readonly from: Date;
  readonly to: Date;
}

function wholeHours<T extends Span>(query: T): T {
  const from = new Date(Math.floor(query.from.getTime() / HOUR_MS) * HOUR_MS);
  const to = new Date(Math.ceil(query.to.getTime() / HOUR_MS) * HOUR_MS);
  return { ...query, from, to };
}

const inOrder = ({ from, to }: Span) => to > from && to.getTime() - from.getTime() <= LONGEST_DAYS * 24 * HOUR_MS;
const ORDER = { path: ['to'], message: `must be after from, by ${LONGEST_DAYS} days at most` };

export const summaryQuery = z.strictObject(selection).refine(inOrder, ORDER).transform(wholeHours);

export const seriesQuery = z
  .strictObject({ ...selection, step: z.enum(['hour', 'day'], 'must be hour or day'), zone: zone.prefault('UTC') })
  .refine(inOrder, ORDER)
  .refine(({ from, to, step }) => step === 'day' || to.getTime() - from.getTime() <= MOST_POINTS * HOUR_MS, {
    path: ['step'],
    message: `must be day for more than ${MOST_POINTS} hours`,
  })
  .transform(wholeHours);

/** Whose worries; without a tenant, everybody's. */
export const attentionQuery = z.strictObject({ tenantId: name.optional() });

export const DIMENSIONS = ['country', 'purpose', 'template', 'account', 'tenant'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export const breakdownQuery = z
  .strictObject({ ...selection, by: z.enum(DIMENSIONS, `must be one of ${DIMENSIONS.join(', ')}`) })
  .refine(inOrder, ORDER)
  .transform(wholeHours);

export type Selection = z.output<typeof summaryQuery>;
export type SeriesSelection = z.output<typeof seriesQuery>;

/** Of the same length, ending where this one begins. */
export function periodBefore<T extends Span>(selected: T): T {
  return { ...selected, from: new Date(2 * selected.from.getTime() - selected.to.getTime()), to: selected.from };
}

function isTimeZone(text: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: text }));
  } catch {
    return false;
  }
}
