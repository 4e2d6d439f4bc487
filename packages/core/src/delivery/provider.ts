import type { ProviderAccount, Region } from '../tenant/tenant.js';

/** One message for one number, ready for one provider account. */
export interface Message {
  /** Travels as the provider's reference where it has one, so that receipts find their way back. Holds no personal data. */
  readonly deliveryId: string;
  readonly tenantId: string;
  readonly mode: 'live' | 'test';
  /** E.164. */
  readonly phone: string;
  /** Keyed hash of the number, and what of it may be shown. */
  readonly phoneKey: string;
  readonly phoneMasked: string;
  /** Of the number. */
  readonly region: Region;
  readonly signature: string | undefined;
  readonly providerTemplateId: string;
  readonly params: readonly string[];
  /** The rendered text. Only the sandbox shows it; it holds the code and is never logged. */
  readonly text: string;
}

/**
 * Why a message definitely did not go out.
 * recipient: this number cannot be sent to · limited: the provider's own limit for this number · configuration: credentials, template,
 * signature or application are wrong · funds: the account is out of money or its quota is used up · transient: refused for now ·
 * unreachable: no connection was made · busy: our own cap or breaker for this account.
 */
export type RejectionReason =
  'recipient' | 'limited' | 'configuration' | 'funds' | 'transient' | 'unreachable' | 'busy';

export type SendOutcome =
  | { readonly outcome: 'accepted'; readonly providerMessageId: string; readonly segments: number }
  | {
      readonly outcome: 'rejected';
      readonly reason: RejectionReason;
      readonly providerCode: string;
      readonly message: string;
    }
  /** The message may have gone out: a timeout, a reset, a 5xx, an unreadable body. Never sent again by us. */
  | { readonly outcome: 'unknown'; readonly cause: string };

/** A vendor. `send` answers every expected outcome and throws for bugs only. */
export interface Provider {
  /** Hands one message over. Resolves within 6 seconds. */
  send(account: ProviderAccount, message: Message): Promise<SendOutcome>;
}
