import { z } from 'zod';
import type { AccountLink } from './account-link.js';

const conversionReply = z.object({ ReportConversionStatus: z.object({ Code: z.string() }) });

/**
 * Tells Tencent that the code of a message was used, which is how it measures how many messages come to something. Answers
 * whether it was taken; throws QueryFailure when there was no answer.
 */
export async function reportConversion(link: AccountLink, serialNo: string, convertedAtMs: number): Promise<boolean> {
  const reply = await link.ask('ReportConversion', {
    SerialNo: serialNo,
    ConversionTime: Math.floor(convertedAtMs / 1000),
  });
  // The SDK's documentation says `ok`, Tencent's own example `OK`.
  return conversionReply.safeParse(reply).data?.ReportConversionStatus.Code.toLowerCase() === 'ok';
}
