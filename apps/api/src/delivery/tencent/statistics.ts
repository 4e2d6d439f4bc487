import { z } from 'zod';
import type { AccountLink } from './account-link.js';

/** What Tencent counted in one day of an application. */
export interface DayCount {
  readonly requested: number;
  readonly accepted: number;
  readonly segments: number;
  readonly reported: number;
  readonly delivered: number;
  readonly undelivered: number;
}

const count = z.int().nonnegative();
const sent = z.object({
  SendStatusStatistics: z.object({ FeeCount: count, RequestCount: count, RequestSuccessCount: count }),
});
const reported = z.object({
  CallbackStatusStatistics: z.object({ CallbackCount: count, CallbackSuccessCount: count, CallbackFailCount: count }),
});

/**
 * A day's sums. Throws QueryFailure, or ZodError for an answer that is none.
 * @param day `2026-11-23`, in China, where Tencent counts its days
 */
export async function dayCount(link: AccountLink, day: string): Promise<DayCount> {
  const digits = day.replaceAll('-', '');
  const span = { BeginTime: `${digits}00`, EndTime: `${digits}23`, Limit: 0, Offset: 0 };
  const { SendStatusStatistics: sends } = sent.parse(await link.ask('SendStatusStatistics', span));
  const { CallbackStatusStatistics: receipts } = reported.parse(await link.ask('CallbackStatusStatistics', span));
  return {
    requested: sends.RequestCount,
    accepted: sends.RequestSuccessCount,
    segments: sends.FeeCount,
    reported: receipts.CallbackCount,
    delivered: receipts.CallbackSuccessCount,
    undelivered: receipts.CallbackFailCount,
  };
}
