import type { Refusal, RefusalKind } from '@latchkey/core';

/** The two wires a refusal can be shown on: the tutorial's and ours. */
export type Face = 'v0' | 'v1';

type Of<K extends RefusalKind> = Extract<Refusal, { kind: K }>;
type Text<R> = string | ((refusal: R) => string);

/** How one kind of refusal looks to a caller. */
interface Row<R> {
  readonly v0: {
    readonly status: number;
    readonly codeStr: Text<R>;
    readonly msg: Text<R>;
    /** The tutorial's own demo names this member for one reply; clients may read either. */
    readonly alsoAsErrorMessage?: true;
  };
  /** The code is the kind itself. */
  readonly v1: {
    readonly status: number;
    readonly message: Text<R>;
    /** Members of the error besides code, message and request id. */
    readonly fields?: (refusal: R) => Readonly<Record<string, string | number>>;
  };
  readonly retryAfterSeconds?: (refusal: R) => number;
}

/** What HTTP says for everything the tutorial's table defines, and for a provider's own code. */
const TUTORIAL = 200;

const retryAfterSeconds = (refusal: { readonly retryAfterSeconds: number }) => refusal.retryAfterSeconds;

/** Every refusal on both wires. A kind without a row does not compile. */
export const ERROR_TABLE: { readonly [K in RefusalKind]: Row<Of<K>> } = {
  invalid_parameter: {
    v0: { status: TUTORIAL, codeStr: 'InValidParam', msg: ({ message }) => message },
    v1: { status: 400, message: ({ message }) => message, fields: ({ field }) => ({ field }) },
  },
  missing_code: {
    v0: { status: TUTORIAL, codeStr: 'MissingCode', msg: '缺少验证码参数', alsoAsErrorMessage: true },
    v1: { status: 400, message: 'Give the code.', fields: () => ({ field: 'code' }) },
  },
  unauthenticated: {
    v0: { status: 401, codeStr: 'AuthFailure.InvalidApiKey', msg: 'API 密钥缺失或无效' },
    v1: { status: 401, message: 'Give a valid API key as `Authorization: Bearer …` or `X-Api-Key`.' },
  },
  second_factor_required: {
    v0: { status: 401, codeStr: 'AuthFailure.SecondFactorRequired', msg: '需要第二因素' },
    v1: { status: 401, message: 'Give the code of your authenticator, or a recovery code.' },
  },
  reauthentication_required: {
    v0: { status: 403, codeStr: 'UnauthorizedOperation.ReauthenticationRequired', msg: '需要重新验证身份' },
    v1: { status: 403, message: 'Prove first that it is still you.' },
  },
  tenant_suspended: {
    v0: { status: 403, codeStr: 'UnauthorizedOperation.TenantSuspended', msg: '账号已停用' },
    v1: { status: 403, message: 'This tenant is suspended.' },
  },
  sending_stopped: {
    v0: { status: 403, codeStr: 'UnauthorizedOperation.SendingStopped', msg: '短信发送已被暂停' },
    v1: { status: 403, message: 'Sending has been stopped by an operator; codes already sent can still be checked.' },
  },
  forbidden: {
    v0: { status: 403, codeStr: 'UnauthorizedOperation.Forbidden', msg: ({ message }) => message },
    v1: { status: 403, message: ({ message }) => message },
  },
  origin_not_allowed: {
    v0: { status: 403, codeStr: 'UnauthorizedOperation.OriginNotAllowed', msg: '该密钥不允许在此网页来源使用' },
    v1: { status: 403, message: 'This key may not be used from pages of this origin.' },
  },
  // Three refusals below carry a provider's code because they are what the provider would have answered.
  destination_not_allowed: {
    v0: { status: TUTORIAL, codeStr: 'UnsupportedOperation.UnsupportedRegion', msg: '不支持向该国家或地区发送短信' },
    v1: {
      status: 403,
      message: ({ country }) => `Numbers of ${country} may not be sent to.`,
      fields: ({ country }) => ({ country }),
    },
  },
  recipient_opted_out: {
    v0: { status: TUTORIAL, codeStr: 'FailedOperation.PhoneNumberInBlacklist', msg: '该号码已退订' },
    v1: { status: 403, message: 'The owner of this number wants no messages from you.' },
  },
  number_held: {
    v0: { status: 403, codeStr: 'UnauthorizedOperation.PhoneNumberHeld', msg: '该号码连续错误次数过多，已被锁定' },
    v1: {
      status: 403,
      message: 'Too many wrong codes in a row: this number is on hold until somebody has looked into it.',
    },
  },
  not_configured: {
    v0: {
      status: TUTORIAL,
      codeStr: 'FailedOperation.TemplateIncorrectOrUnapproved',
      msg: '没有可用的短信账号、签名或模板',
    },
    v1: { status: 409, message: ({ message }) => message },
  },
  not_found: {
    v0: { status: 404, codeStr: 'ResourceNotFound', msg: '资源不存在' },
    v1: { status: 404, message: 'There is no such resource.' },
  },
  verification_expired: {
    v0: { status: TUTORIAL, codeStr: 'CodeHasExpired', msg: '验证码已过期' },
    v1: { status: 410, message: 'Nothing is pending: no code was sent, or its time is over.' },
  },
  verification_closed: {
    v0: { status: TUTORIAL, codeStr: 'CodeHasValid', msg: '验证码已失效' },
    v1: {
      status: 409,
      message: 'This code can no longer be used: it was used or replaced, or its attempts are spent.',
    },
  },
  wrong_code: {
    v0: { status: TUTORIAL, codeStr: 'CodeIsError', msg: '请检查手机号和验证码是否正确' },
    v1: { status: 422, message: 'The code is wrong.', fields: ({ attemptsLeft }) => ({ attemptsLeft }) },
  },
  rate_limited: {
    v0: { status: 429, codeStr: 'LimitExceeded.DeliveryFrequencyLimit', msg: '请求过于频繁，请稍后再试' },
    v1: {
      status: 429,
      message: ({ window }) => `Too many: the limit ${window} is reached.`,
      fields: ({ window, retryAfterSeconds: seconds }) => ({ window, retryAfterSeconds: seconds }),
    },
    retryAfterSeconds,
  },
  idempotency_mismatch: {
    v0: { status: 422, codeStr: 'InvalidParameterValue.IdempotencyKey', msg: '该 Idempotency-Key 已用于其他请求' },
    v1: { status: 422, message: 'This Idempotency-Key was used for another request.' },
  },
  idempotency_in_progress: {
    v0: { status: 409, codeStr: 'ResourceInUse.IdempotencyKey', msg: '相同请求正在处理' },
    v1: {
      status: 409,
      message: 'The first request with this Idempotency-Key is still being answered.',
      fields: ({ retryAfterSeconds: seconds }) => ({ retryAfterSeconds: seconds }),
    },
    retryAfterSeconds,
  },
  provider_rejected: {
    v0: { status: TUTORIAL, codeStr: ({ providerCode }) => providerCode, msg: ({ message }) => message },
    v1: {
      status: 502,
      message: ({ message }) => `The provider refused the message: ${message}`,
      fields: ({ providerCode }) => ({ providerCode }),
    },
  },
  payload_too_large: {
    v0: { status: 413, codeStr: 'RequestSizeLimitExceeded', msg: '请求体过大' },
    v1: { status: 413, message: 'The body is too large.' },
  },
  unsupported_media_type: {
    v0: { status: 415, codeStr: 'UnsupportedProtocol', msg: '不支持该 Content-Type' },
    v1: { status: 415, message: 'Send the body as application/json.' },
  },
  method_not_allowed: {
    v0: { status: 405, codeStr: 'UnsupportedProtocol', msg: '仅支持 GET 和 POST 请求' },
    v1: { status: 405, message: 'This path does not take that method.' },
  },
  unavailable: {
    v0: { status: 503, codeStr: 'InternalError.Unavailable', msg: '服务暂不可用，请稍后再试' },
    v1: {
      status: 503,
      message: 'Cannot be done right now; nothing was sent or approved.',
      fields: ({ retryAfterSeconds: seconds }) => ({ retryAfterSeconds: seconds }),
    },
    retryAfterSeconds,
  },
  internal: {
    v0: { status: 500, codeStr: 'InternalError', msg: '内部错误' },
    v1: { status: 500, message: 'Something went wrong on our side.' },
  },
};

/** Only operators are refused like this, on routes that the public documentation does not show. */
export const OPERATORS_ONLY = [
  'second_factor_required',
  'reauthentication_required',
] as const satisfies readonly RefusalKind[];

/** A refusal that a tenant may meet. */
export type PublicRefusalKind = Exclude<RefusalKind, (typeof OPERATORS_ONLY)[number]>;

/** A refusal ready to be written to the wire. */
export interface Presented {
  readonly status: number;
  readonly retryAfterSeconds?: number;
  readonly body: object;
}

export function present(refusal: Refusal, face: Face | 'callback', requestId: string): Presented {
  const row = ERROR_TABLE[refusal.kind] as Row<Refusal>;
  const seconds = row.retryAfterSeconds?.(refusal);
  return {
    status: row[face === 'v0' ? 'v0' : 'v1'].status,
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
    body: bodyOf(row, refusal, face, requestId),
  };
}

function bodyOf(row: Row<Refusal>, refusal: Refusal, face: Face | 'callback', requestId: string): object {
  if (face === 'v0') return tutorialBody(row, refusal);
  // An unknown callback address answers like any path that nobody serves.
  if (face === 'callback' && refusal.kind !== 'not_found') return callbackBody(row, refusal);
  return envelope(row, refusal, requestId);
}

/** Tencent takes anything but a `result` of 0 for a failure, and pushes twice more. */
function callbackBody({ v1 }: Row<Refusal>, refusal: Refusal): object {
  return { result: v1.status, errmsg: textOf(v1.message, refusal) };
}

function tutorialBody({ v0 }: Row<Refusal>, refusal: Refusal): object {
  const msg = textOf(v0.msg, refusal);
  const body = { codeStr: textOf(v0.codeStr, refusal), msg };
  return v0.alsoAsErrorMessage ? { ...body, errorMessage: msg } : body;
}

function envelope({ v1 }: Row<Refusal>, refusal: Refusal, requestId: string): object {
  const message = textOf(v1.message, refusal);
  return { error: { code: refusal.kind, message, requestId, ...v1.fields?.(refusal) } };
}

function textOf<R>(text: Text<R>, refusal: R): string {
  return typeof text === 'string' ? text : text(refusal);
}
