import type { RejectionReason } from '@latchkey/core';

/** What a code says about the message it answers. */
export type Meaning =
  | { readonly outcome: 'accepted' }
  /** The message may have gone out. */
  | { readonly outcome: 'unknown' }
  | {
      readonly outcome: 'rejected';
      readonly reason: RejectionReason;
      /** When the same message may be handed over again at once. Only for codes that prove it did not go out. */
      readonly retry?: 'soon' | 'with_fresh_credentials';
      /** The next message of this account will be refused as well, whomever it is for. */
      readonly wholeAccount?: true;
    };

const ACCEPTED: Meaning = { outcome: 'accepted' };
export const AMBIGUOUS: Meaning = { outcome: 'unknown' };
export const CONFIGURATION: Meaning = { outcome: 'rejected', reason: 'configuration' };
const RECIPIENT: Meaning = { outcome: 'rejected', reason: 'recipient' };
export const LIMITED: Meaning = { outcome: 'rejected', reason: 'limited' };
const TRANSIENT: Meaning = { outcome: 'rejected', reason: 'transient' };
export const OVERLOADED: Meaning = { outcome: 'rejected', reason: 'transient', retry: 'soon' };
const STALE_CREDENTIALS: Meaning = { outcome: 'rejected', reason: 'configuration', retry: 'with_fresh_credentials' };
/** A quota of one region or country: the account's other destinations are not touched by it. */
const QUOTA: Meaning = { outcome: 'rejected', reason: 'funds' };
const OUT_OF_FUNDS: Meaning = { outcome: 'rejected', reason: 'funds', wholeAccount: true };

/**
 * Every code SendSms is known to answer, per number or for the whole request; both levels share one list.
 * Source: the SendSms errors of Tencent's Go SDK (China and international), API 2021-01-11, and the common error codes.
 * Both spellings stand where Tencent has corrected one but may still send the other.
 */
export const CODES: Readonly<Record<string, Meaning>> = {
  Ok: ACCEPTED,

  InternalError: AMBIGUOUS,
  'InternalError.Timeout': AMBIGUOUS,
  'InternalError.SendAndRecvFail': AMBIGUOUS,
  'InternalError.OtherError': AMBIGUOUS,
  'InternalError.UnknownError': AMBIGUOUS,
  'InternalError.ParseBackendResponseFail': AMBIGUOUS,
  'InternalError.SigVerificationFail': TRANSIENT,
  'InternalError.SigFieldMissing': TRANSIENT,
  'InternalError.RequestTimeException': CONFIGURATION,
  'InternalError.RestApiInterfaceNotExist': CONFIGURATION,

  RequestLimitExceeded: OVERLOADED,
  'RequestLimitExceeded.IPLimitExceeded': OVERLOADED,
  'RequestLimitExceeded.UinLimitExceeded': OVERLOADED,
  'RequestLimitExceeded.GlobalRegionUinLimitExceeded': OVERLOADED,
  ServiceUnavailable: OVERLOADED,
  ResourceInsufficient: TRANSIENT,
  ResourceUnavailable: TRANSIENT,

  'FailedOperation.PhoneNumberInBlacklist': RECIPIENT,
  'FailedOperation.PhoneNumberOnBlacklist': RECIPIENT,
  'InvalidParameterValue.IncorrectPhoneNumber': RECIPIENT,
  'UnsupportedOperation.UnsupportedRegion': RECIPIENT,
  'UnsupportedOperation.UnsuportedRegion': RECIPIENT,

  'LimitExceeded.PhoneNumberThirtySecondLimit': LIMITED,
  'LimitExceeded.PhoneNumberOneHourLimit': LIMITED,
  'LimitExceeded.PhoneNumberDailyLimit': LIMITED,
  'LimitExceeded.PhoneNumberSameContentDailyLimit': LIMITED,
  'LimitExceeded.DeliveryFrequencyLimit': LIMITED,
  'FailedOperation.MarketingSendTimeConstraint': LIMITED,

  'FailedOperation.InsufficientBalanceInSmsPackage': OUT_OF_FUNDS,
  'UnauthorizedOperation.ServiceSuspendDueToArrears': OUT_OF_FUNDS,
  'UnauthorizedOperation.SerivceSuspendDueToArrears': OUT_OF_FUNDS,
  'LimitExceeded.AppDailyLimit': OUT_OF_FUNDS,
  'LimitExceeded.AppMainlandChinaDailyLimit': QUOTA,
  'LimitExceeded.AppGlobalDailyLimit': QUOTA,
  'LimitExceeded.AppCountryOrRegionDailyLimit': QUOTA,
  'LimitExceeded.DailyLimit': QUOTA,

  'AuthFailure.TokenFailure': STALE_CREDENTIALS,
  'AuthFailure.SignatureExpire': STALE_CREDENTIALS,
  'AuthFailure.InvalidAuthorization': CONFIGURATION,
  'AuthFailure.InvalidSecretId': CONFIGURATION,
  'AuthFailure.MFAFailure': CONFIGURATION,
  'AuthFailure.SecretIdNotFound': CONFIGURATION,
  'AuthFailure.SignatureFailure': CONFIGURATION,
  'AuthFailure.UnauthorizedOperation': CONFIGURATION,

  'FailedOperation.SignatureIncorrectOrUnapproved': CONFIGURATION,
  'FailedOperation.TemplateIncorrectOrUnapproved': CONFIGURATION,
  'FailedOperation.TemplateUnapprovedOrNotExist': CONFIGURATION,
  'FailedOperation.TemplateParamSetNotMatchApprovedTemplate': CONFIGURATION,
  'FailedOperation.ContainSensitiveWord': CONFIGURATION,
  'FailedOperation.FailResolvePacket': CONFIGURATION,
  'FailedOperation.JsonParseFail': CONFIGURATION,
  'InvalidParameterValue.ContentLengthLimit': CONFIGURATION,
  'InvalidParameterValue.SdkAppIdNotExist': CONFIGURATION,
  'InvalidParameterValue.TemplateParameterFormatError': CONFIGURATION,
  'InvalidParameterValue.TemplateParameterLengthLimit': CONFIGURATION,
  'InvalidParameterValue.ProhibitedUseUrlInTemplateParameter': CONFIGURATION,
  'LimitExceeded.AppCountryOrRegionInBlacklist': CONFIGURATION,
  'LimitExceeded.PhoneNumberCountLimit': CONFIGURATION,
  MissingParameter: CONFIGURATION,
  'MissingParameter.EmptyPhoneNumberSet': CONFIGURATION,
  'UnauthorizedOperation.RequestIpNotInWhitelist': CONFIGURATION,
  'UnauthorizedOperation.RequestPermissionDeny': CONFIGURATION,
  'UnauthorizedOperation.SdkAppIdIsDisabled': CONFIGURATION,
  'UnauthorizedOperation.SmsSdkAppIdVerifyFail': CONFIGURATION,
  'UnauthorizedOperation.IndividualUserMarketingSmsPermissionDeny': CONFIGURATION,
  'UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber': CONFIGURATION,
  'UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone': CONFIGURATION,
  'UnsupportedOperation.GlobalTemplateToChineseMainlandPhone': CONFIGURATION,
  'UnsupportedOperation.': CONFIGURATION,
  UnsupportedOperation: CONFIGURATION,

  ActionOffline: CONFIGURATION,
  DryRunOperation: CONFIGURATION,
  FailedOperation: CONFIGURATION,
  InvalidAction: CONFIGURATION,
  InvalidParameter: CONFIGURATION,
  InvalidParameterValue: CONFIGURATION,
  InvalidRequest: CONFIGURATION,
  IpInBlacklist: CONFIGURATION,
  IpNotInWhitelist: CONFIGURATION,
  LimitExceeded: CONFIGURATION,
  NoSuchProduct: CONFIGURATION,
  NoSuchVersion: CONFIGURATION,
  RequestSizeLimitExceeded: CONFIGURATION,
  ResourceInUse: CONFIGURATION,
  ResourceNotFound: CONFIGURATION,
  ResponseSizeLimitExceeded: CONFIGURATION,
  UnauthorizedOperation: CONFIGURATION,
  UnknownParameter: CONFIGURATION,
  UnsupportedProtocol: CONFIGURATION,
  UnsupportedRegion: CONFIGURATION,
};
