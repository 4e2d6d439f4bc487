/** An event that the database refused, as the console API shows it. */
export interface DeadLetter {
  readonly id: string;
  /** Empty where it could not be read. */
  readonly tenantId: string;
  readonly at: string;
  readonly type: string;
  readonly outcome: string;
  readonly error: string;
  readonly retriedAt: string | null;
  readonly event: Readonly<Record<string, unknown>>;
}
