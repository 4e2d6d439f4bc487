import { types } from 'node:util';

const REDACTED = '[redacted]';

/** Members whose values are never logged, whatever they hold. */
const SECRET_NAME =
  /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|x-tc-token|x-scf-(secret-.*|session-token)|api_?key|.*secret.*|.*password.*|.*token.*|.*credential.*|phone.*|mobile|text|params|guess.*|master_?keys?|body|query)$/i;
/** `code` holds a passcode or the name of an error (`ECONNREFUSED`); only the former is all digits. */
const PASSCODE = /^\d{3,12}$/;

const API_KEY = /lk_(live|test|pub)[A-Za-z0-9_]+/g;
const BEARER = /\b(Bearer|TC3-HMAC-SHA256)\s+\S+/gi;
/** A number as it is written in messages: `+` and digits, or 11 and more digits on their own. */
const PHONE = /\+\d[\d ().-]{5,}\d|(?<![\w.-])\d{11,15}(?![\w.-])/g;
/** A parameter of a URL that somebody quoted. */
const PARAMETER = /\b(phone|code|key|token|password)=[^&\s"']+/gi;

const MAX_DEPTH = 6;

/** Text without keys, bearer tokens, numbers and the values of telling URL parameters. */
export function scrub(text: string): string {
  return text
    .replace(API_KEY, REDACTED)
    .replace(BEARER, `$1 ${REDACTED}`)
    .replace(PARAMETER, `$1=${REDACTED}`)
    .replace(PHONE, REDACTED);
}

/** A copy of a log line's members that is fit to be written. */
export function redact(members: Record<string, unknown>): Record<string, unknown> {
  return redactMembers(members, 0);
}

function redactMembers(members: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, redactMember(name, value, depth)]));
}

function redactMember(name: string, value: unknown, depth: number): unknown {
  if (value === undefined || value === null) return value;
  if (SECRET_NAME.test(name)) return REDACTED;
  if (name === 'code' && PASSCODE.test(String(value as string))) return REDACTED;
  if (typeof value === 'string') return scrub(value);
  if (typeof value !== 'object') return value;
  if (types.isNativeError(value)) return redactedError(value);
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => redactMember('', item, depth + 1));
  return redactMembers(value, depth + 1);
}

export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

/** Of an error only its kind, message, code and stack: drivers and SDKs hang whole requests on theirs. */
export function redactedError(error: unknown, depth = 0): LoggedError {
  if (!types.isNativeError(error)) return { type: typeof error, message: scrub(String(error)) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: scrub(error.message),
    ...(typeof code === 'string' && !PASSCODE.test(code) ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: scrub(error.stack) }),
    ...(error.cause === undefined || depth >= 2 ? {} : { cause: redactedError(error.cause, depth + 1) }),
  };
}
