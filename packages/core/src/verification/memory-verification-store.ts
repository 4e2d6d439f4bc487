import { timingSafeEqual } from 'node:crypto';
import type { EventOutcome, EventSeed, EventType, VerificationEvent } from '../audit/event.js';
import { MemoryEventLog } from '../audit/memory-event-log.js';
import type { Clock } from '../clock.js';
import type { TenantScope } from '../tenant/tenant.js';
import { ExpiringMap } from './expiring-map.js';
import { Occurrences } from './occurrences.js';
import { keyOf, newStored, type Stored, type Subject, subjectOf } from './stored-verification.js';
import { FAILURES_MEMORY_MS, GRACE_MS, IDEMPOTENCY_MS, judge, statusAt, type Verification } from './verification.js';
import type {
  CancelCommand,
  CancelResult,
  CheckCommand,
  CheckResult,
  CheckTarget,
  DeliveryState,
  ReleaseCommand,
  ReleaseResult,
  SettleCommand,
  StartCommand,
  StartResult,
  VerificationStore,
} from './verification-store.js';
import { dayAt, fullestWindow, roomLeft } from './windows.js';

interface StartAnswer {
  readonly verification: Verification;
  delivery: 'sending' | 'accepted' | 'unknown';
}

export interface MemoryStoreLimits {
  /** Numbers remembered at most, over tenants and purposes; at the bound, starts are refused. */
  readonly maxSubjects: number;
  /** Events waiting at which starts are refused; checks are refused at twice as many. */
  readonly maxBacklog: number;
}

/**
 * Live state of a single process: what the embedded product runs on, and the model the Redis adapter is held against.
 * Every method runs to its end without awaiting, which is what makes it atomic. State dies with the process.
 */
export class MemoryVerificationStore implements VerificationStore {
  readonly events: MemoryEventLog;
  private readonly current: ExpiringMap<Stored>;
  private readonly byId: ExpiringMap<Stored>;
  private readonly sends: Occurrences;
  private readonly failedGuesses: Occurrences;
  private readonly failuresInARow: ExpiringMap<number>;
  private readonly startAnswers: ExpiringMap<StartAnswer>;
  private readonly checkAnswers: ExpiringMap<CheckResult>;
  private readonly fingerprints: ExpiringMap<string>;
  private readonly optedOut = new Set<string>();
  private optOutsKnown = false;

  constructor(
    private readonly clock: Clock,
    private readonly limits: MemoryStoreLimits = { maxSubjects: 500_000, maxBacklog: 10_000 },
  ) {
    this.events = new MemoryEventLog(limits.maxBacklog);
    this.current = new ExpiringMap(clock);
    this.byId = new ExpiringMap(clock);
    this.sends = new Occurrences(clock);
    this.failedGuesses = new Occurrences(clock);
    this.failuresInARow = new ExpiringMap(clock);
    this.startAnswers = new ExpiringMap(clock);
    this.checkAnswers = new ExpiringMap(clock);
    this.fingerprints = new ExpiringMap(clock);
  }

  start(scope: TenantScope, command: StartCommand): Promise<StartResult> {
    return Promise.resolve(this.startNow(scope, command));
  }

  settle(scope: TenantScope, command: SettleCommand): Promise<void> {
    this.settleNow(scope, command);
    return Promise.resolve();
  }

  check(scope: TenantScope, command: CheckCommand): Promise<CheckResult> {
    return Promise.resolve(this.checkNow(scope, command));
  }

  cancel(scope: TenantScope, command: CancelCommand): Promise<CancelResult> {
    return Promise.resolve(this.cancelNow(scope, command));
  }

  release(scope: TenantScope, command: ReleaseCommand): Promise<ReleaseResult> {
    return Promise.resolve(this.releaseNow(scope, command));
  }

  failuresOf(scope: TenantScope, phoneKey: string): Promise<number> {
    return Promise.resolve(this.failuresInARow.get(keyOf(scope, phoneKey)) ?? 0);
  }

  get(scope: TenantScope, verificationId: string): Promise<Verification | undefined> {
    const stored = this.byId.get(keyOf(scope, verificationId));
    return Promise.resolve(stored && this.view(stored));
  }

  claimIdempotencyKey(scope: TenantScope, key: string, fingerprint: string): Promise<boolean> {
    const claimed = this.fingerprints.getOrSet(keyOf(scope, key), fingerprint, IDEMPOTENCY_MS);
    return Promise.resolve(claimed === fingerprint);
  }

  optOut(tenantId: string, phoneKey: string): Promise<void> {
    this.optedOut.add(`${tenantId}:${phoneKey}`);
    return Promise.resolve();
  }

  optIn(tenantId: string, phoneKey: string): Promise<void> {
    this.optedOut.delete(`${tenantId}:${phoneKey}`);
    return Promise.resolve();
  }

  knowsOptOuts(): Promise<boolean> {
    return Promise.resolve(this.optOutsKnown);
  }

  confirmOptOuts(): Promise<void> {
    this.optOutsKnown = true;
    return Promise.resolve();
  }

  private startNow(scope: TenantScope, command: StartCommand): StartResult {
    const now = this.clock.now();
    const answerKey = command.idempotencyKey && keyOf(scope, command.idempotencyKey);
    const answered = answerKey && this.startAnswers.get(answerKey);
    if (answered) return { outcome: 'replayed', ...answered };
    const subjects = Math.max(this.current.size, this.sends.size, this.failuresInARow.size);
    if (subjects >= this.limits.maxSubjects || this.events.backlogSize >= this.limits.maxBacklog) {
      return { outcome: 'full' };
    }

    const subject = subjectOf(scope, command);
    if (this.optedOut.has(`${scope.tenantId}:${subject.phoneKey}`)) {
      this.log(scope, 'start', 'blocked', subject, command.verificationId, now, command.event, {
        deliveryId: command.deliveryId,
        country: command.country,
      });
      return { outcome: 'blocked' };
    }
    if (this.failures(subject) >= command.holdAfter) {
      this.log(scope, 'start', 'held', subject, command.verificationId, now, command.event, {
        deliveryId: command.deliveryId,
        country: command.country,
      });
      return { outcome: 'held' };
    }
    const full = this.fullestOf(command, subject, now);
    if (full) {
      this.log(scope, 'start', 'limited', subject, command.verificationId, now, command.event, {
        deliveryId: command.deliveryId,
        window: full.name,
        country: command.country,
      });
      return { outcome: 'limited', ...full };
    }

    const previous = this.current.get(subject.key);
    const wasPending = previous && statusAt(previous.status, previous.expiresAt, now) === 'pending';
    if (wasPending) Object.assign(previous, { status: 'canceled', replacedBy: command.verificationId });
    const stored = newStored(command, subject, previous, wasPending ? previous.sends + 1 : 1, now);
    const lifeMs = command.ttlMs + GRACE_MS;
    this.current.set(subject.key, stored, lifeMs);
    this.byId.set(keyOf(scope, stored.id), stored, lifeMs);
    this.sends.add(subject.key, now, command.deliveryId);
    if (command.platformWindows.length > 0) this.sends.add(platformKey(subject), now, command.deliveryId);

    const verification = this.view(stored);
    if (answerKey) this.startAnswers.set(answerKey, { verification, delivery: 'sending' }, IDEMPOTENCY_MS);
    this.log(scope, 'start', 'started', subject, stored.id, now, command.event, {
      deliveryId: command.deliveryId,
      country: command.country,
    });
    return { outcome: 'started', verification };
  }

  /** Of the subject's windows, the platform's and the guess budget, the one that stays full longest. */
  private fullestOf(command: StartCommand, subject: Subject, now: number) {
    const day = dayAt(now, command.day);
    return [
      fullestWindow(command.sendWindows, this.sends.times(subject.key), now, day),
      fullestWindow(command.platformWindows, this.sends.times(platformKey(subject)), now, day),
      fullestWindow(command.guessWindows, this.failedGuesses.times(subject.key), now, day),
    ].reduce((longest, full) => (full && full.retryAfterMs > (longest?.retryAfterMs ?? 0) ? full : longest));
  }

  private settleNow(scope: TenantScope, command: SettleCommand): void {
    const now = this.clock.now();
    const subject = subjectOf(scope, command);
    if (command.delivery === 'rejected') {
      this.sends.takeBack(subject.key, command.deliveryId);
      this.sends.takeBack(platformKey(subject), command.deliveryId);
      this.free(scope, subject, command.verificationId);
    } else if (command.route) {
      const sent = this.byId.get(keyOf(scope, command.verificationId));
      if (sent) sent.route = command.route;
    }
    if (command.idempotencyKey) this.settleAnswer(keyOf(scope, command.idempotencyKey), command.delivery);
    this.log(scope, 'settle', command.delivery, subject, command.verificationId, now, command.event, {
      deliveryId: command.deliveryId,
      country: command.country,
      ...command.route,
      startedAt: command.startedAt,
    });
  }

  private settleAnswer(key: string, delivery: DeliveryState): void {
    const answer = this.startAnswers.get(key);
    if (delivery === 'rejected') this.startAnswers.delete(key);
    else if (answer) answer.delivery = delivery;
  }

  /** Forgets a verification whose message was rejected, unless it was used or replaced meanwhile. */
  private free(scope: TenantScope, subject: Subject, verificationId: string): void {
    const rejected = this.current.get(subject.key);
    if (rejected?.id !== verificationId || rejected.status !== 'pending') return;
    this.current.delete(subject.key);
    this.byId.delete(keyOf(scope, verificationId));
    const previous = rejected.previousId === undefined ? undefined : this.byId.get(keyOf(scope, rejected.previousId));
    if (!previous) return;
    if (previous.replacedBy === verificationId) {
      previous.status = 'pending';
      delete previous.replacedBy;
    }
    this.current.set(subject.key, previous, this.byId.lifeLeftMs(keyOf(scope, previous.id)));
  }

  private checkNow(scope: TenantScope, command: CheckCommand): CheckResult {
    const now = this.clock.now();
    const answerKey = command.idempotencyKey && keyOf(scope, command.idempotencyKey);
    const answered = answerKey && this.checkAnswers.get(answerKey);
    if (answered) return answered;
    if (this.events.backlogSize >= 2 * this.limits.maxBacklog) return { outcome: 'full' };

    const stored = this.find(scope, command.target);
    const { result, attempt } = stored
      ? this.guess(stored, command, now)
      : {
          result: { outcome: command.target.by === 'id' ? ('not_found' as const) : ('expired' as const) },
          attempt: undefined,
        };
    if (answerKey && attempt !== undefined) this.checkAnswers.set(answerKey, result, IDEMPOTENCY_MS);
    this.log(
      scope,
      'check',
      result.outcome,
      stored?.subject ?? namedSubject(scope, command.target),
      stored?.id ?? (command.target.by === 'id' ? command.target.verificationId : ''),
      now,
      command.event,
      { attempt, window: result.outcome === 'limited' ? result.name : undefined, ...dimensionsOf(stored) },
    );
    return result;
  }

  private guess(
    stored: Stored,
    command: CheckCommand,
    now: number,
  ): { result: CheckResult & { outcome: EventOutcome }; attempt?: number } {
    const status = statusAt(stored.status, stored.expiresAt, now);
    if (status === 'expired') return { result: { outcome: 'expired' } };
    if (status !== 'pending') return { result: { outcome: 'closed' } };
    if (this.failures(stored.subject) >= stored.holdAfter) return { result: { outcome: 'held' } };
    const budgetKey = stored.subject.key;
    const full = fullestWindow(stored.guessWindows, this.failedGuesses.times(budgetKey), now, NO_DAY);
    if (full) return { result: { outcome: 'limited', ...full } };

    const attempt = ++stored.attempts;
    const codeHash = command.target.by === 'id' ? stored.idCodeHash : stored.codeHash;
    const judgement = judge({ ...stored, codeHash, attempt }, command.guessHashes, sameHash);
    if (judgement === 'approved') {
      stored.status = 'approved';
      this.failedGuesses.forget(budgetKey);
      this.failuresInARow.delete(stored.subject.numberKey);
      return { result: { outcome: 'approved', verification: this.view(stored) }, attempt };
    }
    this.failedGuesses.add(budgetKey, now, command.event.id);
    this.failuresInARow.set(stored.subject.numberKey, this.failures(stored.subject) + 1, FAILURES_MEMORY_MS);
    if (attempt >= stored.maxAttempts) stored.status = 'max_attempts_reached';
    if (judgement === 'closed') return { result: { outcome: 'closed' }, attempt };
    return { result: { outcome: 'wrong_code', attemptsLeft: this.attemptsLeft(stored) }, attempt };
  }

  private cancelNow(scope: TenantScope, { verificationId, event }: CancelCommand): CancelResult {
    const now = this.clock.now();
    const stored = this.byId.get(keyOf(scope, verificationId));
    const status = stored && statusAt(stored.status, stored.expiresAt, now);
    if (stored && status === 'pending') stored.status = 'canceled';
    const result: CancelResult = !stored
      ? { outcome: 'not_found' }
      : status === 'pending'
        ? { outcome: 'canceled', verification: this.view(stored) }
        : { outcome: status === 'expired' ? 'expired' : 'closed' };
    this.log(
      scope,
      'cancel',
      result.outcome,
      stored?.subject ?? NOBODY,
      verificationId,
      now,
      event,
      dimensionsOf(stored),
    );
    return result;
  }

  private releaseNow(scope: TenantScope, { phoneKey, purpose, verificationId, event }: ReleaseCommand): ReleaseResult {
    const key = keyOf(scope, phoneKey);
    const failures = this.failuresInARow.get(key);
    this.failuresInARow.delete(key);
    const result: ReleaseResult = failures === undefined ? { outcome: 'not_found' } : { outcome: 'released', failures };
    const now = this.clock.now();
    this.log(scope, 'release', result.outcome, { purpose, phoneKey }, verificationId, now, event, {});
    return result;
  }

  private failures({ numberKey }: Subject): number {
    return this.failuresInARow.get(numberKey) ?? 0;
  }

  private find(scope: TenantScope, target: CheckTarget): Stored | undefined {
    if (target.by === 'phone') return this.current.get(subjectOf(scope, target).key);
    const stored = this.byId.get(keyOf(scope, target.verificationId));
    return target.phoneKey === undefined || stored?.subject.phoneKey === target.phoneKey ? stored : undefined;
  }

  private attemptsLeft(stored: Stored): number {
    const room = roomLeft(stored.guessWindows, this.failedGuesses.times(stored.subject.key), this.clock.now());
    const beforeHold = stored.holdAfter - this.failures(stored.subject);
    return Math.max(0, Math.min(stored.maxAttempts - stored.attempts, room, beforeHold));
  }

  private view(stored: Stored): Verification {
    const { id, subject, phoneMasked, createdAt, expiresAt, resendAfter, sends, metadata } = stored;
    const status = statusAt(stored.status, expiresAt, this.clock.now());
    const attemptsLeft = status === 'pending' ? this.attemptsLeft(stored) : 0;
    return {
      id,
      purpose: subject.purpose,
      status,
      phoneMasked,
      createdAt,
      expiresAt,
      resendAfter,
      attemptsLeft,
      sends,
      metadata,
    };
  }

  private log(
    { tenantId, mode }: TenantScope,
    type: EventType,
    outcome: EventOutcome,
    { purpose, phoneKey }: Pick<Subject, 'purpose' | 'phoneKey'>,
    verificationId: string,
    at: number,
    { id, details }: EventSeed,
    more: { [K in 'deliveryId' | 'attempt' | 'window' | Dimension]?: VerificationEvent[K] | undefined },
  ): void {
    const known = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
    this.events.add({ id, at, tenantId, mode, type, outcome, purpose, phoneKey, verificationId, ...known, details });
  }
}

/** Guess windows slide; no calendar day applies. */
const NO_DAY = { startMs: 0, endMs: Number.MAX_SAFE_INTEGER };

type Dimension = 'country' | 'accountId' | 'templateId' | 'startedAt';

/** What an event that happens to a verification is counted by. */
const dimensionsOf = (stored: Stored | undefined) =>
  stored ? { country: stored.country, ...stored.route, startedAt: stored.createdAt } : {};

const NOBODY = { purpose: '', phoneKey: '' };

const namedSubject = (scope: TenantScope, target: CheckTarget) =>
  target.by === 'phone' ? subjectOf(scope, target) : NOBODY;

const platformKey = ({ phoneKey }: Subject) => `*:${phoneKey}`;

const sameHash = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
