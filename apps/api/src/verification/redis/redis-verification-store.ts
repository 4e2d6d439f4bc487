import {
  type CancelCommand,
  type CancelResult,
  type CheckCommand,
  type CheckResult,
  type Clock,
  type EventSeed,
  type EventType,
  FAILURES_MEMORY_MS,
  GRACE_MS,
  IDEMPOTENCY_MS,
  oncePer,
  type ReleaseCommand,
  type ReleaseResult,
  REPLACED_HASHES_KEPT,
  type SettleCommand,
  type StartCommand,
  type StartResult,
  type TenantScope,
  type Verification,
  type VerificationEvent,
  type VerificationStore,
  type Window,
  WINDOW_MEMORY_MS,
} from '@latchkey/core';
import type { RedisClient } from '../../platform/redis/redis.js';
import { throwingUnavailable } from '../../platform/redis/unavailable.js';
import {
  answerKey,
  claimKey,
  eventsKey,
  failuresKey,
  guessesKey,
  idKey,
  Keys,
  optOutKey,
  optOutsKnownKey,
  platformSendsKey,
  recordKey,
  scopeText,
  sendsKey,
} from './keys.js';
import { RedisEventLog } from './redis-event-log.js';
import { parseCancel, parseCheck, parseGet, parseRelease, parseStart } from './replies.js';
import { loadScripts, type Scripts } from './scripts.js';

export interface RedisStoreOptions {
  /** Fixed at installation: the partition of a number follows from it. */
  readonly partitions: number;
  /** Events waiting in one partition at which starts are refused; checks are refused at twice as many. */
  readonly maxBacklog: number;
  /** Tests move time by hand. In production the scripts ask Redis, so that all processes share one clock. */
  readonly clock?: Clock;
}

/**
 * Live state in Redis 7 or later, or Valkey. Every transition is one script beside this file, which applies the rules that
 * core states as pure functions; the contract suite holds the two equal.
 */
export class RedisVerificationStore implements VerificationStore {
  /** What the scripts have logged. */
  readonly events: RedisEventLog;
  private readonly run: Scripts;
  private readonly keys: Keys;

  constructor(
    private readonly redis: RedisClient,
    private readonly options: RedisStoreOptions,
  ) {
    this.run = loadScripts(redis);
    this.keys = new Keys(options.partitions);
    this.events = new RedisEventLog(redis, this.run, this.keys, options.maxBacklog);
  }

  async start(scope: TenantScope, command: StartCommand): Promise<StartResult> {
    const { phoneKey, idempotencyKey } = command;
    const tag = this.keys.tagOfPhone(phoneKey);
    const subject = subjectText(scope, command);
    const keys = [
      recordKey(tag, subject),
      sendsKey(tag, subject),
      platformSendsKey(tag, phoneKey),
      guessesKey(tag, subject),
      idKey(tag, scope, command.verificationId),
      eventsKey(tag),
    ];
    if (idempotencyKey !== undefined) keys.push(answerKey(tag, scope, 'start', idempotencyKey));
    const reply = await this.run('start', keys, [
      this.now(),
      openEvent('start', scope, command.event, aboutSend(command)),
      scope.tenantId,
      command.country,
      command.purpose,
      phoneKey,
      command.verificationId,
      command.deliveryId,
      command.codeHash,
      command.idCodeHash,
      command.phoneMasked,
      command.ttlMs,
      GRACE_MS,
      command.maxAttempts,
      command.resendAfterMs,
      command.day.startMs,
      command.day.endMs,
      windowsText(command.sendWindows),
      windowsText(command.platformWindows),
      windowsText(command.guessWindows),
      JSON.stringify(command.metadata),
      this.options.maxBacklog,
      WINDOW_MEMORY_MS,
      IDEMPOTENCY_MS,
      REPLACED_HASHES_KEPT,
      command.holdAfter,
    ]);
    return parseStart(reply, command);
  }

  async settle(scope: TenantScope, command: SettleCommand): Promise<void> {
    const { phoneKey, idempotencyKey } = command;
    const tag = this.keys.tagOfPhone(phoneKey);
    const subject = subjectText(scope, command);
    const keys = [
      recordKey(tag, subject),
      sendsKey(tag, subject),
      platformSendsKey(tag, phoneKey),
      idKey(tag, scope, command.verificationId),
      eventsKey(tag),
    ];
    if (idempotencyKey !== undefined) keys.push(answerKey(tag, scope, 'start', idempotencyKey));
    const { delivery, route } = command;
    await this.run('settle', keys, [
      this.now(),
      command.verificationId,
      command.deliveryId,
      delivery,
      openEvent('settle', scope, command.event, aboutSend(command, command)),
      route?.accountId ?? '',
      route?.templateId ?? '',
    ]);
  }

  async check(scope: TenantScope, command: CheckCommand): Promise<CheckResult> {
    const { target, guessHashes, idempotencyKey, event } = command;
    const tag = target.by === 'id' ? this.keys.tagOfId(target.verificationId) : this.keys.tagOfPhone(target.phoneKey);
    const keys = [
      target.by === 'id' ? idKey(tag, scope, target.verificationId) : recordKey(tag, subjectText(scope, target)),
      eventsKey(tag),
    ];
    if (idempotencyKey !== undefined) keys.push(answerKey(tag, scope, 'check', idempotencyKey));
    const reply = await this.run('check', keys, [
      this.now(),
      event.id,
      openEvent('check', scope, event, { details: event.details }),
      target.by,
      target.by === 'phone' ? target.purpose : '',
      target.phoneKey ?? '',
      target.by === 'id' ? target.verificationId : '',
      this.options.maxBacklog,
      WINDOW_MEMORY_MS,
      IDEMPOTENCY_MS,
      FAILURES_MEMORY_MS,
      ...guessHashes,
    ]);
    return parseCheck(reply);
  }

  async cancel(scope: TenantScope, { verificationId, event }: CancelCommand): Promise<CancelResult> {
    const tag = this.keys.tagOfId(verificationId);
    const keys = [idKey(tag, scope, verificationId), eventsKey(tag)];
    const args = [
      this.now(),
      openEvent('cancel', scope, event, { details: event.details, verificationId }),
      verificationId,
    ];
    return parseCancel(await this.run('cancel', keys, args));
  }

  async release(scope: TenantScope, { event, ...about }: ReleaseCommand): Promise<ReleaseResult> {
    const tag = this.keys.tagOfPhone(about.phoneKey);
    const keys = [failuresKey(tag, scope, about.phoneKey), eventsKey(tag)];
    const args = [this.now(), openEvent('release', scope, event, { details: event.details, ...about })];
    return parseRelease(await this.run('release', keys, args));
  }

  async failuresOf(scope: TenantScope, phoneKey: string): Promise<number> {
    const key = failuresKey(this.keys.tagOfPhone(phoneKey), scope, phoneKey);
    return Number((await throwingUnavailable(this.redis.get(key))) ?? 0);
  }

  async get(scope: TenantScope, verificationId: string): Promise<Verification | undefined> {
    const key = idKey(this.keys.tagOfId(verificationId), scope, verificationId);
    return parseGet(await this.run('get', [key], [this.now(), verificationId]));
  }

  async claimIdempotencyKey(scope: TenantScope, key: string, fingerprint: string): Promise<boolean> {
    const before = await throwingUnavailable(
      this.redis.set(claimKey(scope, key), fingerprint, 'PX', IDEMPOTENCY_MS, 'NX', 'GET'),
    );
    return before === null || before === fingerprint;
  }

  async optOut(tenantId: string, phoneKey: string): Promise<void> {
    const key = optOutKey(this.keys.tagOfPhone(phoneKey), tenantId, phoneKey);
    await throwingUnavailable(this.redis.set(key, '1'));
  }

  async optIn(tenantId: string, phoneKey: string): Promise<void> {
    await throwingUnavailable(this.redis.del(optOutKey(this.keys.tagOfPhone(phoneKey), tenantId, phoneKey)));
  }

  /** Each partition is asked: of a cluster, one node may have lost its memory. */
  async knowsOptOuts(): Promise<boolean> {
    const marks = this.keys.tags.map((tag) => this.redis.exists(optOutsKnownKey(tag)));
    return (await throwingUnavailable(Promise.all(marks))).every(Boolean);
  }

  async confirmOptOuts(): Promise<void> {
    await throwingUnavailable(Promise.all(this.keys.tags.map((tag) => this.redis.set(optOutsKnownKey(tag), '1'))));
  }

  private now(): number | string {
    return this.options.clock?.now() ?? '';
  }
}

const subjectText = (scope: TenantScope, { purpose, phoneKey }: { purpose: string; phoneKey: string }) =>
  `${scopeText(scope)}:${purpose}:${phoneKey}`;

const windowsText = oncePer((windows: readonly Window[]) =>
  JSON.stringify(windows.map(({ name, limit, windowMs }) => [name, limit, windowMs === 'day' ? 0 : windowMs])),
);

/** What is known of an event before its script runs, besides whose it is. */
type KnownBefore = { readonly [K in keyof VerificationEvent]?: VerificationEvent[K] | undefined };

const aboutSend = (
  { event: { details }, purpose, phoneKey, verificationId, deliveryId, country }: StartCommand | SettleCommand,
  settled?: SettleCommand,
): KnownBefore => ({
  purpose,
  phoneKey,
  verificationId,
  deliveryId,
  country,
  // What is undefined is not written.
  outcome: settled?.delivery,
  accountId: settled?.route?.accountId,
  templateId: settled?.route?.templateId,
  startedAt: settled?.startedAt,
  details,
});

/** The same for all events of a caller. */
const scopeMembers = oncePer(({ tenantId, mode }: TenantScope) => JSON.stringify({ tenantId, mode }).slice(1, -1));

/** Without its last brace: the script writes on from there. */
const openEvent = (type: EventType, scope: TenantScope, { id }: EventSeed, about: KnownBefore) =>
  `{"id":"${id}",${scopeMembers(scope)},"type":"${type}",${JSON.stringify(about).slice(1, -1)}`;
