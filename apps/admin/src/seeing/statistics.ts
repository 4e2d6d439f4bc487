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
export type Share = { readonly value: string } & Counts;

export interface Problem {
  readonly measure: 'limited' | 'blocked' | 'held' | 'rejected_code' | 'unknown' | 'undelivered_code';
  readonly part: string;
  readonly count: number;
}

export interface Concern {
  readonly kind: 'account_failing' | 'conversion_low' | 'dead_letters' | 'backlog';
  readonly tenantId?: string;
  readonly accountId?: string;
  readonly country?: string;
  readonly count: number;
  readonly of?: number;
}
