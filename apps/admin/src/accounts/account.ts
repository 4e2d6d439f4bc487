/** A provider account, as the console API shows it. */
export interface Account {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly provider: 'tencent' | 'sandbox';
  readonly priority: number;
  readonly enabled: boolean;
  readonly settings: Readonly<Record<string, string>>;
  readonly hasCredentials: boolean;
  readonly reviewsAskedAt: string | null;
  readonly reviewsProblem: string;
}

export const PROVIDERS = ['tencent', 'sandbox'] as const;
