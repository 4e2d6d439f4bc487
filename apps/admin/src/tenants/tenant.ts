/** A tenant, as the console API shows it. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly status: 'active' | 'suspended';
  /** False: its starts are refused while its checks go on. */
  readonly sending: boolean;
  /** IANA name. */
  readonly timeZone: string;
  readonly locale: string;
  /** ISO 3166 alpha-2, like the codes below. */
  readonly homeCountry: string;
  readonly allowedCountries: readonly string[];
  readonly apiKeys: number;
  readonly accounts: number;
  readonly signatures: number;
  /** ISO 4217, of its prices. */
  readonly currency: string;
  readonly templates: number;
  readonly createdAt: string;
}

export const STATUSES = ['active', 'suspended'] as const satisfies readonly Tenant['status'][];
