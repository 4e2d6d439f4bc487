/** Rows of the log, as the console API shows them. */
export interface EventRecord {
  readonly id: string;
  readonly at: string;
  readonly tenantId: string;
  readonly mode: string;
  readonly type: string;
  readonly outcome: string;
  readonly purpose: string;
  readonly phone: string;
  readonly country: string;
  readonly verificationId: string;
  readonly attempt: number | null;
  readonly window: string | null;
  readonly keyId: string;
  readonly clientIp: string;
  readonly accountId: string;
  readonly templateId: string;
  readonly providerCode: string;
  readonly details: Readonly<Record<string, string | number>>;
  /** The accounts that refused the message before the one that decided. */
  readonly passedOver: readonly Refusal[];
}

export interface Refusal {
  readonly accountId: string;
  readonly reason: string;
  readonly providerCode: string;
}

export interface DeliveryRecord {
  readonly id: string;
  readonly at: string;
  readonly tenantId: string;
  readonly state: string;
  readonly phone: string;
  readonly country: string;
  readonly verificationId: string;
  readonly accountId: string;
  readonly templateId: string;
  readonly segments: number;
  readonly reason: string;
  readonly providerCode: string;
  readonly providerMessageId: string | null;
  readonly latencyMs: number | null;
  readonly receiptAt: string | null;
}

export interface VerificationRecord {
  readonly id: string;
  readonly at: string;
  readonly verificationId: string;
  readonly tenantId: string;
  readonly mode: string;
  readonly purpose: string;
  readonly phone: string;
  readonly outcome: string;
  readonly window: string | null;
  readonly delivery: string | null;
  readonly attempts: number;
}

export interface TimelineRecord {
  readonly id: string;
  readonly tenantId: string;
  readonly mode: string;
  readonly purpose: string;
  readonly phone: string;
  readonly country: string;
  readonly phoneKey: string;
  readonly startedAt: string;
  readonly outcome: string;
  readonly windows: readonly { readonly name: string; readonly limit: number; readonly used: number }[];
  readonly events: readonly EventRecord[];
  readonly deliveries: readonly DeliveryRecord[];
  readonly canReveal: boolean;
  /** Wrong codes of the number in a row; absent while live state is away. */
  readonly failures?: number;
  readonly live?: {
    readonly status: string;
    readonly attemptsLeft: number;
    readonly sends: number;
    readonly resendAfter: number;
    readonly expiresAt: number;
  };
}

export const EVENT_TYPES = ['start', 'settle', 'receipt', 'check', 'cancel', 'release', 'reply'] as const;
export const OUTCOMES = [
  'started',
  'limited',
  'blocked',
  'held',
  'accepted',
  'rejected',
  'unknown',
  'delivered',
  'undelivered',
  'approved',
  'wrong_code',
  'closed',
  'expired',
  'not_found',
  'canceled',
  'released',
  'received',
  'opted_out',
] as const;
export const STATES = ['sending', 'accepted', 'delivered', 'undelivered', 'rejected', 'unknown', 'expired'] as const;
/** Limits of a number. */
export const WINDOWS = ['resend', 'sends_per_hour', 'sends_per_day'] as const;
