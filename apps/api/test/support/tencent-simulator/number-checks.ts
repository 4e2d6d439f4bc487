import { chinaDay } from './clock.js';
import type { Account, App, Signature, Template } from './directory.js';
import type { Phone } from './phone.js';
import type { State } from './state.js';
import { segmentsOf, variableCount } from './text.js';

export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** Everything the SMS service looks at before it takes one number. */
export interface Candidate {
  readonly account: Account;
  readonly app: App;
  readonly phone: Phone | undefined;
  readonly template: Template | undefined;
  readonly signatureText: string | undefined;
  readonly signature: Signature | undefined;
  readonly params: readonly string[];
  readonly text: string;
}

/** The first reason against this number, in the order the service checks them; undefined when it goes out. */
export function refusalOf(candidate: Candidate, state: State): Refusal | undefined {
  return recipientRefusal(candidate) ?? contentRefusal(candidate) ?? limitRefusal(candidate, state);
}

function recipientRefusal({ phone, template }: Candidate): Refusal | undefined {
  if (!phone) return refusal('InvalidParameterValue.IncorrectPhoneNumber', 'incorrect phone number');
  if (!template || template.status !== 0) {
    return refusal(
      'FailedOperation.TemplateIncorrectOrUnapproved',
      'template is not approved or request content does not match the approved template content',
    );
  }
  if (phone.mainland && template.international === 1) {
    return refusal(
      'UnsupportedOperation.GlobalTemplateToChineseMainlandPhone',
      'international template, mainland number',
    );
  }
  if (!phone.mainland && template.international === 0) {
    return refusal(
      'UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone',
      'mainland template, international number',
    );
  }
  return undefined;
}

function contentRefusal({ account, phone, template, params, text, ...candidate }: Candidate): Refusal | undefined {
  if (params.length !== variableCount(template?.content ?? '')) {
    return refusal(
      'FailedOperation.TemplateParamSetNotMatchApprovedTemplate',
      'the number of parameters does not match the template',
    );
  }
  const verification = template?.smsType === 3 && phone?.mainland === true;
  if (verification && !params.every((param) => /^\d{0,6}$/.test(param))) {
    return refusal(
      'InvalidParameterValue.TemplateParameterFormatError',
      'verification code parameters are 0 to 6 digits',
    );
  }
  if (params.some((param) => /https?:\/\/|www\./i.test(param))) {
    return refusal('InvalidParameterValue.ProhibitedUseUrlInTemplateParameter', 'no links in parameters');
  }
  if (account.individual && params.some((param) => [...param].length > 12)) {
    return refusal('InvalidParameterValue.TemplateParameterLengthLimit', 'a parameter is longer than 12 characters');
  }
  if ([...text].length > 500) return refusal('InvalidParameterValue.ContentLengthLimit', 'longer than 500 characters');
  return signatureRefusal(candidate, phone?.mainland === true);
}

function signatureRefusal(
  { signature, signatureText }: Pick<Candidate, 'signature' | 'signatureText'>,
  mainland: boolean,
): Refusal | undefined {
  if (!signatureText && !mainland) return undefined;
  return signature?.status === 0
    ? undefined
    : refusal('FailedOperation.SignatureIncorrectOrUnapproved', 'signature is incorrect or unapproved');
}

function limitRefusal(
  { app, phone, text }: Candidate,
  { clock, directory, ledger, limits }: State,
): Refusal | undefined {
  if (!phone) return undefined;
  if (app.closedCountries.includes(phone.isoCode)) {
    return refusal('LimitExceeded.AppCountryOrRegionInBlacklist', 'the country is not enabled');
  }
  if (directory.blacklist.has(phone.e164)) {
    return refusal('FailedOperation.PhoneNumberInBlacklist', 'phone number is in the blacklist');
  }
  const nowMs = clock.now();
  const sent = ledger.ofPhone(app.sdkAppId, phone.e164).filter(({ code }) => code === 'Ok');
  const within = (seconds: number) => sent.filter(({ atMs }) => atMs > nowMs - seconds * 1000);
  if (within(limits.sameContentSeconds).some((entry) => entry.text === text)) {
    return refusal('LimitExceeded.PhoneNumberThirtySecondLimit', 'the same content within thirty seconds');
  }
  if (within(3600).length >= limits.perHour) {
    return refusal('LimitExceeded.PhoneNumberOneHourLimit', 'the number has reached its hourly limit');
  }
  const today = chinaDay(nowMs);
  if (sent.filter(({ atMs }) => chinaDay(atMs) === today).length >= limits.perDay) {
    return refusal('LimitExceeded.PhoneNumberDailyLimit', 'the number has reached its daily limit');
  }
  const ofApp = ledger.accepted(app.sdkAppId);
  if (app.dailyCap !== Infinity && ofApp.filter(({ atMs }) => chinaDay(atMs) === today).length >= app.dailyCap) {
    return refusal('LimitExceeded.AppDailyLimit', 'the application has reached its daily limit');
  }
  if (app.packageBalance < segmentsOf(text, phone.mainland)) {
    return refusal('FailedOperation.InsufficientBalanceInSmsPackage', 'insufficient balance in SMS package');
  }
  return undefined;
}

const refusal = (code: string, message: string): Refusal => ({ code, message });
