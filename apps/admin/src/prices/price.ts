export interface Price {
  readonly id: string;
  readonly tenantId: string;
  /** ISO 3166 alpha-2, or `*` for every other country. */
  readonly country: string;
  /** Digits, so that no fraction is lost. */
  readonly segment: string;
  readonly currency: string;
}
