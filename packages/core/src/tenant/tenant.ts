import type { Policy } from '../verification/policy.js';
import { ANY_PURPOSE, DEFAULT_POLICY } from '../verification/policy.js';

/** Live traffic reaches real phones; test traffic never leaves the house and shares no state with live traffic. */
export type Mode = 'live' | 'test';

/** Whose state is touched. The first argument of every port. */
export interface TenantScope {
  readonly tenantId: string;
  readonly mode: Mode;
}

/** Where a number is, as Tencent's templates and prices divide the world. */
export type Region = 'mainland' | 'international';

/** A tenant's credentials and application at a provider. */
export interface ProviderAccount {
  readonly id: string;
  readonly provider: 'tencent' | 'sandbox';
  /** What the provider needs to be told and anyone may see, such as `sdkAppId` and `region`. */
  readonly settings: Readonly<Record<string, string>>;
  /** Ciphertext of the credentials; only the provider's adapter opens it. */
  readonly sealedCredentials?: string;
}

/**
 * What a provider says of a signature or template. approved: but not in effect yet · missing: the provider does not list it, which
 * may also mean that these credentials cannot see it.
 */
export const REVIEWS = ['usable', 'pending', 'approved', 'rejected', 'missing'] as const;
export type Review = (typeof REVIEWS)[number];

/** The approved sender name. */
export interface Signature {
  readonly accountId: string;
  readonly id: string;
  readonly text: string;
  readonly region: Region | 'any';
  /** Absent until the provider was asked. */
  readonly review?: Review;
}

export type TemplateParam = 'code' | 'minutes';

/** The approved text, as the provider knows it. */
export interface Template {
  readonly accountId: string;
  readonly id: string;
  readonly providerTemplateId: string;
  /** A purpose, or `*` for any. */
  readonly purpose: string;
  /** BCP 47 tag such as `zh-CN`, or `*` for any. */
  readonly locale: string;
  readonly region: Region | 'any';
  /** The text with `{1}`, `{2}`…; what the sandbox and previews render. */
  readonly content: string;
  /** What stands for `{1}`, `{2}`…, in order. */
  readonly params: readonly TemplateParam[];
  /** Absent until the provider was asked. */
  readonly review?: Review;
}

/** Everything a request needs to know of a tenant, read at once and kept in memory. */
export interface TenantSnapshot {
  readonly id: string;
  readonly name: string;
  readonly status: 'active' | 'suspended';
  /** False: starts are refused while checks go on. */
  readonly sending: boolean;
  /** IANA name; calendar-day limits follow it. */
  readonly timeZone: string;
  readonly locale: string;
  /** ISO 3166 alpha-2 codes that may be sent to. */
  readonly allowedCountries: readonly string[];
  readonly policies: ReadonlyMap<string, Policy>;
  /** In order of preference. */
  readonly accounts: readonly ProviderAccount[];
  readonly signatures: readonly Signature[];
  readonly templates: readonly Template[];
}

export type Permission = 'verification:start' | 'verification:check' | 'verification:read' | 'sandbox:read';

export const PERMISSIONS: readonly Permission[] = [
  'verification:start',
  'verification:check',
  'verification:read',
  'sandbox:read',
];

/** Who is asking: a tenant, through one of its API keys. */
export interface Caller extends TenantScope {
  readonly tenant: TenantSnapshot;
  readonly keyId: string;
  readonly permissions: ReadonlySet<Permission>;
}

export function policyFor(tenant: TenantSnapshot, purpose: string): Policy {
  return tenant.policies.get(purpose) ?? tenant.policies.get(ANY_PURPOSE) ?? DEFAULT_POLICY;
}
