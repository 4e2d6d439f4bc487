import { randomBytes } from 'node:crypto';
import type { TenantScope } from '../tenant/tenant.js';
import { KeyedHashes, partitionOf } from '../verification/code.js';
import { DEFAULT_PLATFORM_LIMITS, DEFAULT_POLICY, type PlatformLimits, type Policy } from '../verification/policy.js';
import type {
  CancelCommand,
  CheckCommand,
  ReleaseCommand,
  SettleCommand,
  StartCommand,
} from '../verification/verification-store.js';
import { type CalendarDay, DAY_MS, guessWindows, platformWindows, sendWindows } from '../verification/windows.js';
import { newEventId, newId, newVerificationId } from '../ids.js';

export const TEST_PARTITIONS = 16;

const hashes = new KeyedHashes(randomBytes(32), [randomBytes(32)]);

export const newScope = (mode: TenantScope['mode'] = 'live'): TenantScope => ({ tenantId: newId('ten'), mode });

export interface TestSubject {
  readonly purpose: string;
  readonly phoneKey: string;
}

export const newSubject = (purpose = 'login'): TestSubject => ({ purpose, phoneKey: hashes.phoneKey(newId('op')) });

const event = (details = {}) => ({ id: newEventId(Date.now()), details });

/** The UTC day around `nowMs`. */
export function utcDay(nowMs: number): CalendarDay {
  const startMs = nowMs - (nowMs % DAY_MS);
  return { startMs, endMs: startMs + DAY_MS };
}

export function startCommand(
  scope: TenantScope,
  subject: TestSubject,
  code: string,
  nowMs: number,
  options: { policy?: Partial<Policy>; platform?: PlatformLimits; idempotencyKey?: string } = {},
): StartCommand {
  const policy = { ...DEFAULT_POLICY, ...options.policy };
  const verificationId = newVerificationId(partitionOf(subject.phoneKey, TEST_PARTITIONS));
  return {
    ...subject,
    phoneMasked: '+86 185****6612',
    country: 'CN',
    verificationId,
    deliveryId: newId('dlv'),
    codeHash: hashes.codeOfPhone(scope, subject.purpose, subject.phoneKey, code),
    idCodeHash: hashes.codeOfId(scope, verificationId, code),
    ttlMs: policy.ttlSeconds * 1000,
    maxAttempts: policy.maxAttempts,
    sendWindows: sendWindows(policy),
    platformWindows: scope.mode === 'live' ? platformWindows(options.platform ?? DEFAULT_PLATFORM_LIMITS) : [],
    guessWindows: guessWindows(policy),
    holdAfter: policy.failuresBeforeHold,
    day: utcDay(nowMs),
    resendAfterMs: policy.resendAfterSeconds * 1000,
    metadata: { order: '42' },
    ...(options.idempotencyKey === undefined ? {} : { idempotencyKey: options.idempotencyKey }),
    event: event({ keyId: 'key_test' }),
  };
}

export const TEST_ROUTE = { accountId: 'acc_test', templateId: 'tpl_test' };

export function settleCommand(
  start: StartCommand,
  delivery: SettleCommand['delivery'],
  more: Partial<Pick<SettleCommand, 'startedAt' | 'route'>> = {},
): SettleCommand {
  const { purpose, phoneKey, verificationId, deliveryId, country, idempotencyKey } = start;
  return {
    purpose,
    phoneKey,
    verificationId,
    deliveryId,
    delivery,
    country,
    startedAt: 1_790_000_000_000,
    route: TEST_ROUTE,
    ...more,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    event: event({ segments: 1 }),
  };
}

export function checkByPhone(
  scope: TenantScope,
  subject: TestSubject,
  code: string,
  idempotencyKey?: string,
): CheckCommand {
  return {
    target: { by: 'phone', ...subject },
    guessHashes: hashes.guessesOfPhone(scope, subject.purpose, subject.phoneKey, code),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    event: event(),
  };
}

export function checkById(scope: TenantScope, verificationId: string, code: string, phoneKey?: string): CheckCommand {
  return {
    target: { by: 'id', verificationId, ...(phoneKey === undefined ? {} : { phoneKey }) },
    guessHashes: hashes.guessesOfId(scope, verificationId, code),
    event: event(),
  };
}

export const cancelCommand = (verificationId: string): CancelCommand => ({ verificationId, event: event() });

export const releaseCommand = (phoneKey: string): ReleaseCommand => ({
  phoneKey,
  purpose: '',
  verificationId: '',
  event: event({ operatorId: 'op_test' }),
});
