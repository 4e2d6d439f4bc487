import type { CancelResult, CheckResult, ReleaseResult, StartCommand, StartResult, Verification } from '@latchkey/core';

/** What the scripts answer, parsed once. A reply of another shape is a bug in a script and throws. */
type Reply = readonly unknown[];

function list(reply: unknown): Reply {
  if (Array.isArray(reply)) return reply as Reply;
  throw new TypeError('script replied with something that is no list');
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError('script replied with something that is no text');
}

function integer(value: unknown): number {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw new TypeError('script replied with something that is no integer');
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new TypeError('script replied with an outcome that does not exist');
}

/** Most have none, and making it anew costs half a microsecond. */
const NO_METADATA: Readonly<Record<string, string>> = Object.freeze({});

const STATUSES = ['pending', 'approved', 'expired', 'canceled', 'max_attempts_reached'] as const;

/** The ten fields every script returns a verification in. */
function verification(fields: Reply): Verification {
  const [id, purpose, status, masked, createdAt, expiresAt, resendAfter, attemptsLeft, sends, metadata] = fields;
  return {
    id: text(id),
    purpose: text(purpose),
    status: oneOf(status, STATUSES),
    phoneMasked: text(masked),
    createdAt: integer(createdAt),
    expiresAt: integer(expiresAt),
    resendAfter: integer(resendAfter),
    attemptsLeft: integer(attemptsLeft),
    sends: integer(sends),
    metadata: metadata === '{}' ? NO_METADATA : (JSON.parse(text(metadata)) as Record<string, string>),
  };
}

export function parseStart(raw: unknown, command: StartCommand): StartResult {
  const [outcome, ...fields] = list(raw);
  switch (oneOf(outcome, ['started', 'limited', 'blocked', 'held', 'full', 'replayed'])) {
    case 'full':
      return { outcome: 'full' };
    case 'blocked':
      return { outcome: 'blocked' };
    case 'held':
      return { outcome: 'held' };
    case 'limited':
      return { outcome: 'limited', name: text(fields[0]), retryAfterMs: integer(fields[1]) };
    case 'replayed': {
      const delivery = oneOf(fields[0], ['sending', 'accepted', 'unknown']);
      return { outcome: 'replayed', delivery, verification: verification(fields.slice(1)) };
    }
    case 'started': {
      const createdAt = integer(fields[0]);
      const { verificationId: id, purpose, phoneMasked, metadata } = command;
      return {
        outcome: 'started',
        verification: {
          id,
          purpose,
          status: 'pending',
          phoneMasked,
          createdAt,
          expiresAt: createdAt + command.ttlMs,
          resendAfter: createdAt + command.resendAfterMs,
          attemptsLeft: integer(fields[2]),
          sends: integer(fields[1]),
          metadata,
        },
      };
    }
  }
}

export function parseCheck(raw: unknown): CheckResult {
  const [first, ...fields] = list(raw);
  const outcome = oneOf(first, ['approved', 'wrong_code', 'closed', 'expired', 'not_found', 'held', 'limited', 'full']);
  switch (outcome) {
    case 'approved':
      return { outcome, verification: verification(fields) };
    case 'wrong_code':
      return { outcome, attemptsLeft: integer(fields[0]) };
    case 'limited':
      return { outcome, name: text(fields[0]), retryAfterMs: integer(fields[1]) };
    default:
      return { outcome };
  }
}

export function parseCancel(raw: unknown): CancelResult {
  const [first, ...fields] = list(raw);
  const outcome = oneOf(first, ['canceled', 'closed', 'expired', 'not_found']);
  return outcome === 'canceled' ? { outcome, verification: verification(fields) } : { outcome };
}

export function parseRelease(raw: unknown): ReleaseResult {
  const [first, failures] = list(raw);
  const outcome = oneOf(first, ['released', 'not_found']);
  return outcome === 'released' ? { outcome, failures: integer(failures) } : { outcome };
}

export function parseGet(raw: unknown): Verification | undefined {
  const fields = list(raw);
  return fields.length === 0 ? undefined : verification(fields);
}
