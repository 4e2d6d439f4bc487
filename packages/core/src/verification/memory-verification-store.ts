import { timingSafeEqual } from 'node:crypto';
import type { EventOutcome, EventSeed, EventType, VerificationEvent } from '../audit/event.js';
import { MemoryEventLog } from '../audit/memory-event-log.js';
import type { Clock } from '../clock.js';
import type { TenantScope } from '../tenant/tenant.js';
import { ExpiringMap } from './expiring-map.js';
import { GRACE_MS, IDEMPOTENCY_MS, REPLACED_HASHES_KEPT, judge, statusAt, type Verification } from './verification.js';
import type {
  CancelCommand,
  CancelResult,
  CheckCommand,
  CheckResult,
  CheckTarget,
  DeliveryState,
  SettleCommand,
  StartCommand,
  StartResult,
  VerificationStore,
} from './verification-store.js';
import { dayAt, fullestWindow, roomLeft, type Window, WINDOW_MEMORY_MS } from './windows.js';

interface Stored {
  readonly id: string;
  readonly subject: Subject;
  readonly phoneMasked: string;
  readonly codeHash: string;
  readonly idCodeHash: string;
  readonly replacedHashes: ReadonlySet<string>;
  readonly maxAttempts: number;
  readonly guessWindows: readonly Window[];
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly resendAfter: number;
  readonly sends: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** The verification this one replaced, revived if this one's message is rejected. */
  readonly previousId: string | undefined;
  status: Exclude<Verification['status'], 'expired'>;
  attempts: number;
  replacedBy?: string;
}

/** One number of one tenant for one purpose. */
interface Subject {
  readonly purpose: string;
  readonly phoneKey: string;
  /** Key of the subject's record, windows and guess budget. */
  readonly key: string;
}

/** Something that happened at a time, such as a send or a failed guess; the name lets it be taken back. */
interface Occurrence {
  readonly at: number;
  readonly name: string;
}

interface StartAnswer {
  readonly verification: Verification;
  delivery: 'sending' | 'accepted' | 'unknown';
}

export interface MemoryStoreLimits {
  /** Numbers with live state at most; at the bound, starts are refused. */
  readonly maxSubjects: number;
  /** Events waiting at which starts are refused; checks are refused at twice as many. */
  readonly maxBacklog: number;
}

/**
 * Live state of a single process: what the embedded product runs on, and the model the Redis adapter is held against.
 * Every method runs to its end without awaiting, which is what makes it atomic. State dies with the process.
 */
export class MemoryVerificationStore implements VerificationStore {
  readonly events = new MemoryEventLog();
  private readonly current: ExpiringMap<Stored>;
  private readonly byId: ExpiringMap<Stored>;
  private readonly sends: ExpiringMap<Occurrence[]>;
  private readonly failedGuesses: ExpiringMap<Occurrence[]>;
  private readonly startAnswers: ExpiringMap<StartAnswer>;
  private readonly checkAnswers: ExpiringMap<CheckResult>;
  private readonly fingerprints: ExpiringMap<string>;

  constructor(
    private readonly clock: Clock,
    private readonly limits: MemoryStoreLimits = { maxSubjects: 200_000, maxBacklog: 10_000 },
  ) {
    this.current = new ExpiringMap(clock);
    this.byId = new ExpiringMap(clock);
    this.sends = new ExpiringMap(clock);
    this.failedGuesses = new ExpiringMap(clock);
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

  get(scope: TenantScope, verificationId: string): Promise<Verification | undefined> {
    const stored = this.byId.get(keyOf(scope, verificationId));
    return Promise.resolve(stored && this.view(stored));
  }

  claimIdempotencyKey(scope: TenantScope, key: string, fingerprint: string): Promise<boolean> {
    const claimed = this.fingerprints.getOrSet(keyOf(scope, key), fingerprint, IDEMPOTENCY_MS);
    return Promise.resolve(claimed === fingerprint);
  }

  private startNow(scope: TenantScope, command: StartCommand): StartResult {
    const now = this.clock.now();
    const answerKey = command.idempotencyKey && keyOf(scope, command.idempotencyKey);
    const answered = answerKey && this.startAnswers.get(answerKey);
    if (answered) return { outcome: 'replayed', ...answered };
    if (this.current.size >= this.limits.maxSubjects || this.events.backlogSize >= this.limits.maxBacklog) {
      return { outcome: 'full' };
    }

    const subject = subjectOf(scope, command);
    const full = this.fullestOf(command, subject, now);
    if (full) {
      this.log(scope, 'start', 'limited', subject, command.verificationId, now, command.event, {
        deliveryId: command.deliveryId,
        window: full.name,
      });
      return { outcome: 'limited', ...full };
    }

    const previous = this.current.get(subject.key);
    const wasPending = previous && statusAt(previous.status, previous.expiresAt, now) === 'pending';
    if (wasPending) Object.assign(previous, { status: 'canceled', replacedBy: command.verificationId });
    const stored = reserve(command, subject, previous, wasPending ? previous.sends + 1 : 1, now);
    const lifeMs = command.ttlMs + GRACE_MS;
    this.current.set(subject.key, stored, lifeMs);
    this.byId.set(keyOf(scope, stored.id), stored, lifeMs);
    const send = { at: now, name: command.deliveryId };
    this.remember(this.sends, subject.key, send);
    if (command.platformWindows.length > 0) this.remember(this.sends, platformKey(subject), send);

    const verification = this.view(stored);
    if (answerKey) this.startAnswers.set(answerKey, { verification, delivery: 'sending' }, IDEMPOTENCY_MS);
    this.log(scope, 'start', 'started', subject, stored.id, now, command.event, { deliveryId: command.deliveryId });
    return { outcome: 'started', verification };
  }

  /** Of the subject's windows, the platform's and the guess budget, the one that stays full longest. */
  private fullestOf(command: StartCommand, subject: Subject, now: number) {
    const day = dayAt(now, command.day);
    return [
      fullestWindow(command.sendWindows, timesOf(this.sends.get(subject.key)), now, day),
      fullestWindow(command.platformWindows, timesOf(this.sends.get(platformKey(subject))), now, day),
      fullestWindow(command.guessWindows, timesOf(this.failedGuesses.get(subject.key)), now, day),
    ].reduce((longest, full) => (full && full.retryAfterMs > (longest?.retryAfterMs ?? 0) ? full : longest));
  }

  private settleNow(scope: TenantScope, command: SettleCommand): void {
    const now = this.clock.now();
    const subject = subjectOf(scope, command);
    if (command.delivery === 'rejected') {
      this.takeBack(this.sends, subject.key, command.deliveryId);
      this.takeBack(this.sends, platformKey(subject), command.deliveryId);
      this.free(scope, subject, command.verificationId);
    }
    if (command.idempotencyKey) this.settleAnswer(keyOf(scope, command.idempotencyKey), command.delivery);
    this.log(scope, 'settle', command.delivery, subject, command.verificationId, now, command.event, {
      deliveryId: command.deliveryId,
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
      { attempt, window: result.outcome === 'limited' ? result.name : undefined },
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
    const budgetKey = stored.subject.key;
    const full = fullestWindow(stored.guessWindows, timesOf(this.failedGuesses.get(budgetKey)), now, NO_DAY);
    if (full) return { result: { outcome: 'limited', ...full } };

    const attempt = ++stored.attempts;
    const codeHash = command.target.by === 'id' ? stored.idCodeHash : stored.codeHash;
    const judgement = judge({ ...stored, codeHash, attempt }, command.guessHashes, sameHash);
    if (judgement === 'approved') {
      stored.status = 'approved';
      this.failedGuesses.delete(budgetKey);
      return { result: { outcome: 'approved', verification: this.view(stored) }, attempt };
    }
    this.remember(this.failedGuesses, budgetKey, { at: now, name: command.event.id });
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
    this.log(scope, 'cancel', result.outcome, stored?.subject ?? NOBODY, verificationId, now, event, {});
    return result;
  }

  private find(scope: TenantScope, target: CheckTarget): Stored | undefined {
    if (target.by === 'phone') return this.current.get(subjectOf(scope, target).key);
    const stored = this.byId.get(keyOf(scope, target.verificationId));
    return target.phoneKey === undefined || stored?.subject.phoneKey === target.phoneKey ? stored : undefined;
  }

  private attemptsLeft(stored: Stored): number {
    const room = roomLeft(stored.guessWindows, timesOf(this.failedGuesses.get(stored.subject.key)), this.clock.now());
    return Math.max(0, Math.min(stored.maxAttempts - stored.attempts, room));
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

  private remember(in_: ExpiringMap<Occurrence[]>, key: string, occurrence: Occurrence): void {
    const kept = (in_.get(key) ?? []).filter(({ at }) => at > occurrence.at - WINDOW_MEMORY_MS);
    in_.set(key, [...kept, occurrence], WINDOW_MEMORY_MS);
  }

  private takeBack(from: ExpiringMap<Occurrence[]>, key: string, name: string): void {
    const kept = from.get(key)?.filter((occurrence) => occurrence.name !== name);
    if (kept) from.set(key, kept, WINDOW_MEMORY_MS);
  }

  private log(
    { tenantId, mode }: TenantScope,
    type: EventType,
    outcome: EventOutcome,
    { purpose, phoneKey }: Pick<Subject, 'purpose' | 'phoneKey'>,
    verificationId: string,
    at: number,
    { id, details }: EventSeed,
    more: { [K in 'deliveryId' | 'attempt' | 'window']?: VerificationEvent[K] | undefined },
  ): void {
    const known = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
    this.events.append({ id, at, tenantId, mode, type, outcome, purpose, phoneKey, verificationId, ...known, details });
  }
}

/** Guess windows slide; no calendar day applies. */
const NO_DAY = { startMs: 0, endMs: Number.MAX_SAFE_INTEGER };
const NOBODY = { purpose: '', phoneKey: '' };

function reserve(
  command: StartCommand,
  subject: Subject,
  previous: Stored | undefined,
  sends: number,
  now: number,
): Stored {
  const replaced = previous ? [previous.codeHash, ...previous.replacedHashes].slice(0, REPLACED_HASHES_KEPT) : [];
  return {
    id: command.verificationId,
    subject,
    phoneMasked: command.phoneMasked,
    codeHash: command.codeHash,
    idCodeHash: command.idCodeHash,
    replacedHashes: new Set(replaced),
    maxAttempts: command.maxAttempts,
    guessWindows: command.guessWindows,
    createdAt: now,
    expiresAt: now + command.ttlMs,
    resendAfter: now + command.resendAfterMs,
    sends,
    metadata: command.metadata,
    previousId: previous?.id,
    status: 'pending',
    attempts: 0,
  };
}

const keyOf = ({ tenantId, mode }: TenantScope, ...parts: string[]) => [tenantId, mode, ...parts].join(':');

const subjectOf = (scope: TenantScope, { purpose, phoneKey }: { purpose: string; phoneKey: string }): Subject => ({
  purpose,
  phoneKey,
  key: keyOf(scope, purpose, phoneKey),
});

const namedSubject = (scope: TenantScope, target: CheckTarget) =>
  target.by === 'phone' ? subjectOf(scope, target) : NOBODY;

const platformKey = ({ phoneKey }: Subject) => `*:${phoneKey}`;

const timesOf = (occurrences: readonly Occurrence[] | undefined) => (occurrences ?? []).map(({ at }) => at);

const sameHash = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
