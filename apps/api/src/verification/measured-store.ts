import type {
  CancelCommand,
  CancelResult,
  CheckCommand,
  CheckResult,
  ReleaseCommand,
  ReleaseResult,
  SettleCommand,
  StartCommand,
  StartResult,
  TenantScope,
  Verification,
  VerificationStore,
} from '@latchkey/core';
import type { Metrics } from '../platform/metrics.js';

/** A store whose decisions are counted. */
export class MeasuredStore implements VerificationStore {
  constructor(
    private readonly store: VerificationStore,
    private readonly metrics: Pick<Metrics, 'countStart' | 'countCheck'>,
  ) {}

  async start(scope: TenantScope, command: StartCommand): Promise<StartResult> {
    const result = await this.store.start(scope, command);
    this.metrics.countStart(scope.mode, result.outcome);
    return result;
  }

  async check(scope: TenantScope, command: CheckCommand): Promise<CheckResult> {
    const result = await this.store.check(scope, command);
    this.metrics.countCheck(scope.mode, result.outcome);
    return result;
  }

  settle(scope: TenantScope, command: SettleCommand): Promise<void> {
    return this.store.settle(scope, command);
  }

  cancel(scope: TenantScope, command: CancelCommand): Promise<CancelResult> {
    return this.store.cancel(scope, command);
  }

  release(scope: TenantScope, command: ReleaseCommand): Promise<ReleaseResult> {
    return this.store.release(scope, command);
  }

  failuresOf(scope: TenantScope, phoneKey: string): Promise<number> {
    return this.store.failuresOf(scope, phoneKey);
  }

  get(scope: TenantScope, verificationId: string): Promise<Verification | undefined> {
    return this.store.get(scope, verificationId);
  }

  claimIdempotencyKey(scope: TenantScope, key: string, fingerprint: string): Promise<boolean> {
    return this.store.claimIdempotencyKey(scope, key, fingerprint);
  }

  optOut(tenantId: string, phoneKey: string): Promise<void> {
    return this.store.optOut(tenantId, phoneKey);
  }

  optIn(tenantId: string, phoneKey: string): Promise<void> {
    return this.store.optIn(tenantId, phoneKey);
  }

  knowsOptOuts(): Promise<boolean> {
    return this.store.knowsOptOuts();
  }

  confirmOptOuts(): Promise<void> {
    return this.store.confirmOptOuts();
  }
}
