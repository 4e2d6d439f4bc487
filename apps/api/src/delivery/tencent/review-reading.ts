import type { Review } from '@latchkey/core';
import { z } from 'zod';

/** `0` usable, `1` under review, `2` approved but not in effect yet, `-1` rejected (DescribeSmsSignList, DescribeSmsTemplateList). */
const REVIEW_OF: Readonly<Record<number, Review>> = { 0: 'usable', 1: 'pending', 2: 'approved', [-1]: 'rejected' };

export interface Reviewed {
  /** The text of a signature, the id of a template. */
  readonly key: string;
  readonly review: Review;
  /** The reviewer's words. */
  readonly reply: string;
}

const common = {
  StatusCode: z.number(),
  ReviewReply: z
    .string()
    .nullish()
    .transform((text) => clean(text ?? '')),
};

const signature = z.object({ SignName: z.string(), ...common });
const template = z.object({ TemplateId: z.union([z.number(), z.string()]), ...common });

/** What one answer lists; entries that cannot be read are left out. */
export function readSignatures(response: Readonly<Record<string, unknown>>): Reviewed[] {
  return entries(response['DescribeSignListStatusSet'], signature).flatMap((entry) => reviewed(entry.SignName, entry));
}

export function readTemplates(response: Readonly<Record<string, unknown>>): Reviewed[] {
  const listed = entries(response['DescribeTemplateStatusSet'], template);
  return listed.flatMap((entry) => reviewed(String(entry.TemplateId), entry));
}

function reviewed(key: string, { StatusCode, ReviewReply }: { StatusCode: number; ReviewReply: string }): Reviewed[] {
  const review = REVIEW_OF[StatusCode];
  return review === undefined ? [] : [{ key, review, reply: ReviewReply }];
}

function entries<T>(list: unknown, schema: z.ZodType<T>): T[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry) => {
    const { success, data } = schema.safeParse(entry);
    return success ? [data] : [];
  });
}

/** A stranger's words, on their way to a page. */
const clean = (text: string) => text.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, 500);
