/** Answers of the console API's statistics. */
export interface Counts {
  readonly requested: number;
  readonly limited: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unknown: number;
  readonly delivered: number;
  readonly undelivered: number;
  readonly checked: number;
  readonly wrongCode: number;
  readonly approved: number;
  readonly segments: number;
}

export interface Period {
  readonly counts: Counts;
  readonly rates: Readonly<Record<'accepted' | 'delivered' | 'approved' | 'limited' | 'wrongCode', number | null>>;
}

export interface Durations {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface Cost {
  readonly currency: string;
  readonly amount: string;
  readonly segments: number;
  readonly unpriced: number;
}

export interface Summary {
  readonly current: Period;
  readonly previous: Period;
  readonly durations: Readonly<Record<'send_ms' | 'delivery_ms' | 'approval_ms', Durations>>;
  readonly cost: readonly Cost[];
  readonly previousCost: readonly Cost[];
}

export type Point = { readonly step: string } & Pick<Counts, 'requested' | 'accepted' | 'delivered' | 'approved'>;
export type Share = {
  readonly value: string;
  /** What it is called; null where it is gone, and where the value says it all. */
  readonly name: string | null;
} & Counts;

/** Counts that are shown with the way to their rows. */
export type CountName =
  'requested' | 'limited' | 'accepted' | 'rejected' | 'unknown' | 'delivered' | 'undelivered' | 'approved' | 'segments';

export interface Problem {
  readonly measure: 'limited' | 'blocked' | 'held' | 'rejected_code' | 'unknown' | 'undelivered_code';
  readonly part: string;
  readonly count: number;
}

export interface Concern {
  readonly kind:
    | 'account_failing'
    | 'breaker_open'
    | 'package_low'
    | 'signature_rejected'
    | 'template_rejected'
    | 'conversion_low'
    | 'dead_letters'
    | 'backlog';
  readonly tenantId?: string;
  readonly tenant?: string;
  /** The account, signature or template it is about, and what that is called. */
  readonly objectId?: string;
  readonly name?: string;
  readonly country?: string;
  readonly since?: string;
  readonly count?: number;
  readonly of?: number;
  /** The reviewer's words. */
  readonly reason?: string;
}
