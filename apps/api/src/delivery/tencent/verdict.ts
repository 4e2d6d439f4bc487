import type { Asked } from './question.js';

/** What a question with an account's credentials proved about them, for the person who typed them in. */
export const VERDICTS = [
  'works',
  /** The credentials are right; an account certified as a person may not ask about reviews. */
  'works_without_reviews',
  'wrong_credentials',
  'no_credentials',
  'not_allowed',
  'address_not_allowed',
  'wrong_application',
  'wrong_region',
  'no_funds',
  'clock',
  'busy',
  'unreachable',
  'refused',
] as const;
export type Verdict = (typeof VERDICTS)[number];

const BY_CODE: Readonly<Record<string, Verdict>> = {
  'AuthFailure.InvalidAuthorization': 'wrong_credentials',
  'AuthFailure.InvalidSecretId': 'wrong_credentials',
  'AuthFailure.SecretIdNotFound': 'wrong_credentials',
  'AuthFailure.SignatureFailure': 'wrong_credentials',
  'AuthFailure.TokenFailure': 'wrong_credentials',
  'AuthFailure.SignatureExpire': 'clock',
  'InternalError.RequestTimeException': 'clock',
  'AuthFailure.UnauthorizedOperation': 'not_allowed',
  'AuthFailure.MFAFailure': 'not_allowed',
  'UnauthorizedOperation.RequestPermissionDeny': 'not_allowed',
  'UnauthorizedOperation.RequestIpNotInWhitelist': 'address_not_allowed',
  IpNotInWhitelist: 'address_not_allowed',
  IpInBlacklist: 'address_not_allowed',
  'FailedOperation.NotEnterpriseCertification': 'works_without_reviews',
  'InvalidParameterValue.SdkAppIdNotExist': 'wrong_application',
  'UnauthorizedOperation.SmsSdkAppIdVerifyFail': 'wrong_application',
  'UnauthorizedOperation.SdkAppIdIsDisabled': 'wrong_application',
  UnsupportedRegion: 'wrong_region',
  'UnauthorizedOperation.ServiceSuspendDueToArrears': 'no_funds',
  'UnauthorizedOperation.SerivceSuspendDueToArrears': 'no_funds',
  'Latchkey.CredentialsUnavailable': 'no_credentials',
  'Latchkey.SettingsInvalid': 'wrong_application',
  'Latchkey.Unreachable': 'unreachable',
};

const BY_FAMILY: Readonly<Record<string, Verdict>> = {
  AuthFailure: 'wrong_credentials',
  UnauthorizedOperation: 'not_allowed',
  RequestLimitExceeded: 'busy',
  InternalError: 'unreachable',
};

/** Total: a code nobody has seen yet has a verdict too. */
export function verdictOf(asked: Asked): Verdict {
  if (asked.answered) return 'works';
  const { providerCode } = asked;
  return own(BY_CODE, providerCode) ?? own(BY_FAMILY, providerCode.split('.')[0] ?? '') ?? 'refused';
}

const own = (table: Readonly<Record<string, Verdict>>, key: string) =>
  Object.hasOwn(table, key) ? table[key] : undefined;
