import { classify } from './classify.js';
import { CODES } from './codes.js';

describe('classify', () => {
  it.each(['Ok', 'OK', 'ok'])('takes %s for acceptance', (code) => {
    expect(classify(code)).toEqual({ outcome: 'accepted' });
  });

  it.each([
    ['InternalError.SomethingNew', { outcome: 'unknown' }],
    ['LimitExceeded.SomethingNew', { outcome: 'rejected', reason: 'limited' }],
    ['RequestLimitExceeded.SomethingNew', { outcome: 'rejected', reason: 'transient', retry: 'soon' }],
    ['FailedOperation.SomethingNew', { outcome: 'rejected', reason: 'configuration' }],
    ['SomethingNew', { outcome: 'rejected', reason: 'configuration' }],
    ['', { outcome: 'rejected', reason: 'configuration' }],
    ['constructor', { outcome: 'rejected', reason: 'configuration' }],
  ])('judges the unheard-of code "%s" by its family', (code, meaning) => {
    expect(classify(code)).toEqual(meaning);
  });

  it.each([
    ['UnauthorizedOperation.ServiceSuspendDueToArrears', 'UnauthorizedOperation.SerivceSuspendDueToArrears'],
    ['UnsupportedOperation.UnsupportedRegion', 'UnsupportedOperation.UnsuportedRegion'],
    ['FailedOperation.PhoneNumberInBlacklist', 'FailedOperation.PhoneNumberOnBlacklist'],
  ])('judges both spellings of %s alike', (code, other) => {
    expect(CODES[other]).toBeDefined();
    expect(classify(other)).toEqual(classify(code));
  });

  it('allows a repetition only where the message is proven not to have gone out', () => {
    const repeated = Object.keys(CODES).filter((code) => 'retry' in classify(code));
    expect(repeated.filter((code) => !/^(RequestLimitExceeded|ServiceUnavailable$|AuthFailure)/.test(code))).toEqual(
      [],
    );
    expect(classify('InternalError.Timeout')).toEqual({ outcome: 'unknown' });
  });

  it("pauses an account for its own money and quota, not for one region's or one number's", () => {
    const pausing = Object.keys(CODES).filter((code) => 'wholeAccount' in classify(code));
    expect(pausing.sort()).toEqual([
      'FailedOperation.InsufficientBalanceInSmsPackage',
      'LimitExceeded.AppDailyLimit',
      'UnauthorizedOperation.SerivceSuspendDueToArrears',
      'UnauthorizedOperation.ServiceSuspendDueToArrears',
    ]);
  });
});
