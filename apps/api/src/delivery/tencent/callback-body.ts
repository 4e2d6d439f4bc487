import { parsePhone, type Receipt, type Reply, type Report } from '@latchkey/core';
import { z } from 'zod';
import { foreignCode, foreignText } from './foreign-text.js';
import { believableTime } from './times.js';

/** What one callback brought: reports that can be read, and how many that cannot. */
export interface Callback {
  readonly reports: readonly Report[];
  readonly unreadable: number;
}

/** Tencent documents at most so many items in one push. */
const MAX_ITEMS = 100;

const short = z.string().max(512);
const digits = z.union([z.string().max(20), z.int().nonnegative()]).transform(String);

/** Items of the status callback. Source: Tencent Cloud SMS, "Status callback" (382/59178). Unknown members are ignored. */
const receiptItem = z.object({
  nationcode: digits,
  mobile: digits,
  report_status: z.string().regex(/^(success|fail)$/i),
  sid: z.string().regex(/^[\x21-\x7e]{1,128}$/),
  errmsg: short.default(''),
  description: short.default(''),
  user_receive_time: short.optional().catch(undefined),
  /** Our SessionContext, where Tencent has opened that. */
  ext: short.optional().catch(undefined),
});

/** The reply callback, a single object. */
const replyItem = z.object({
  nationcode: digits,
  mobile: digits,
  text: z.string().max(2_000),
  extend: short.default(''),
  sign: short.default(''),
  /** Seconds since 1970. */
  time: z.number().optional().catch(undefined),
});

const DELIVERY_ID = /^dlv_[0-9a-f]{32}$/;

/**
 * Reads the body of a callback: an array of 1 to 100 receipts, or one reply. Answers a sentence that says what is wrong when
 * it is neither. A single item that cannot be read is left out and counted, so that it does not take the others with it.
 */
export function readCallback(body: unknown, nowMs: number): Callback | string {
  if (typeof body !== 'string' || body.trim() === '') return 'the body is empty';
  const content = parseJson(body);
  if (content === undefined) return 'the body is not JSON';
  const items = Array.isArray(content) ? (content as unknown[]) : [content];
  if (typeof content !== 'object' || content === null) return 'the body must be an array or an object';
  if (items.length === 0) return 'the array is empty';
  if (items.length > MAX_ITEMS) return `the array has more than ${MAX_ITEMS} items`;
  const reports = items.flatMap((item) => readItem(item, nowMs) ?? []);
  return { reports, unreadable: items.length - reports.length };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readItem(item: unknown, nowMs: number): Report | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  return 'report_status' in item ? readReceipt(item, nowMs) : readReply(item, nowMs);
}

function readReceipt(item: object, nowMs: number): Receipt | undefined {
  const { data } = receiptItem.safeParse(item);
  const phone = data && joinedPhone(data);
  if (!phone) return undefined;
  const receivedAt = believableTime(chinaTime(data.user_receive_time), nowMs);
  return {
    kind: 'receipt',
    phone,
    providerMessageId: data.sid,
    delivered: data.report_status.toUpperCase() === 'SUCCESS',
    code: foreignCode(data.errmsg),
    description: foreignText(data.description, 200),
    ...(receivedAt === undefined ? {} : { receivedAt }),
    ...(data.ext !== undefined && DELIVERY_ID.test(data.ext) ? { deliveryId: data.ext } : {}),
  };
}

function readReply(item: object, nowMs: number): Reply | undefined {
  const { data } = replyItem.safeParse(item);
  const phone = data && joinedPhone(data);
  if (!phone) return undefined;
  const repliedAt = believableTime(data.time === undefined ? undefined : data.time * 1000, nowMs);
  return {
    kind: 'reply',
    phone,
    text: foreignText(data.text, 500),
    extend: foreignCode(data.extend),
    sign: foreignText(data.sign, 64),
    ...(repliedAt === undefined ? {} : { repliedAt }),
  };
}

/** Numbers come in two parts; the country code with or without `+`. */
const joinedPhone = ({ nationcode, mobile }: { nationcode: string; mobile: string }) =>
  parsePhone(`+${nationcode.replace(/^\+/, '')}${mobile}`);

/** `YYYY-MM-DD HH:mm:ss` without a zone: China's, where Tencent counts its days. */
function chinaTime(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return undefined;
  return Date.parse(`${text.replace(' ', 'T')}+08:00`);
}
