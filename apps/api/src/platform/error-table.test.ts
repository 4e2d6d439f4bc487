import type { Refusal } from '@latchkey/core';
import { ERROR_TABLE, present } from './error-table.js';

const REQUEST_ID = 'req_0123456789';

/** One of each kind, with what both wires must say of it. */
const EXPECTED: readonly [Refusal, v0: [number, string], v1: [number, object]][] = [
  [
    { kind: 'invalid_parameter', field: 'phone', message: 'phone is missing.' },
    [200, 'InValidParam'],
    [400, { field: 'phone', message: 'phone is missing.' }],
  ],
  [{ kind: 'missing_code' }, [200, 'MissingCode'], [400, { field: 'code' }]],
  [{ kind: 'unauthenticated' }, [401, 'AuthFailure.InvalidApiKey'], [401, {}]],
  [{ kind: 'second_factor_required' }, [401, 'AuthFailure.SecondFactorRequired'], [401, {}]],
  [{ kind: 'reauthentication_required' }, [403, 'UnauthorizedOperation.ReauthenticationRequired'], [403, {}]],
  [{ kind: 'tenant_suspended' }, [403, 'UnauthorizedOperation.TenantSuspended'], [403, {}]],
  [{ kind: 'sending_stopped' }, [403, 'UnauthorizedOperation.SendingStopped'], [403, {}]],
  [{ kind: 'forbidden', message: 'No.' }, [403, 'UnauthorizedOperation.Forbidden'], [403, { message: 'No.' }]],
  [{ kind: 'origin_not_allowed' }, [403, 'UnauthorizedOperation.OriginNotAllowed'], [403, {}]],
  [
    { kind: 'destination_not_allowed', country: 'US' },
    [200, 'UnsupportedOperation.UnsupportedRegion'],
    [403, { country: 'US' }],
  ],
  [{ kind: 'recipient_opted_out' }, [200, 'FailedOperation.PhoneNumberInBlacklist'], [403, {}]],
  [{ kind: 'number_held' }, [403, 'UnauthorizedOperation.PhoneNumberHeld'], [403, {}]],
  [{ kind: 'not_found' }, [404, 'ResourceNotFound'], [404, {}]],
  [{ kind: 'verification_expired' }, [200, 'CodeHasExpired'], [410, {}]],
  [{ kind: 'verification_closed' }, [200, 'CodeHasValid'], [409, {}]],
  [{ kind: 'wrong_code', attemptsLeft: 3 }, [200, 'CodeIsError'], [422, { attemptsLeft: 3 }]],
  [
    { kind: 'rate_limited', window: 'resend', retryAfterSeconds: 17 },
    [429, 'LimitExceeded.DeliveryFrequencyLimit'],
    [429, { window: 'resend', retryAfterSeconds: 17 }],
  ],
  [{ kind: 'idempotency_mismatch' }, [422, 'InvalidParameterValue.IdempotencyKey'], [422, {}]],
  [
    { kind: 'idempotency_in_progress', retryAfterSeconds: 1 },
    [409, 'ResourceInUse.IdempotencyKey'],
    [409, { retryAfterSeconds: 1 }],
  ],
  [
    { kind: 'not_configured', message: 'No template.' },
    [200, 'FailedOperation.TemplateIncorrectOrUnapproved'],
    [409, { message: 'No template.' }],
  ],
  [
    { kind: 'provider_rejected', providerCode: 'FailedOperation.PhoneNumberInBlacklist', message: 'blacklisted' },
    [200, 'FailedOperation.PhoneNumberInBlacklist'],
    [502, { providerCode: 'FailedOperation.PhoneNumberInBlacklist' }],
  ],
  [{ kind: 'payload_too_large' }, [413, 'RequestSizeLimitExceeded'], [413, {}]],
  [{ kind: 'unsupported_media_type' }, [415, 'UnsupportedProtocol'], [415, {}]],
  [{ kind: 'method_not_allowed' }, [405, 'UnsupportedProtocol'], [405, {}]],
  [{ kind: 'unavailable', retryAfterSeconds: 2 }, [503, 'InternalError.Unavailable'], [503, { retryAfterSeconds: 2 }]],
  [{ kind: 'internal' }, [500, 'InternalError'], [500, {}]],
];

describe('the error table', () => {
  it('is held to its word for every kind of refusal', () => {
    expect(EXPECTED.map(([{ kind }]) => kind).sort()).toEqual(Object.keys(ERROR_TABLE).sort());
  });

  it.each(EXPECTED)('shows %j on the tutorial’s wire', (refusal, [status, codeStr]) => {
    expect(present(refusal, 'v0', REQUEST_ID)).toMatchObject({ status, body: { codeStr, msg: expect.any(String) } });
  });

  it.each(EXPECTED)('shows %j in the envelope of /v1', (refusal, _v0, [status, members]) => {
    expect(present(refusal, 'v1', REQUEST_ID)).toMatchObject({
      status,
      body: { error: { code: refusal.kind, message: expect.any(String), requestId: REQUEST_ID, ...members } },
    });
  });

  it.each(EXPECTED)('tells when to come back, for %j, exactly if that is known', (refusal) => {
    const seconds = 'retryAfterSeconds' in refusal ? refusal.retryAfterSeconds : undefined;
    expect(present(refusal, 'v1', REQUEST_ID).retryAfterSeconds).toBe(seconds);
    expect(present(refusal, 'v0', REQUEST_ID).retryAfterSeconds).toBe(seconds);
  });

  it('answers the tutorial’s own cases letter by letter', () => {
    const bodyOf = (refusal: Refusal) => present(refusal, 'v0', REQUEST_ID).body;
    expect(bodyOf({ kind: 'missing_code' })).toEqual({
      codeStr: 'MissingCode',
      msg: '缺少验证码参数',
      errorMessage: '缺少验证码参数',
    });
    expect(bodyOf({ kind: 'verification_expired' })).toEqual({ codeStr: 'CodeHasExpired', msg: '验证码已过期' });
    expect(bodyOf({ kind: 'verification_closed' })).toEqual({ codeStr: 'CodeHasValid', msg: '验证码已失效' });
    expect(bodyOf({ kind: 'wrong_code', attemptsLeft: 1 })).toEqual({
      codeStr: 'CodeIsError',
      msg: '请检查手机号和验证码是否正确',
    });
  });
});
