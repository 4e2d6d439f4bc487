/** Every way Latchkey says no. One row of the error table in apps/api presents each kind on both wires. */
export type Refusal =
  | { readonly kind: 'invalid_parameter'; readonly field: string; readonly message: string }
  | { readonly kind: 'missing_code' }
  | { readonly kind: 'unauthenticated' }
  | { readonly kind: 'second_factor_required' }
  | { readonly kind: 'reauthentication_required' }
  | { readonly kind: 'tenant_suspended' }
  /** By an operator: for this tenant, or for all. */
  | { readonly kind: 'sending_stopped' }
  | { readonly kind: 'forbidden'; readonly message: string }
  | { readonly kind: 'origin_not_allowed' }
  | { readonly kind: 'destination_not_allowed'; readonly country: string }
  | { readonly kind: 'recipient_opted_out' }
  /** Too many wrong codes in a row, until somebody has looked into it. */
  | { readonly kind: 'number_held' }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'verification_expired' }
  | { readonly kind: 'verification_closed' }
  | { readonly kind: 'wrong_code'; readonly attemptsLeft: number }
  | { readonly kind: 'rate_limited'; readonly window: string; readonly retryAfterSeconds: number }
  | { readonly kind: 'idempotency_mismatch' }
  | { readonly kind: 'idempotency_in_progress'; readonly retryAfterSeconds: number }
  | { readonly kind: 'not_configured'; readonly message: string }
  | { readonly kind: 'provider_rejected'; readonly providerCode: string; readonly message: string }
  | { readonly kind: 'payload_too_large' }
  | { readonly kind: 'unsupported_media_type' }
  | { readonly kind: 'method_not_allowed' }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number }
  | { readonly kind: 'internal' };

export type RefusalKind = Refusal['kind'];

/**
 * A refusal on its way to the caller. `refusal` is public; `cause` is for the log only.
 * Refusals are expected answers, so no stack is captured: a burst of wrong codes must not pay for stack traces.
 */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal, options?: { cause?: unknown }) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super('message' in refusal ? `${refusal.kind}: ${refusal.message}` : refusal.kind, options);
    Error.stackTraceLimit = stackTraceLimit;
    this.refusal = refusal;
  }
}
