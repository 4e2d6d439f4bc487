import {
  type Clock,
  type KeyedHashes,
  type Mode,
  newEventId,
  type Phone,
  Refused,
  type TenantScope,
  type Verification,
  type VerificationStore,
} from '@latchkey/core';
import type { ConsoleScope, SignedIn } from '../operator/index.js';
import type { TenantKeys } from '../platform/crypto/tenant-keys.js';
import { type Erased, erasePhone } from './erasure.js';
import { revealPhone } from './revealing.js';
import { type Timeline, timelineOf } from './timeline.js';

/** A timeline, and how the verification stands now. */
export interface LiveTimeline extends Timeline {
  /** Absent once live state has forgotten it, minutes after its code died, and while live state is away. */
  readonly live?: Omit<Verification, 'metadata'>;
  /** Wrong codes of the number in a row, over all purposes; absent while live state is away. */
  readonly failures?: number;
}

/** What the console does with one verification. Whatever changes or shows more than a mask is written down. */
export class ConsoleVerifications {
  constructor(
    private readonly scope: ConsoleScope,
    private readonly store: Pick<VerificationStore, 'get' | 'cancel' | 'release' | 'failuresOf'>,
    private readonly hashes: KeyedHashes,
    private readonly keys: TenantKeys,
    private readonly clock: Clock,
  ) {}

  phoneKeyOf(phone: Phone): string {
    return this.hashes.phoneKey(phone.e164);
  }

  /** Throws Refused with `not_found`. */
  async get(operator: SignedIn, id: string): Promise<LiveTimeline> {
    const timeline = await this.scope.read(operator, (rows) => timelineOf(rows, operator.tenantId, id));
    return { ...timeline, ...(await this.liveOf(timeline)) };
  }

  /** Throws Refused with `not_found`, or with what keeps a closed or expired verification from being canceled. */
  async cancel(operator: SignedIn, id: string): Promise<LiveTimeline> {
    const timeline = await this.scope.read(operator, (rows) => timelineOf(rows, operator.tenantId, id));
    const { tenantId } = timeline;
    const details = { operatorId: operator.operatorId, requestId: operator.requestId };
    const event = { id: newEventId(this.clock.now()), details };
    const result = await this.store.cancel(scopeOf(timeline), { verificationId: id, event });
    if (result.outcome !== 'canceled') throw new Refused({ kind: REFUSAL[result.outcome] });
    await this.scope.change(operator, (_, tell) =>
      tell({ action: 'update', resource: 'verifications', objectId: id, tenantId, after: { status: 'canceled' } }),
    );
    return this.get(operator, id);
  }

  /**
   * Forgets the wrong codes in a row of the verification's number, which is then on hold no more. Throws Refused with
   * `not_found` when there are none.
   */
  async release(operator: SignedIn, id: string): Promise<LiveTimeline> {
    const timeline = await this.scope.read(operator, (rows) => timelineOf(rows, operator.tenantId, id));
    const { tenantId, phoneKey, purpose } = timeline;
    const details = { operatorId: operator.operatorId, requestId: operator.requestId };
    const event = { id: newEventId(this.clock.now()), details };
    const result = await this.store.release(scopeOf(timeline), { phoneKey, purpose, verificationId: id, event });
    if (result.outcome === 'not_found') throw new Refused({ kind: 'not_found' });
    const { failures } = result;
    const deed = { action: 'update', resource: 'verifications', objectId: id, tenantId } as const;
    await this.scope.change(operator, (_, tell) => tell({ ...deed, before: { failures }, after: { failures: 0 } }));
    return this.get(operator, id);
  }

  /** The number in full. Throws Refused with `not_found` when it was not kept. */
  reveal(operator: SignedIn, id: string): Promise<string> {
    return this.scope.change(operator, async (rows, tell) => {
      const { tenantId, phone } = await revealPhone(rows, this.keys, operator.tenantId, id);
      await tell({ action: 'reveal', resource: 'verifications', objectId: id, tenantId });
      return phone;
    });
  }

  /** Throws Refused with `not_found` when there is no such tenant. */
  erase(operator: SignedIn, tenantId: string, phone: Phone): Promise<Erased> {
    return this.scope.change(operator, async (rows, tell) => {
      if (!(await rows.tenant.findUnique({ where: { id: tenantId }, select: { id: true } }))) {
        throw new Refused({ kind: 'not_found' });
      }
      const erased = await erasePhone(rows, this.hashes, tenantId, phone);
      // The log keeps what was done and not to whom: the mask alone would find the person again among few.
      await tell({ action: 'delete', resource: 'verifications', objectId: erased.id, tenantId, after: erased.rows });
      return erased;
    });
  }

  private async liveOf(timeline: Timeline): Promise<Pick<LiveTimeline, 'live' | 'failures'>> {
    const scope = scopeOf(timeline);
    try {
      const [known, failures] = await Promise.all([
        this.store.get(scope, timeline.id),
        this.store.failuresOf(scope, timeline.phoneKey),
      ]);
      if (!known) return { failures };
      const { metadata: _, ...live } = known;
      return { live, failures };
    } catch (error) {
      if (error instanceof Refused) return {};
      throw error;
    }
  }
}

const REFUSAL = { closed: 'verification_closed', expired: 'verification_expired', not_found: 'not_found' } as const;

const scopeOf = ({ tenantId, mode }: Timeline): TenantScope => ({ tenantId, mode: mode as Mode });
