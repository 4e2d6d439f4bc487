import type { TenantScope } from '../tenant/tenant.js';
import { REPLACED_HASHES_KEPT, type Verification } from './verification.js';
import type { DeliveryRoute, StartCommand } from './verification-store.js';
import type { Window } from './windows.js';

/** A verification as the memory store keeps it. */
export interface Stored {
  readonly id: string;
  readonly subject: Subject;
  readonly phoneMasked: string;
  readonly country: string;
  readonly codeHash: string;
  readonly idCodeHash: string;
  readonly replacedHashes: ReadonlySet<string>;
  readonly maxAttempts: number;
  readonly guessWindows: readonly Window[];
  readonly holdAfter: number;
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
  /** Known once its message is accepted, or may have gone out. */
  route?: DeliveryRoute;
}

/** One number of one tenant for one purpose. */
export interface Subject {
  readonly purpose: string;
  readonly phoneKey: string;
  /** Key of the subject's record, windows and guess budget. */
  readonly key: string;
  /** Key of the number's failures in a row, over all purposes. */
  readonly numberKey: string;
}

export const keyOf = ({ tenantId, mode }: TenantScope, ...parts: string[]) => [tenantId, mode, ...parts].join(':');

export const subjectOf = (
  scope: TenantScope,
  { purpose, phoneKey }: { purpose: string; phoneKey: string },
): Subject => ({
  purpose,
  phoneKey,
  key: keyOf(scope, purpose, phoneKey),
  numberKey: keyOf(scope, phoneKey),
});

export function newStored(
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
    country: command.country,
    codeHash: command.codeHash,
    idCodeHash: command.idCodeHash,
    replacedHashes: new Set(replaced),
    maxAttempts: command.maxAttempts,
    guessWindows: command.guessWindows,
    holdAfter: command.holdAfter,
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
