import type pg from 'pg';

export interface ChangedTenant {
  readonly id: string;
  readonly revision: string;
}

/** Tenants that changed, or whose keys, accounts, texts or policies did, in the last `seconds` by the database's clock. */
export async function changedTenants(pool: Pick<pg.Pool, 'query'>, seconds: number): Promise<ChangedTenant[]> {
  const { rows } = await pool.query<ChangedTenant>(
    'SELECT id, revision::text AS revision FROM tenant WHERE changed_at > clock_timestamp() - make_interval(secs => $1)',
    [seconds],
  );
  return rows;
}

export interface KeyUse {
  readonly tenantId: string;
  readonly keyId: string;
  readonly at: Date;
}

/** Never moves a time back: other processes record their uses of the same keys. */
export async function recordLastUse(pool: Pick<pg.Pool, 'query'>, uses: readonly KeyUse[]): Promise<void> {
  await pool.query(
    `UPDATE api_key SET last_used_at = used.at
     FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS used (tenant_id, id, at)
     WHERE api_key.tenant_id = used.tenant_id AND api_key.id = used.id
       AND (last_used_at IS NULL OR last_used_at < used.at)`,
    [uses.map((use) => use.tenantId), uses.map((use) => use.keyId), uses.map((use) => use.at)],
  );
}
