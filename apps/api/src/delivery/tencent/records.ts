import { type FoundMessage, type Phone, regionOf, segmentsOf } from '@latchkey/core';
import { z } from 'zod';
import type { AccountLink } from './account-link.js';
import { classify } from './classify.js';
import { foreignCode } from './foreign-text.js';
import { believableTime } from './times.js';

/** Both ends in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const text = z.string().max(512).default('');
/** Seconds since 1970; 0 where there is none. */
const seconds = z.number().default(0);

/** Source: the SDK's `SendRecord`. */
const sendRecord = z.object({
  SerialNo: text,
  /** 1 refused, 2 delivered, 3 on its way, 4 not delivered. */
  SendStatus: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  RequestCode: text,
  StatusCode: text,
  IsoCode: text,
  /** Masked, but as long as the message was. */
  Content: z.string().default(''),
  SendTime: seconds,
  UserReceiveTime: seconds,
});

const sendStatus = z.object({
  SerialNo: text,
  ReportStatus: z.enum(['SUCCESS', 'FAIL']),
  Description: text,
  UserReceiveTime: seconds,
  /** Empty unless Tencent has opened it. */
  SessionContext: text,
});

const STATES = { 1: 'rejected', 2: 'delivered', 3: 'sending', 4: 'undelivered' } as const;

/** The account that found a message, and the time of asking. */
interface Asking {
  readonly accountId: string;
  readonly nowMs: number;
}

/** The messages of the last 72 hours to a number, refused ones included. Throws QueryFailure. */
export async function recordsOf(
  link: AccountLink,
  phone: Phone,
  { from, to }: Span,
  { accountId, nowMs }: Asking,
): Promise<FoundMessage[]> {
  const reply = await link.ask('DescribeSendRecordList', {
    PhoneNumber: phone.e164,
    BeginTime: Math.floor(from / 1000),
    EndTime: Math.ceil(to / 1000),
    Limit: 50,
    Offset: 0,
  });
  return readable(reply, 'SendRecordSet', sendRecord).map((record): FoundMessage => {
    const state = STATES[record.SendStatus];
    const meaning = state === 'rejected' ? classify(record.RequestCode) : undefined;
    return {
      ...timesOf(record, nowMs),
      accountId,
      provider: 'tencent',
      providerMessageId: record.SerialNo,
      state,
      code: foreignCode(state === 'rejected' ? record.RequestCode : record.StatusCode),
      reason: meaning?.outcome === 'rejected' ? meaning.reason : '',
      segments: segmentsOf(record.Content, regionOf(phone)).segments,
      echo: '',
    };
  });
}

/** The reports of the last seven days on a number: only what was reported, but with our own reference. Throws QueryFailure. */
export async function statusesOf(
  link: AccountLink,
  phone: Phone,
  { from, to }: Span,
  { accountId, nowMs }: Asking,
): Promise<FoundMessage[]> {
  const reply = await link.ask('PullSmsSendStatusByPhoneNumber', {
    PhoneNumber: phone.e164,
    BeginTime: Math.floor(from / 1000),
    EndTime: Math.ceil(to / 1000),
    Limit: 100,
    Offset: 0,
  });
  return readable(reply, 'PullSmsSendStatusSet', sendStatus).map((status) => ({
    ...timesOf(status, nowMs),
    accountId,
    provider: 'tencent',
    providerMessageId: status.SerialNo,
    state: status.ReportStatus === 'SUCCESS' ? 'delivered' : 'undelivered',
    code: foreignCode(status.Description),
    reason: '',
    segments: 1,
    echo: status.SessionContext,
  }));
}

/** One message for each id: what a record does not tell is taken from the report, and the other way round. */
export function joined(records: readonly FoundMessage[], statuses: readonly FoundMessage[]): FoundMessage[] {
  const reported = new Map(statuses.map((status) => [status.providerMessageId, status]));
  const known = records.map((record) => {
    const status = record.providerMessageId === '' ? undefined : reported.get(record.providerMessageId);
    if (!status) return record;
    reported.delete(record.providerMessageId);
    return record.state === 'sending'
      ? { ...record, ...status, segments: record.segments }
      : { ...record, echo: status.echo };
  });
  return [...known, ...reported.values()];
}

function timesOf(item: { readonly SendTime?: number; readonly UserReceiveTime: number }, nowMs: number) {
  const sentAt = item.SendTime ? believableTime(item.SendTime * 1000, nowMs) : undefined;
  const receivedAt = item.UserReceiveTime ? believableTime(item.UserReceiveTime * 1000, nowMs) : undefined;
  return { ...(sentAt === undefined ? {} : { sentAt }), ...(receivedAt === undefined ? {} : { receivedAt }) };
}

/** The items of a list in a reply that are what they should be; a single odd one is left out. */
export function readable<S extends z.ZodType>(reply: unknown, list: string, schema: S): z.output<S>[] {
  const items = (reply as Record<string, unknown> | null | undefined)?.[list];
  return (Array.isArray(items) ? (items as unknown[]) : []).flatMap((item) => {
    const { success, data } = schema.safeParse(item);
    return success ? [data] : [];
  });
}
