import { Refused } from '@latchkey/core';
import type { TenantKeys } from '../../platform/crypto/tenant-keys.js';
import type { Rows } from '../../tenant/tenant-repository.js';
import { callbackTokenPlace, hashCallbackToken, newCallbackToken } from './callback-token.js';

export interface CallbackAddress {
  readonly accountId: string;
  readonly account: string;
  /** What is pasted into the provider's console. */
  readonly url: string;
  readonly createdAt: Date;
}

/** After a rotation the old address works on: somebody has to paste the new one, and receipts are pushed three times only. */
const OVERLAP_MS = 24 * 3_600_000;

/**
 * The addresses that providers push to. A token is found by its hash and shown from its ciphertext: whoever reads the table
 * learns no address, and whoever may see it need not rotate it to see it again.
 */
export class CallbackRepository {
  constructor(
    private readonly rows: Rows,
    private readonly keys: TenantKeys,
    private readonly publicUrl: string,
  ) {}

  /** The account's address, which is made when it has none. Throws Refused when the tenant has no such account at Tencent. */
  async show(tenantId: string, account: string): Promise<CallbackAddress> {
    const found = await this.account(tenantId, account);
    const current = await this.rows.callbackToken.findFirst({
      where: { tenantId, accountId: found.id, expiresAt: null },
      orderBy: { createdAt: 'desc' },
    });
    if (!current) return this.issue(tenantId, found);
    const box = await this.keys.box(tenantId);
    const token = box.open(current.sealedToken, callbackTokenPlace(tenantId, found.id)).toString();
    return this.address(found, token, current.createdAt);
  }

  /** A new address. The old one works for another day, or, when it has leaked, no longer than processes remember it: 5 s. */
  async rotate(tenantId: string, account: string, leaked = false): Promise<CallbackAddress> {
    const found = await this.account(tenantId, account);
    const expiresAt = new Date(Date.now() + (leaked ? 0 : OVERLAP_MS));
    await this.rows.callbackToken.updateMany({
      where: { tenantId, accountId: found.id, OR: [{ expiresAt: null }, { expiresAt: { gt: expiresAt } }] },
      data: { expiresAt },
    });
    return this.issue(tenantId, found);
  }

  private async issue(tenantId: string, account: Account): Promise<CallbackAddress> {
    const token = newCallbackToken();
    const box = await this.keys.box(tenantId);
    const sealedToken = box.seal(token, callbackTokenPlace(tenantId, account.id));
    const data = { tenantId, accountId: account.id, tokenHash: hashCallbackToken(token), sealedToken };
    const { createdAt } = await this.rows.callbackToken.create({ data });
    return this.address(account, token, createdAt);
  }

  private address({ id, name }: Account, token: string, createdAt: Date): CallbackAddress {
    return { accountId: id, account: name, url: `${this.publicUrl}/callbacks/tencent/${token}`, createdAt };
  }

  /** By id or name. */
  private async account(tenantId: string, account: string): Promise<Account> {
    const where = { tenantId, OR: [{ id: account }, { name: account }], provider: 'tencent' };
    const found = await this.rows.providerAccount.findFirst({ where, select: { id: true, name: true } });
    if (found) return found;
    const message = 'account is not among the Tencent accounts of this tenant';
    throw new Refused({ kind: 'invalid_parameter', field: 'account', message });
  }
}

interface Account {
  readonly id: string;
  readonly name: string;
}
