import { ApiError } from './api-error.js';
import { requireApp } from './app-access.js';
import { unixSeconds } from './clock.js';
import { checkFields } from './fields.js';
import type { LedgerEntry } from './ledger.js';
import { parsePhone } from './phone.js';
import type { Caller, State } from './state.js';

type Body = Record<string, unknown>;

const HOUR_SECONDS = 3600;

/** The sends to one number of the last 72 hours, newest first: the way to find out whether an ambiguous send went out. */
export function describeSendRecordList(state: State, caller: Caller, body: Body) {
  const { sdkAppId, phone, begin, end } = numberQuery(state, caller, body, 72 * HOUR_SECONDS);
  const limit = bounded(body, 'Limit', 20, 1, 50);
  const offset = bounded(body, 'Offset', 0, 0, 1000);
  const records = state.ledger
    .ofPhone(sdkAppId, phone)
    .filter(({ atMs }) => unixSeconds(atMs) >= begin && unixSeconds(atMs) <= end)
    .reverse();
  return { SendRecordSet: records.slice(offset, offset + limit).map(sendRecord), TotalCount: records.length };
}

/** A queue: each status is handed out once. */
export function pullSmsSendStatus(state: State, caller: Caller, body: Body) {
  checkFields(body, { SmsSdkAppId: 'string!', Limit: 'integer!' });
  const app = requireApp(state.directory, caller, body['SmsSdkAppId'] as string);
  const entries = state.receipts.pull(app.sdkAppId, bounded(body, 'Limit', 100, 1, 100));
  return { PullSmsSendStatusSet: entries.map((entry) => sendStatus(state, entry)) };
}

/** A queue like the one of statuses. */
export function pullSmsReplyStatus(state: State, caller: Caller, body: Body) {
  checkFields(body, { SmsSdkAppId: 'string!', Limit: 'integer!' });
  const app = requireApp(state.directory, caller, body['SmsSdkAppId'] as string);
  return { PullSmsReplyStatusSet: state.receipts.pullReplies(app.sdkAppId, bounded(body, 'Limit', 100, 1, 100)) };
}

/** The reports for one number of the last seven days; asking does not consume them. */
export function pullSmsSendStatusByPhoneNumber(state: State, caller: Caller, body: Body) {
  const { sdkAppId, phone, begin, end } = numberQuery(state, caller, body, 7 * 24 * HOUR_SECONDS);
  const limit = bounded(body, 'Limit', 100, 1, 100);
  const offset = bounded(body, 'Offset', 0, 0, Number.MAX_SAFE_INTEGER);
  const entries = state.ledger
    .ofPhone(sdkAppId, phone)
    .filter(({ receipt }) => receipt !== undefined)
    .filter(({ atMs }) => unixSeconds(atMs) >= begin && unixSeconds(atMs) <= end);
  return { PullSmsSendStatusSet: entries.slice(offset, offset + limit).map((entry) => sendStatus(state, entry)) };
}

export function reportConversion(state: State, caller: Caller, body: Body) {
  checkFields(body, { SmsSdkAppId: 'string!', SerialNo: 'string!', ConversionTime: 'integer' });
  const app = requireApp(state.directory, caller, body['SmsSdkAppId'] as string);
  const message = state.ledger.bySerialNo(body['SerialNo'] as string);
  const known = message?.sdkAppId === app.sdkAppId;
  if (known) message.convertedAt = (body['ConversionTime'] as number | undefined) ?? unixSeconds(state.clock.now());
  const status = known
    ? { Code: 'OK', Message: 'success' }
    : { Code: 'InvalidParameterValue', Message: 'unknown SerialNo' };
  return { ReportConversionStatus: status };
}

function numberQuery({ clock, directory }: State, caller: Caller, body: Body, maxAgeSeconds: number) {
  checkFields(body, {
    PhoneNumber: 'string!',
    SmsSdkAppId: 'string!',
    BeginTime: 'integer!',
    EndTime: 'integer',
    Limit: 'integer',
    Offset: 'integer',
  });
  const app = requireApp(directory, caller, body['SmsSdkAppId'] as string);
  const phone = parsePhone(body['PhoneNumber'] as string);
  if (!phone) throw new ApiError('InvalidParameterValue.IncorrectPhoneNumber', 'incorrect phone number');
  const now = unixSeconds(clock.now());
  const begin = body['BeginTime'] as number;
  if (begin < now - maxAgeSeconds) throw new ApiError('InvalidParameterValue.BeginTimeVerifyFail', 'too long ago');
  return { sdkAppId: app.sdkAppId, phone: phone.e164, begin, end: (body['EndTime'] as number | undefined) ?? now };
}

function bounded(body: Body, name: 'Limit' | 'Offset', otherwise: number, least: number, most: number): number {
  const value = (body[name] as number | undefined) ?? otherwise;
  if (value < least || value > most)
    throw new ApiError(`InvalidParameterValue.${name}VerifyFail`, `${name} is out of range`);
  return value;
}

const SUBMIT_FAILED = 1;
const DELIVERED = 2;
const SENDING = 3;
const DELIVERY_FAILED = 4;

function sendRecord(entry: LedgerEntry) {
  const { receipt } = entry;
  const reported = receipt?.report === 'SUCCESS' ? DELIVERED : DELIVERY_FAILED;
  const status = entry.code === 'Ok' ? (receipt ? reported : SENDING) : SUBMIT_FAILED;
  return {
    PhoneNumber: entry.phone,
    SerialNo: entry.serialNo,
    SendStatus: status,
    RequestCode: entry.code,
    StatusCode: receipt?.code ?? '',
    IsoCode: entry.number?.isoCode ?? '',
    Content: entry.text.replace(/\d/g, '*'),
    SendTime: unixSeconds(entry.atMs),
    UserReceiveTime: receipt && status === DELIVERED ? unixSeconds(receipt.receivedAtMs) : 0,
  };
}

function sendStatus({ directory }: State, { number, phone, receipt, ...entry }: LedgerEntry) {
  return {
    UserReceiveTime: receipt ? unixSeconds(receipt.receivedAtMs) : 0,
    CountryCode: number?.countryCode ?? '',
    SubscriberNumber: number?.national ?? '',
    PhoneNumber: phone,
    SerialNo: entry.serialNo,
    ReportStatus: receipt?.report ?? '',
    Description: receipt?.code ?? '',
    SessionContext: directory.apps.get(entry.sdkAppId)?.echoesSessionContext ? entry.sessionContext : '',
  };
}
