import { z } from 'zod';

/** Messages that were paid for in advance. */
export interface Package {
  readonly id: string;
  /** Given by Tencent, not bought. */
  readonly gift: boolean;
  /** How many messages it held. */
  readonly amount: number;
  readonly used: number;
  /** Undefined where Tencent did not say. */
  readonly effectiveAt?: Date;
  readonly expiresAt?: Date;
}

/** As many as one answer holds. */
export const PACKAGES_AT_ONCE = 500;
/** Packages live for a year or two; older ones are over. */
const LOOKED_BACK_MS = 3 * 365 * 86_400_000;
/** Where Tencent counts its hours. */
const CHINA_MS = 8 * 3_600_000;

const seconds = z.number().nonnegative().nullish();
const count = z.number().int().nonnegative();

const entry = z.object({
  PackageId: z.union([z.number(), z.string()]),
  PackageType: z.number().nullish(),
  PackageAmount: count,
  CurrentUsage: count,
  PackageEffectiveTime: seconds,
  PackageExpiredTime: seconds,
});

/** The request of SmsPackagesStatistics for what was made in the last three years. */
export function packagesRequest(sdkAppId: string | undefined, now: Date, Offset: number) {
  const [BeginTime, EndTime] = [now.getTime() - LOOKED_BACK_MS, now.getTime()].map(chinaHour);
  return { SmsSdkAppId: sdkAppId, Limit: PACKAGES_AT_ONCE, Offset, BeginTime, EndTime };
}

/** What one answer lists; undefined when it is none. Entries that cannot be read are left out. */
export function readPackages(response: Readonly<Record<string, unknown>>): Package[] | undefined {
  const list = response['SmsPackagesStatisticsSet'];
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((one: unknown) => {
    const { success, data } = entry.safeParse(one);
    if (!success) return [];
    const { PackageEffectiveTime: effective, PackageExpiredTime: expired } = data;
    return {
      id: String(data.PackageId),
      gift: data.PackageType === 0,
      amount: data.PackageAmount,
      used: data.CurrentUsage,
      ...(effective ? { effectiveAt: new Date(effective * 1000) } : {}),
      ...(expired ? { expiresAt: new Date(expired * 1000) } : {}),
    };
  });
}

/** `yyyymmddhh` */
const chinaHour = (atMs: number) => new Date(atMs + CHINA_MS).toISOString().replace(/\D/g, '').slice(0, 10);
