import type { ProviderAccount } from '@latchkey/core';
import { z } from 'zod';
import type { SealedPlace } from '../platform/crypto/sealed-box.js';
import type { TenantKeys } from '../platform/crypto/tenant-keys.js';

/** A provider account as it was read from the database: whose it is decides which key opens its credentials. */
export interface StoredAccount extends ProviderAccount {
  readonly tenantId: string;
}

const secret = z.string().regex(/^[\x21-\x7e]{1,256}$/, 'must be 1 to 256 visible ASCII characters');

/** Permanent credentials. Temporary ones are never stored. */
export const accountCredentials = z.strictObject({ secretId: secret, secretKey: secret });

export type AccountCredentials = z.infer<typeof accountCredentials>;

/** Seals and opens the credentials of provider accounts, which are write-only everywhere else. */
export class CredentialVault {
  readonly #keys: TenantKeys;

  constructor(keys: TenantKeys) {
    this.#keys = keys;
  }

  async seal(tenantId: string, accountId: string, credentials: AccountCredentials): Promise<string> {
    const box = await this.#keys.box(tenantId);
    return box.seal(JSON.stringify(credentials), placeOf(tenantId, accountId));
  }

  /** Throws SealedBoxError, or Error when the account has no stored credentials. */
  async open(account: ProviderAccount): Promise<AccountCredentials> {
    const { id, sealedCredentials } = account;
    const { tenantId } = account as Partial<StoredAccount>;
    if (tenantId === undefined || sealedCredentials === undefined) throw new Error(`account ${id} has no credentials`);
    const box = await this.#keys.box(tenantId);
    return accountCredentials.parse(JSON.parse(box.open(sealedCredentials, placeOf(tenantId, id)).toString()));
  }
}

function placeOf(tenantId: string, accountId: string): SealedPlace {
  return { tenantId, table: 'provider_account', column: 'sealed_credentials', row: accountId };
}
