import { ApiError } from './api-error.js';
import { counts, type Fault } from './faults.js';
import type { LedgerEntry } from './ledger.js';
import type { Refusal } from './number-checks.js';
import { Rates } from './rates.js';
import {
  describeSendRecordList,
  pullSmsReplyStatus,
  pullSmsSendStatus,
  pullSmsSendStatusByPhoneNumber,
  reportConversion,
} from './records.js';
import { addSmsSign, addSmsTemplate, describeSmsSignList, describeSmsTemplateList } from './review.js';
import { sendSms, type SendStatus } from './send-sms.js';
import type { Caller, State } from './state.js';
import { callbackStatusStatistics, sendStatusStatistics, smsPackagesStatistics } from './statistics.js';
import { type IncomingRequest, verifyTc3 } from './tc3.js';

export interface ApiCall extends IncomingRequest {
  readonly action: string;
  /** The parsed body; undefined when it is no JSON object. */
  readonly json: Record<string, unknown> | undefined;
}

export interface ApiReply {
  /** What goes inside `Response`. */
  readonly content: object;
  readonly accepted: readonly LedgerEntry[];
}

type Query = (state: State, caller: Caller, body: Record<string, unknown>) => object;

const QUERIES: Readonly<Record<string, Query>> = {
  AddSmsSign: addSmsSign,
  AddSmsTemplate: addSmsTemplate,
  CallbackStatusStatistics: callbackStatusStatistics,
  DescribeSendRecordList: describeSendRecordList,
  DescribeSmsSignList: describeSmsSignList,
  DescribeSmsTemplateList: describeSmsTemplateList,
  PullSmsReplyStatus: pullSmsReplyStatus,
  PullSmsSendStatus: pullSmsSendStatus,
  PullSmsSendStatusByPhoneNumber: pullSmsSendStatusByPhoneNumber,
  ReportConversion: reportConversion,
  SendStatusStatistics: sendStatusStatistics,
  SmsPackagesStatistics: smsPackagesStatistics,
};

/** The gateway and the service behind it: signature, version, rates, then the action. */
export class Api {
  private readonly rates = new Rates();

  constructor(
    private readonly state: State,
    /** Insists on a region and on the service name `sms`, which the SDK derives from hosts that begin with `sms.` only. */
    private readonly strict: boolean,
  ) {}

  answer(call: ApiCall, fault: Fault | undefined): ApiReply {
    try {
      const caller = this.authenticate(call);
      if (fault?.kind === 'api-code') return this.refuseRequest(caller, call, fault);
      return this.perform(caller, call, fault);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { content: { Error: { Code: error.code, Message: error.message } }, accepted: [] };
    }
  }

  private authenticate(call: ApiCall): Caller {
    const { clock, directory } = this.state;
    const verdict = verifyTc3(call, (secretId) => directory.credentials.get(secretId), {
      nowMs: clock.now(),
      ...(this.strict && { service: 'sms' }),
    });
    if (!verdict.ok) throw new ApiError(verdict.code, verdict.message);
    const credential = directory.credentials.get(verdict.secretId);
    if (!credential || (credential.expiresAtMs ?? Infinity) <= clock.now()) {
      throw new ApiError('AuthFailure.TokenFailure', 'the token has expired');
    }
    return { uin: credential.uin, secretId: credential.secretId };
  }

  private perform(caller: Caller, call: ApiCall, fault: Fault | undefined): ApiReply {
    const query = Object.hasOwn(QUERIES, call.action) ? QUERIES[call.action] : undefined;
    if (call.action !== 'SendSms' && !query) throw new ApiError('InvalidAction', 'the action is not found');
    if (call.headers['x-tc-version'] !== '2021-01-11')
      throw new ApiError('NoSuchVersion', 'the version does not exist');
    if (this.strict && !call.headers['x-tc-region']) throw new ApiError('MissingParameter', 'X-TC-Region is missing');
    if (call.method !== 'POST') throw new ApiError('UnsupportedProtocol', 'this simulator takes POST only');
    if (!call.json) throw new ApiError('InvalidParameter', 'the body is no JSON object');
    if (!this.rates.admit(caller.uin, call.action, this.state.clock.now())) {
      throw new ApiError('RequestLimitExceeded', 'too many requests in this second');
    }
    return query
      ? { content: query(this.state, caller, call.json), accepted: [] }
      : this.send(caller, call.json, fault);
  }

  private send(caller: Caller, body: Record<string, unknown>, fault: Fault | undefined): ApiReply {
    const refusal = fault?.kind === 'number-code' ? refusalIn(fault) : undefined;
    const serialNo = fault?.kind === 'duplicate-serial' ? this.state.ledger.lastSerialNo() : undefined;
    const { reply, accepted } = sendSms(this.state, caller, body, {
      ...(refusal && fault && !counts(fault) && { refusal }),
      ...(serialNo !== undefined && { serialNo }),
    });
    const statuses = refusal ? reply.SendStatusSet.map((status) => refused(status, refusal)) : reply.SendStatusSet;
    return { content: { SendStatusSet: statuses }, accepted };
  }

  private refuseRequest(caller: Caller, call: ApiCall, fault: Fault & { kind: 'api-code' }): ApiReply {
    const { code: Code, message: Message } = refusalIn(fault);
    const accepted = counts(fault) ? this.perform(caller, call, undefined).accepted : [];
    return { content: { Error: { Code, Message } }, accepted };
  }
}

const refusalIn = ({ code, message = 'injected' }: { code: string; message?: string }): Refusal => ({ code, message });

const refused = (status: SendStatus, { code, message }: Refusal): SendStatus => ({
  ...status,
  SerialNo: '',
  Fee: 0,
  Code: code,
  Message: message,
  IsoCode: '',
});
