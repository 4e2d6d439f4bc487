/** What an account has left of the messages it paid for in advance, as the console API shows it. */
export interface PackageBalance {
  readonly accountId: string;
  readonly account: string;
  readonly tenantId: string;
  readonly state: 'answered' | 'not_asked' | 'not_permitted' | 'silent' | 'refused';
  readonly providerCode: string;
  readonly askedAt: string | null;
  /** The numbers are of then. */
  readonly answeredAt: string | null;
  readonly bought: number;
  readonly remaining: number;
  /** Those in force. */
  readonly packages: readonly {
    readonly id: string;
    readonly gift: boolean;
    readonly amount: number;
    readonly used: number;
    readonly expiresAt: string | null;
  }[];
}
