import { newEventId, newVerificationId, type VerificationEvent } from '@latchkey/core';

/** The start of a tenant's verification, as the store makes it; `members` says what is different. */
export function eventOf(tenantId: string, members: Partial<VerificationEvent> = {}): VerificationEvent {
  const now = Date.now();
  return {
    id: newEventId(now),
    at: now,
    tenantId,
    mode: 'live',
    type: 'start',
    outcome: 'started',
    purpose: 'login',
    phoneKey: 'k'.repeat(22),
    verificationId: newVerificationId(0),
    country: 'CN',
    details: { keyId: 'key_1' },
    ...members,
  };
}
