import { createHash } from 'node:crypto';
import type { EventDetails, EventSeed } from '../audit/event.js';
import type { Clock } from '../clock.js';
import type { Courier, Delivered, Route } from '../delivery/courier.js';
import { newEventId, newId, newVerificationId, partitionOfVerificationId } from '../ids.js';
import type { Phone } from '../phone/phone.js';
import { Refused } from '../refusal.js';
import { type Caller, type Mode, policyFor, type TenantScope } from '../tenant/tenant.js';
import { calendarDay } from './calendar.js';
import { generateCode, type KeyedHashes, partitionOf } from './code.js';
import {
  approvedOrRefused,
  deliveryDetails,
  REFUSALS,
  refusalOf,
  replayedOrRefused,
  type Started,
} from './outcomes.js';
import type { PlatformLimits, Policy } from './policy.js';
import type { Verification } from './verification.js';
import type {
  CheckCommand,
  CheckResult,
  DeliveryState,
  StartCommand,
  StartResult,
  VerificationStore,
} from './verification-store.js';
import { guessWindows, platformWindows, sendWindows, type Window } from './windows.js';

/** Test traffic reaches nobody's phone. */
const NO_WINDOWS: readonly Window[] = [];

/** Where a request came from, for the event log. */
export interface Origin {
  readonly requestId: string;
  /** The end user's address, as the tenant told it. */
  readonly clientIp?: string | undefined;
}

export interface StartRequest {
  readonly phone: Phone;
  readonly purpose: string;
  readonly locale?: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string | undefined;
  readonly origin: Origin;
}

export interface CheckRequest {
  readonly phone?: Phone | undefined;
  readonly id?: string | undefined;
  readonly purpose: string;
  readonly code: string;
  readonly idempotencyKey?: string | undefined;
  readonly origin: Origin;
}

/** Counts what the store decided. Called once for every start and check, so it must be cheap. */
export interface Decisions {
  countStart(mode: Mode, outcome: StartResult['outcome']): void;
  countCheck(mode: Mode, outcome: CheckResult['outcome']): void;
}

type Guess = Pick<CheckCommand, 'target' | 'guessHashes'>;

export interface VerificationsOptions {
  readonly partitions: number;
  readonly platformLimits: PlatformLimits;
  /** Whether an operator has stopped sending for all tenants. Asked at every start. */
  readonly sendingStopped: () => boolean;
  readonly decisions: Decisions;
}

/** Ciphertext of a number under its tenant's key, for operators who may read it back. */
export type SealPhone = (tenantId: string, e164: string) => string;

/** The use cases. Every refusal is thrown as `Refused`; anything else thrown is a bug or a broken part. */
export class Verifications {
  constructor(
    private readonly store: VerificationStore,
    private readonly courier: Courier,
    private readonly hashes: KeyedHashes,
    private readonly sealPhone: SealPhone,
    private readonly clock: Clock,
    private readonly options: VerificationsOptions,
  ) {}

  /** Sends a fresh code to a number. Two store steps and one provider call; nothing is sent unless the first step allows it. */
  async start(caller: Caller, request: StartRequest): Promise<Started> {
    const { tenant } = caller;
    const { phone, purpose } = request;
    if (!tenant.sending || this.options.sendingStopped()) throw new Refused({ kind: 'sending_stopped' });
    if (!tenant.allowedCountries.includes(phone.country)) {
      throw new Refused({ kind: 'destination_not_allowed', country: phone.country });
    }
    const routes = this.courier.routes(tenant, caller.mode, {
      phone,
      purpose,
      locale: request.locale ?? tenant.locale,
    });
    if (routes.length === 0) {
      throw new Refused({
        kind: 'not_configured',
        message: `No provider account with a template and signature for purpose ${purpose} and numbers of ${phone.country}.`,
      });
    }
    const idempotencyKey =
      request.idempotencyKey === undefined
        ? undefined
        : await this.claim(caller, 'start', request.idempotencyKey, [
            phone.e164,
            purpose,
            request.locale ?? '',
            JSON.stringify(request.metadata),
          ]);

    const phoneKey = this.hashes.phoneKey(phone.e164);
    const policy = policyFor(tenant, purpose);
    const code = generateCode(policy.codeLength);
    const command = this.startCommand(caller, request, policy, phoneKey, code, idempotencyKey);
    const started = await this.store.start(caller, command);
    this.options.decisions.countStart(caller.mode, started.outcome);
    if (started.outcome !== 'started') return replayedOrRefused(started, this.clock.now());

    const startedAt = started.verification.createdAt;
    const letter = {
      scope: scopeOf(caller),
      deliveryId: command.deliveryId,
      phone,
      phoneKey,
      code,
      ttlMs: command.ttlMs,
    };
    let delivered: Delivered;
    try {
      delivered = await this.courier.send(routes, letter);
    } catch (bug) {
      await this.settle(caller, command, startedAt, { outcome: 'unknown' }, { cause: 'internal' });
      throw bug;
    }
    await this.settle(caller, command, startedAt, delivered, deliveryDetails(request.origin.requestId, delivered));
    if (delivered.outcome === 'rejected') throw new Refused(refusalOf(delivered));
    return { verification: started.verification, delivery: delivered.outcome };
  }

  /** Checks a code, by number or by verification id. One store step. Resolves only when the code is right, once per code. */
  async check(caller: Caller, request: CheckRequest): Promise<Verification> {
    const { phone, id, purpose, code } = request;
    if (id !== undefined && !this.isVerificationId(id)) throw new Refused({ kind: 'not_found' });
    const phoneKey = phone && this.hashes.phoneKey(phone.e164);
    const idempotencyKey =
      request.idempotencyKey === undefined
        ? undefined
        : await this.claim(caller, 'check', request.idempotencyKey, [phone?.e164 ?? '', id ?? '', purpose, code]);
    const event = this.event(callerDetails(caller, request.origin));
    const { target, guessHashes } = this.guessOf(caller, request, phoneKey);
    const result = await this.store.check(caller, { target, guessHashes, idempotencyKey, event });
    this.options.decisions.countCheck(caller.mode, result.outcome);
    return approvedOrRefused(result);
  }

  async get(caller: Caller, id: string): Promise<Verification> {
    const verification = this.isVerificationId(id) ? await this.store.get(caller, id) : undefined;
    if (!verification) throw new Refused({ kind: 'not_found' });
    return verification;
  }

  /** Ends a pending verification; its code can no longer be used. */
  async cancel(caller: Caller, id: string, origin: Origin): Promise<Verification> {
    if (!this.isVerificationId(id)) throw new Refused({ kind: 'not_found' });
    const event = this.event(callerDetails(caller, origin));
    const result = await this.store.cancel(caller, { verificationId: id, event });
    if (result.outcome === 'canceled') return result.verification;
    throw new Refused({ kind: REFUSALS[result.outcome] });
  }

  /** What is guessed at, and the hashes that the guess may have. */
  private guessOf(caller: Caller, { id, purpose, code }: CheckRequest, phoneKey: string | undefined): Guess {
    if (id !== undefined) {
      const target = { by: 'id', verificationId: id, phoneKey } as const;
      return { target, guessHashes: this.hashes.guessesOfId(caller, id, code) };
    }
    if (phoneKey === undefined)
      throw new Refused({ kind: 'invalid_parameter', field: 'phone', message: 'Give phone or id.' });
    if (policyFor(caller.tenant, purpose).requireId) {
      throw new Refused({
        kind: 'invalid_parameter',
        field: 'id',
        message: 'This tenant requires the verification id.',
      });
    }
    const target = { by: 'phone', purpose, phoneKey } as const;
    return { target, guessHashes: this.hashes.guessesOfPhone(caller, purpose, phoneKey, code) };
  }

  private startCommand(
    caller: Caller,
    request: StartRequest,
    policy: Policy,
    phoneKey: string,
    code: string,
    idempotencyKey: string | undefined,
  ): StartCommand {
    const { phone, purpose } = request;
    const details = callerDetails(caller, request.origin);
    details['phone'] = phone.masked;
    details['sealedPhone'] = this.sealPhone(caller.tenantId, phone.e164);
    const verificationId = newVerificationId(partitionOf(phoneKey, this.options.partitions));
    return {
      purpose,
      phoneKey,
      phoneMasked: phone.masked,
      country: phone.country,
      verificationId,
      deliveryId: newId('dlv'),
      codeHash: this.hashes.codeOfPhone(caller, purpose, phoneKey, code),
      idCodeHash: this.hashes.codeOfId(caller, verificationId, code),
      ttlMs: policy.ttlSeconds * 1000,
      maxAttempts: policy.maxAttempts,
      sendWindows: sendWindows(policy),
      platformWindows: caller.mode === 'live' ? platformWindows(this.options.platformLimits) : NO_WINDOWS,
      guessWindows: guessWindows(policy),
      holdAfter: policy.failuresBeforeHold,
      day: calendarDay(this.clock.now(), caller.tenant.timeZone),
      resendAfterMs: policy.resendAfterSeconds * 1000,
      metadata: request.metadata,
      idempotencyKey,
      event: this.event(details),
    };
  }

  private async settle(
    caller: Caller,
    start: StartCommand,
    startedAt: number,
    { outcome, route }: { readonly outcome: DeliveryState; readonly route?: Route },
    details: EventDetails,
  ): Promise<void> {
    const { purpose, phoneKey, verificationId, deliveryId, country, idempotencyKey } = start;
    try {
      await this.store.settle(caller, {
        purpose,
        phoneKey,
        verificationId,
        deliveryId,
        delivery: outcome,
        country,
        startedAt,
        route: route && { accountId: route.account.id, templateId: route.template.id },
        idempotencyKey,
        event: this.event(details),
      });
    } catch (error) {
      // The provider has decided already. A store that is out of reach now must not make it look otherwise to the caller.
      if (!(error instanceof Refused)) throw error;
    }
  }

  /** The hash under which the answer to this request is kept; the same key with another request is refused. */
  private async claim(
    caller: Caller,
    operation: 'start' | 'check',
    key: string,
    request: readonly string[],
  ): Promise<string> {
    const hashed = sha256(key);
    const fingerprint = this.hashes.fingerprint(caller, [operation, ...request]);
    if (await this.store.claimIdempotencyKey(caller, hashed, fingerprint)) return hashed;
    throw new Refused({ kind: 'idempotency_mismatch' });
  }

  private isVerificationId(id: string): boolean {
    const partition = partitionOfVerificationId(id);
    return partition !== undefined && partition < this.options.partitions;
  }

  private event(details: EventDetails): EventSeed {
    return { id: newEventId(this.clock.now()), details };
  }
}

/** Written member by member here and in what else runs for every request: an object spread costs a microsecond. */
function callerDetails({ keyId }: Caller, { requestId, clientIp }: Origin): Record<string, string | number> {
  const details: Record<string, string | number> = { keyId, requestId };
  if (clientIp !== undefined) details['clientIp'] = clientIp;
  return details;
}

const scopeOf = ({ tenantId, mode }: Caller): TenantScope => ({ tenantId, mode });

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 22);
