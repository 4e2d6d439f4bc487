import { ApiError } from './api-error.js';
import { requireApp } from './app-access.js';
import { checkFields } from './fields.js';
import { type LedgerEntry, newSerialNo } from './ledger.js';
import { type Refusal, refusalOf } from './number-checks.js';
import { parsePhone } from './phone.js';
import type { Caller, State } from './state.js';
import { render, segmentsOf } from './text.js';

export interface SendSmsRequest {
  readonly PhoneNumberSet: readonly string[];
  readonly SmsSdkAppId: string;
  readonly TemplateId: string;
  readonly SignName?: string;
  readonly TemplateParamSet?: readonly string[];
  readonly ExtendCode?: string;
  readonly SessionContext?: string;
  readonly SenderId?: string;
}

export interface SendStatus {
  readonly SerialNo: string;
  readonly PhoneNumber: string;
  readonly Fee: number;
  readonly SessionContext: string;
  readonly Code: string;
  readonly Message: string;
  readonly IsoCode: string;
}

/** What a test can decide in the service's place. */
export interface Interference {
  /** Refuses every number of the request. */
  readonly refusal?: Refusal;
  /** Given to every number instead of a fresh one. */
  readonly serialNo?: string;
}

/** SendSms of API 2021-01-11: request-wide checks throw an ApiError, everything else is one status per number. */
export function sendSms(
  state: State,
  caller: Caller,
  body: Record<string, unknown>,
  interference: Interference = {},
): { reply: { SendStatusSet: SendStatus[] }; accepted: LedgerEntry[] } {
  const request = checkRequest(body);
  const app = requireApp(state.directory, caller, request.SmsSdkAppId);
  const account = state.directory.accounts.get(caller.uin);
  if (!account || account.arrears) {
    throw new ApiError('UnauthorizedOperation.ServiceSuspendDueToArrears', 'service suspended due to arrears');
  }
  const phones = request.PhoneNumberSet.map(parsePhone);
  if (new Set(phones.flatMap((phone) => phone?.mainland ?? [])).size > 1) {
    throw new ApiError(
      'UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber',
      'mainland and international numbers in one request',
    );
  }
  const { directory, ledger } = state;
  const owned = directory.templates.get(request.TemplateId);
  const template = owned?.uin === caller.uin ? owned : undefined;
  const params = request.TemplateParamSet ?? [];
  const entries = request.PhoneNumberSet.map((sentAs, index): LedgerEntry => {
    const phone = phones[index];
    const mainland = phone?.mainland === true;
    const text = template ? render(template, params, request.SignName, mainland) : '';
    const signature = directory.signatures.find(
      (known) =>
        known.uin === caller.uin &&
        known.text === request.SignName &&
        (known.international === 3 || known.international === (mainland ? 0 : 1)),
    );
    const signatureText = request.SignName;
    const candidate = { account, app, phone, template, signatureText, signature, params, text };
    const refusal = interference.refusal ?? refusalOf(candidate, state);
    const segments = refusal ? 0 : segmentsOf(text, mainland);
    app.packageBalance -= segments;
    const entry: LedgerEntry = {
      atMs: state.clock.now(),
      secretId: caller.secretId,
      sdkAppId: app.sdkAppId,
      phone: phone?.e164 ?? sentAs,
      number: phone,
      templateId: request.TemplateId,
      signature: request.SignName,
      params,
      text,
      segments,
      sessionContext: request.SessionContext ?? '',
      serialNo: refusal ? '' : (interference.serialNo ?? newSerialNo()),
      code: refusal?.code ?? 'Ok',
    };
    ledger.add(entry);
    return entry;
  });
  const statuses = entries.map((entry, index): SendStatus => {
    const ok = entry.code === 'Ok';
    return {
      SerialNo: entry.serialNo,
      PhoneNumber: ok ? entry.phone : (request.PhoneNumberSet[index] ?? ''),
      Fee: entry.segments,
      SessionContext: entry.sessionContext,
      Code: entry.code,
      Message: ok ? 'send success' : (interference.refusal?.message ?? entry.code),
      IsoCode: ok ? (entry.number?.isoCode ?? '') : '',
    };
  });
  return { reply: { SendStatusSet: statuses }, accepted: entries.filter(({ code }) => code === 'Ok') };
}

function checkRequest(body: Record<string, unknown>): SendSmsRequest {
  checkFields(body, {
    PhoneNumberSet: 'string[]!',
    SmsSdkAppId: 'string!',
    TemplateId: 'string!',
    SignName: 'string',
    TemplateParamSet: 'string[]',
    ExtendCode: 'string',
    SessionContext: 'string',
    SenderId: 'string',
  });
  const request = body as unknown as SendSmsRequest;
  if (request.PhoneNumberSet.length > 200) {
    throw new ApiError('LimitExceeded.PhoneNumberCountLimit', 'more than 200 phone numbers');
  }
  if (request.PhoneNumberSet.length === 0) {
    throw new ApiError('MissingParameter.EmptyPhoneNumberSet', 'empty phone number set');
  }
  if (Buffer.byteLength(request.SessionContext ?? '') >= 512) {
    throw new ApiError('InvalidParameterValue', 'SessionContext must be shorter than 512 bytes');
  }
  return request;
}
