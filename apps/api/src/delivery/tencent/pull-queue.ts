import { parsePhone, type Receipt, type Reply, type Report } from '@latchkey/core';
import { z } from 'zod';
import type { AccountLink } from './account-link.js';
import { foreignCode, foreignText } from './foreign-text.js';
import { believableTime } from './times.js';

/** The most that Tencent hands out at once. */
export const PULL_LIMIT = 100;

/** What came out of a queue. It is in the queue no more: whoever pulled it must not lose it. */
export interface Pulled {
  readonly reports: readonly Report[];
  readonly unreadable: number;
  /** There may be more. */
  readonly full: boolean;
}

const text = z.string().max(2_000).default('');
const number = { CountryCode: text, SubscriberNumber: text, PhoneNumber: text };

const sendStatus = z.object({
  ...number,
  SerialNo: z.string().regex(/^[\x21-\x7e]{1,128}$/),
  ReportStatus: z.enum(['SUCCESS', 'FAIL']),
  Description: text,
  UserReceiveTime: z.number().default(0),
  SessionContext: text,
});

const replyStatus = z.object({
  ...number,
  ExtendCode: text,
  SignName: text,
  ReplyContent: text,
  ReplyTime: z.number().default(0),
});

/** Takes receipts out of the account's queue. Throws QueryFailure. */
export async function pullReceipts(link: AccountLink, nowMs: number): Promise<Pulled> {
  const reply = await link.ask('PullSmsSendStatus', { Limit: PULL_LIMIT });
  return pulled(reply, 'PullSmsSendStatusSet', (item) => toReceipt(item, nowMs));
}

/** Takes replies out of the account's queue. Throws QueryFailure. */
export async function pullReplies(link: AccountLink, nowMs: number): Promise<Pulled> {
  const reply = await link.ask('PullSmsReplyStatus', { Limit: PULL_LIMIT });
  return pulled(reply, 'PullSmsReplyStatusSet', (item) => toReply(item, nowMs));
}

function pulled(reply: unknown, list: string, read: (item: unknown) => Report | undefined): Pulled {
  const found = (reply as Record<string, unknown> | null | undefined)?.[list];
  const items = Array.isArray(found) ? (found as unknown[]) : [];
  const reports = items.flatMap((item) => read(item) ?? []);
  return { reports, unreadable: items.length - reports.length, full: items.length >= PULL_LIMIT };
}

function toReceipt(item: unknown, nowMs: number): Receipt | undefined {
  const { data } = sendStatus.safeParse(item);
  const phone = data && phoneOf(data);
  if (!phone) return undefined;
  const receivedAt = timeOf(data.UserReceiveTime, nowMs);
  return {
    kind: 'receipt',
    phone,
    providerMessageId: data.SerialNo,
    delivered: data.ReportStatus === 'SUCCESS',
    code: foreignCode(data.Description),
    description: foreignText(data.Description, 200),
    ...(receivedAt === undefined ? {} : { receivedAt }),
    ...(/^dlv_[0-9a-f]{32}$/.test(data.SessionContext) ? { deliveryId: data.SessionContext } : {}),
  };
}

function toReply(item: unknown, nowMs: number): Reply | undefined {
  const { data } = replyStatus.safeParse(item);
  const phone = data && phoneOf(data);
  if (!phone) return undefined;
  const repliedAt = timeOf(data.ReplyTime, nowMs);
  return {
    kind: 'reply',
    phone,
    text: foreignText(data.ReplyContent, 500),
    extend: foreignCode(data.ExtendCode),
    sign: foreignText(data.SignName, 64),
    ...(repliedAt === undefined ? {} : { repliedAt }),
  };
}

const phoneOf = ({ PhoneNumber, CountryCode, SubscriberNumber }: Record<keyof typeof number, string>) =>
  parsePhone(PhoneNumber) ?? parsePhone(`+${CountryCode}${SubscriberNumber}`);

const timeOf = (seconds: number, nowMs: number) => believableTime(seconds > 0 ? seconds * 1000 : undefined, nowMs);
