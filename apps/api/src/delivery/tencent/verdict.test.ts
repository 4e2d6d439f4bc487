import { failed } from './question.js';
import { verdictOf } from './verdict.js';

describe('the verdict on credentials', () => {
  it.each([
    ['AuthFailure.SecretIdNotFound', 'wrong_credentials'],
    ['AuthFailure.Something.New', 'wrong_credentials'],
    ['AuthFailure.UnauthorizedOperation', 'not_allowed'],
    ['UnauthorizedOperation.CamNoAuth', 'not_allowed'],
    ['UnauthorizedOperation.RequestIpNotInWhitelist', 'address_not_allowed'],
    ['AuthFailure.SignatureExpire', 'clock'],
    ['FailedOperation.NotEnterpriseCertification', 'works_without_reviews'],
    ['InvalidParameterValue.SdkAppIdNotExist', 'wrong_application'],
    ['Latchkey.CredentialsUnavailable', 'no_credentials'],
    ['Latchkey.Unreachable', 'unreachable'],
    ['RequestLimitExceeded.UinLimitExceeded', 'busy'],
    ['SomethingElse', 'refused'],
    ['constructor', 'refused'],
  ])('reads %s as %s', (code, verdict) => {
    expect(verdictOf(failed(code))).toBe(verdict);
  });

  it('is that they work, when there was an answer', () => {
    expect(verdictOf({ answered: true, response: {} })).toBe('works');
  });
});
