import type { Started, Verification } from '@latchkey/core';
import { z } from 'zod';

const timestamp = z.iso.datetime();

const verificationShape = {
  id: z.string().meta({ example: 'ver_075f0f8d0a9b4c1e8a7d6e5f4a3b2c1d0c' }),
  status: z.enum(['pending', 'approved', 'expired', 'canceled', 'max_attempts_reached']),
  phone: z.string().meta({ description: 'Masked.', example: '+86 185****6612' }),
  channel: z.literal('sms'),
  purpose: z.string().meta({ example: 'login' }),
  createdAt: timestamp,
  expiresAt: timestamp.meta({ description: 'When the code dies.' }),
  resendAfter: timestamp.meta({ description: 'When another start for the number is allowed at the earliest.' }),
  attemptsLeft: z.int().meta({ description: 'Guesses left for this code.' }),
  sends: z
    .int()
    .meta({ description: 'Messages sent to the number one after another, without an approval between them.' }),
  metadata: z.record(z.string(), z.string()),
};

export const verificationReply = z.object(verificationShape).meta({ id: 'Verification' });

export const startedReply = z
  .object({
    ...verificationShape,
    delivery: z.enum(['accepted', 'unknown']).meta({
      description:
        '`unknown`: the provider did not answer in time. The message may have gone out; its code can be used.',
    }),
  })
  .meta({ id: 'StartedVerification' });

export type VerificationReply = z.output<typeof verificationReply>;
export type StartedReply = z.output<typeof startedReply>;

export function toReply(verification: Verification): VerificationReply {
  return {
    id: verification.id,
    status: verification.status,
    phone: verification.phoneMasked,
    channel: 'sms',
    purpose: verification.purpose,
    createdAt: isoTime(verification.createdAt),
    expiresAt: isoTime(verification.expiresAt),
    resendAfter: isoTime(verification.resendAfter),
    attemptsLeft: verification.attemptsLeft,
    sends: verification.sends,
    metadata: verification.metadata,
  };
}

export function toStartedReply({ verification, delivery }: Started): StartedReply {
  const reply = toReply(verification) as StartedReply;
  reply.delivery = delivery;
  return reply;
}

const SECOND_MS = 1000;
const DAY_SECONDS = 86_400;
const LAST_FOUR_DIGIT_YEAR_MS = Date.UTC(10_000, 0) - 1;
let dayKept = { startsAt: NaN, text: '' };

/** As `toISOString` writes it, at a third of its price: the times of a reply nearly always share their day. */
export function isoTime(ms: number): string {
  if (!Number.isInteger(ms) || ms < 0 || ms > LAST_FOUR_DIGIT_YEAR_MS) return new Date(ms).toISOString();
  const seconds = Math.floor(ms / SECOND_MS);
  const day = seconds - (seconds % DAY_SECONDS);
  if (day !== dayKept.startsAt) {
    dayKept = { startsAt: day, text: new Date(day * SECOND_MS).toISOString().slice(0, 'yyyy-mm-ddT'.length) };
  }
  const inDay = seconds - day;
  const [hour, minute] = [Math.floor(inDay / 3600), Math.floor((inDay % 3600) / 60)];
  return `${dayKept.text}${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(inDay % 60)}.${threeDigits(ms % SECOND_MS)}Z`;
}

const twoDigits = (n: number) => (n < 10 ? `0${n}` : `${n}`);
const threeDigits = (n: number) => (n < 10 ? `00${n}` : n < 100 ? `0${n}` : `${n}`);

/** The tutorial's two good replies, letter by letter. */
export const TUTORIAL_SENT = { codeStr: 'Ok', msg: 'send success' } as const;
export const TUTORIAL_APPROVED = { codeStr: 'Success', msg: '校验验证码成功' } as const;

export const tutorialReply = z
  .object({ codeStr: z.string().meta({ example: 'Ok' }), msg: z.string().meta({ example: 'send success' }) })
  .meta({ id: 'TutorialReply' });

export type TutorialReply = z.output<typeof tutorialReply>;
