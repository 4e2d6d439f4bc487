import type pg from 'pg';
import type { StoredAccount } from '../../tenant/account-credentials.js';

export interface TencentAccount extends StoredAccount {
  readonly name: string;
  readonly enabled: boolean;
}

interface Row {
  readonly tenant_id: string;
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly settings: Readonly<Record<string, string>>;
  readonly sealed_credentials: string | null;
}

const SELECT = `SELECT tenant_id, id, name, enabled, settings, sealed_credentials FROM provider_account
  WHERE provider = 'tencent'`;

/** The accounts at Tencent, of one tenant or of all: those that are switched off as well, for their messages are still out. */
export async function tencentAccounts(pool: Pick<pg.Pool, 'query'>, tenantId?: string): Promise<TencentAccount[]> {
  const { rows } = await pool.query<Row>(
    tenantId === undefined ? `${SELECT} ORDER BY tenant_id, id` : `${SELECT} AND tenant_id = $1 ORDER BY id`,
    tenantId === undefined ? [] : [tenantId],
  );
  return toAccounts(rows);
}

/** The accounts whose receipts we take from Tencent's queue. */
export async function pulledAccounts(pool: Pick<pg.Pool, 'query'>): Promise<TencentAccount[]> {
  const { rows } = await pool.query<Row>(
    `${SELECT} AND enabled AND settings ->> 'receipts' = 'pull' ORDER BY tenant_id, id`,
  );
  return toAccounts(rows);
}

function toAccounts(rows: readonly Row[]): TencentAccount[] {
  return rows.map(({ tenant_id, sealed_credentials, ...row }) => ({
    ...row,
    tenantId: tenant_id,
    provider: 'tencent',
    ...(sealed_credentials === null ? {} : { sealedCredentials: sealed_credentials }),
  }));
}
