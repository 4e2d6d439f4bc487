import { ApiError } from './api-error.js';
import { requireApp } from './app-access.js';
import { chinaHour, unixSeconds } from './clock.js';
import type { App } from './directory.js';
import { checkFields } from './fields.js';
import type { LedgerEntry } from './ledger.js';
import type { Caller, State } from './state.js';

type Body = Record<string, unknown>;

/** Accepted and asked-for messages, and the segments billed for them. */
export function sendStatusStatistics(state: State, caller: Caller, body: Body) {
  const entries = entriesOfSpan(state, caller, body);
  const accepted = entries.filter(({ code }) => code === 'Ok');
  return {
    SendStatusStatistics: {
      FeeCount: accepted.reduce((sum, { segments }) => sum + segments, 0),
      RequestCount: entries.length,
      RequestSuccessCount: accepted.length,
    },
  };
}

/** What the carriers reported, in the seven buckets of the console. */
export function callbackStatusStatistics(state: State, caller: Caller, body: Body) {
  const accepted = entriesOfSpan(state, caller, body).filter(({ code }) => code === 'Ok');
  const reported = accepted.flatMap(({ receipt }) => receipt ?? []);
  const failed = reported.filter(({ report }) => report === 'FAIL');
  const withCode = (...codes: string[]) => failed.filter(({ code }) => codes.includes(code)).length;
  return {
    CallbackStatusStatistics: {
      CallbackCount: reported.length,
      RequestSuccessCount: accepted.length,
      CallbackFailCount: failed.length,
      CallbackSuccessCount: reported.length - failed.length,
      InternalErrorCount: withCode('COMFAIL', 'WTNFAIL', 'UNKNOWN'),
      InvalidNumberCount: withCode('SUBFAIL'),
      ShutdownErrorCount: withCode('UNDELIV', 'EXPIRED'),
      BlackListCount: withCode('REJECTD'),
      FrequencyLimitCount: withCode('DELETED'),
    },
  };
}

/** Packages that were made in the span. An application without any is billed afterwards. */
export function smsPackagesStatistics(state: State, caller: Caller, body: Body) {
  const { app, begin, end } = spanOf(state, caller, body);
  const [limit, offset] = [body['Limit'] as number, body['Offset'] as number];
  if (limit < 1 || limit > 500) throw new ApiError('InvalidParameterValue.LimitVerifyFail', 'Limit is 1 to 500');
  if (offset < 0) throw new ApiError('InvalidParameterValue.OffsetVerifyFail', 'Offset is 0 or more');
  if (end === begin || end > chinaHour(state.clock.now())) {
    throw new ApiError('InvalidParameterValue.EndTimeVerifyFail', 'EndTime is after BeginTime and before now');
  }
  const made = packagesOf(state, app).filter(({ PackageCreateTime }) => {
    const hour = chinaHour(PackageCreateTime * 1000);
    return hour >= begin && hour < end;
  });
  return { SmsPackagesStatisticsSet: made.slice(offset, offset + limit) };
}

const YEAR_SECONDS = 365 * 86_400;

/** One package per application, as large as what is left plus what has been used, made yesterday; and those it was given. */
function packagesOf(state: State, app: App) {
  const used = state.ledger.accepted(app.sdkAppId).reduce((sum, { segments }) => sum + segments, 0);
  const yesterday = unixSeconds(state.clock.now()) - 86_400;
  const whole = {
    PackageCreateTime: yesterday,
    PackageEffectiveTime: yesterday,
    PackageExpiredTime: yesterday + YEAR_SECONDS,
  };
  const bought = {
    ...whole,
    PackageId: 1,
    PackageType: 1,
    PackageAmount: app.packageBalance + used,
    CurrentUsage: used,
  };
  return [...(app.packageBalance === Infinity ? [] : [bought]), ...app.otherPackages];
}

function entriesOfSpan(state: State, caller: Caller, body: Body): LedgerEntry[] {
  const { app, begin, end } = spanOf(state, caller, body);
  return state.ledger.entries(app.sdkAppId).filter(({ atMs }) => {
    const hour = chinaHour(atMs);
    return hour >= begin && hour <= end;
  });
}

function spanOf(state: State, caller: Caller, body: Body) {
  checkFields(body, {
    SmsSdkAppId: 'string!',
    Limit: 'integer!',
    Offset: 'integer!',
    BeginTime: 'string!',
    EndTime: 'string!',
  });
  const app = requireApp(state.directory, caller, body['SmsSdkAppId'] as string);
  const [begin, end] = [body['BeginTime'] as string, body['EndTime'] as string];
  if (!/^\d{10}$/.test(begin))
    throw new ApiError('InvalidParameterValue.BeginTimeVerifyFail', 'BeginTime is yyyymmddhh');
  if (!/^\d{10}$/.test(end) || end < begin) {
    throw new ApiError('InvalidParameterValue.EndTimeVerifyFail', 'EndTime is yyyymmddhh, not before BeginTime');
  }
  return { app, begin, end };
}
