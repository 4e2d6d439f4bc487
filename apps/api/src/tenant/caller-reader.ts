import {
  type Permission,
  PERMISSIONS,
  type Policy,
  type Review,
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
  /** Where it is accepted from; empty: from anywhere. */
  readonly sources: readonly string[];
  /** Of pages; of publishable keys alone. */
  readonly origins: readonly string[];
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
const TENANT = `t.id, t.name, t.status, t.sending, t.time_zone, t.locale, t.allowed_countries, t.data_key,
    t.revision::text AS revision,
    ${children('provider_account', 'child.priority, child.id')} AS accounts,
    ${children('signature', 'child.id')} AS signatures,
    ${children('template', 'child.id')} AS templates,
    ${children('policy', 'child.purpose')} AS policies`;

const CALLER_QUERY = `
  SELECT k.mode, k.publishable, k.secret_hash, k.permissions, k.sources, k.origins, k.expires_at, k.revoked_at, ${TENANT}
  FROM api_key k JOIN tenant t ON t.id = k.tenant_id WHERE k.id = $1`;

const TENANT_QUERY = `SELECT ${TENANT} FROM tenant t WHERE t.id = $1`;

interface Row extends TenantRow {
  readonly mode: 'live' | 'test';
  readonly publishable: boolean;
  readonly secret_hash: Buffer;
  readonly permissions: readonly string[];
  readonly sources: readonly string[];
  readonly origins: readonly string[];
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
}

interface TenantRow {
  readonly id: string;
  readonly name: string;
  readonly status: 'active' | 'suspended';
  readonly sending: boolean;
  readonly time_zone: string;
  readonly locale: string;
  readonly allowed_countries: readonly string[];
  readonly data_key: string;
  readonly revision: string;
  readonly accounts: readonly AccountRow[];
  readonly signatures: readonly SignatureRow[];
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

interface Reviewed {
  readonly account_id: string;
  readonly review: Review | null;
}

type SignatureRow = Omit<Signature, 'accountId' | 'review'> & Reviewed;

type TemplateRow = Omit<Template, 'accountId' | 'providerTemplateId' | 'review'> &
  Reviewed & {
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
  readonly failures_before_hold: number;
  readonly require_id: boolean;
}

/** Undefined when there is no such key. Rejects when the database does not answer. */
export async function readCaller(pool: Pick<pg.Pool, 'query'>, keyId: string): Promise<CallerRecord | undefined> {
  const { rows } = await pool.query<Row>(CALLER_QUERY, [keyId]);
  const row = rows[0];
  if (!row) return undefined;
  return {
    keyId,
    mode: row.mode,
    publishable: row.publishable,
    secretHash: row.secret_hash,
    permissions: new Set(PERMISSIONS.filter((permission) => row.permissions.includes(permission))),
    sources: row.sources,
    origins: row.origins,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    revision: row.revision,
    dataKey: row.data_key,
    tenant: snapshot(row),
  };
}

/** A tenant without one of its keys, for work that operators do in its name, and its data key, wrapped. */
export async function readTenant(
  pool: Pick<pg.Pool, 'query'>,
  tenantId: string,
): Promise<Pick<CallerRecord, 'tenant' | 'dataKey'> | undefined> {
  const { rows } = await pool.query<TenantRow>(TENANT_QUERY, [tenantId]);
  const row = rows[0];
  return row && { tenant: snapshot(row), dataKey: row.data_key };
}

function snapshot(row: TenantRow): TenantSnapshot {
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    sending: row.sending,
    timeZone: row.time_zone,
    locale: row.locale,
    allowedCountries: row.allowed_countries,
    policies: new Map(row.policies.map((policy) => [policy.purpose, toPolicy(policy)])),
    accounts: row.accounts.filter((account) => account.enabled).map(toAccount),
    signatures: row.signatures.map(toSignature),
    templates: row.templates.map(toTemplate),
  };
}

function toAccount({ tenant_id, id, provider, settings, sealed_credentials }: AccountRow): StoredAccount {
  const sealed = sealed_credentials === null ? {} : { sealedCredentials: sealed_credentials };
  return { tenantId: tenant_id, id, provider, settings, ...sealed };
}

function toSignature({ account_id, id, text, region, review }: SignatureRow): Signature {
  return { accountId: account_id, id, text, region, ...(review === null ? {} : { review }) };
}

function toTemplate({ account_id, id, provider_template_id, review, ...text }: TemplateRow): Template {
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
    ...(review === null ? {} : { review }),
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
    failuresBeforeHold: row.failures_before_hold,
    requireId: row.require_id,
  };
}
