import {
  type Permission,
  PERMISSIONS,
  type Policy,
  type Signature,
  type Template,
  type TenantSnapshot,
} from '@latchkey/core';
import type pg from 'pg';
import type { StoredAccount } from './account-credentials.js';

/** Everything that is known of a key and of its tenant, of one moment. */
export interface CallerRecord {
  readonly keyId: string;
  readonly mode: 'live' | 'test';
  readonly publishable: boolean;
  readonly secretHash: Buffer;
  readonly permissions: ReadonlySet<Permission>;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly revision: string;
  /** The tenant's data key, wrapped. */
  readonly dataKey: string;
  readonly tenant: TenantSnapshot;
}

/** Children of the tenant as one JSON array each. */
const children = (table: string, order: string) =>
  `(SELECT coalesce(jsonb_agg(to_jsonb(child) ORDER BY ${order}), '[]') FROM ${table} child WHERE child.tenant_id = t.id)`;

/**
 * One statement reads one snapshot: a key and the revision that covers it cannot be of two moments, or a revocation between
 * them would go unnoticed.
 */
const QUERY = `
  SELECT k.mode, k.publishable, k.secret_hash, k.permissions, k.expires_at, k.revoked_at,
    t.id, t.name, t.status, t.time_zone, t.locale, t.allowed_countries, t.data_key, t.revision::text AS revision,
    ${children('provider_account', 'child.priority, child.id')} AS accounts,
    ${children('signature', 'child.id')} AS signatures,
    ${children('template', 'child.id')} AS templates,
    ${children('policy', 'child.purpose')} AS policies
  FROM api_key k JOIN tenant t ON t.id = k.tenant_id WHERE k.id = $1`;

interface Row {
  readonly mode: 'live' | 'test';
  readonly publishable: boolean;
  readonly secret_hash: Buffer;
  readonly permissions: readonly string[];
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly id: string;
  readonly name: string;
  readonly status: 'active' | 'suspended';
  readonly time_zone: string;
  readonly locale: string;
  readonly allowed_countries: readonly string[];
  readonly data_key: string;
  readonly revision: string;
  readonly accounts: readonly AccountRow[];
  readonly signatures: readonly (Omit<Signature, 'accountId'> & { readonly account_id: string })[];
  readonly templates: readonly TemplateRow[];
  readonly policies: readonly PolicyRow[];
}

interface AccountRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly provider: 'tencent' | 'sandbox';
  readonly enabled: boolean;
  readonly settings: Readonly<Record<string, string>>;
  readonly sealed_credentials: string | null;
}

type TemplateRow = Omit<Template, 'accountId' | 'providerTemplateId'> & {
  readonly account_id: string;
  readonly provider_template_id: string;
};

interface PolicyRow {
  readonly purpose: string;
  readonly code_length: number;
  readonly ttl_seconds: number;
  readonly max_attempts: number;
  readonly resend_after_seconds: number;
  readonly sends_per_hour: number;
  readonly sends_per_day: number;
  readonly guesses_per_hour: number;
  readonly guesses_per_day: number;
  readonly require_id: boolean;
}

/** Undefined when there is no such key. Rejects when the database does not answer. */
export async function readCaller(pool: Pick<pg.Pool, 'query'>, keyId: string): Promise<CallerRecord | undefined> {
  const { rows } = await pool.query<Row>(QUERY, [keyId]);
  const row = rows[0];
  if (!row) return undefined;
  return {
    keyId,
    mode: row.mode,
    publishable: row.publishable,
    secretHash: row.secret_hash,
    permissions: new Set(PERMISSIONS.filter((permission) => row.permissions.includes(permission))),
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    revision: row.revision,
    dataKey: row.data_key,
    tenant: snapshot(row),
  };
}

function snapshot(row: Row): TenantSnapshot {
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    timeZone: row.time_zone,
    locale: row.locale,
    allowedCountries: row.allowed_countries,
    policies: new Map(row.policies.map((policy) => [policy.purpose, toPolicy(policy)])),
    accounts: row.accounts.filter((account) => account.enabled).map(toAccount),
    signatures: row.signatures.map(({ account_id, id, text, region }) => ({ accountId: account_id, id, text, region })),
    templates: row.templates.map(toTemplate),
  };
}

function toAccount({ tenant_id, id, provider, settings, sealed_credentials }: AccountRow): StoredAccount {
  const sealed = sealed_credentials === null ? {} : { sealedCredentials: sealed_credentials };
  return { tenantId: tenant_id, id, provider, settings, ...sealed };
}

function toTemplate({ account_id, id, provider_template_id, ...text }: TemplateRow): Template {
  const { purpose, locale, region, content, params } = text;
  return {
    accountId: account_id,
    id,
    providerTemplateId: provider_template_id,
    purpose,
    locale,
    region,
    content,
    params,
  };
}

function toPolicy(row: PolicyRow): Policy {
  return {
    codeLength: row.code_length,
    ttlSeconds: row.ttl_seconds,
    maxAttempts: row.max_attempts,
    resendAfterSeconds: row.resend_after_seconds,
    sendsPerHour: row.sends_per_hour,
    sendsPerDay: row.sends_per_day,
    guessesPerHour: row.guesses_per_hour,
    guessesPerDay: row.guesses_per_day,
    requireId: row.require_id,
  };
}
