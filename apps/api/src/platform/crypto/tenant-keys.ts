import { hash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Database } from '../database/database.js';
import type { MasterKeys } from './master-keys.js';
import { SealedBox, type SealedPlace } from './sealed-box.js';

/** More than the tenant directory keeps, so that the data key of every caller it knows is here. */
const KEPT = 20_000;

/**
 * Each tenant's secrets are sealed under a data key of its own, which is stored wrapped by the newest master key.
 * Unwrapped data keys stay in memory, so that sending goes on while the database is away.
 */
export class TenantKeys {
  readonly #master: MasterKeys;
  readonly #database: Pick<Database, 'prisma'>;
  readonly #boxes = new LRUCache<string, SealedBox>({ max: KEPT });

  constructor(master: MasterKeys, database: Pick<Database, 'prisma'>) {
    this.#master = master;
    this.#database = database;
  }

  /** A new data key for a tenant about to be stored, wrapped. */
  newDataKey(tenantId: string): string {
    return this.#master.wrapping.seal(randomBytes(32), dataKeyPlace(tenantId));
  }

  /** What seals and opens this tenant's values. Throws when the tenant is not there or its key cannot be unwrapped. */
  async box(tenantId: string): Promise<SealedBox> {
    const known = this.#boxes.get(tenantId);
    if (known) return known;
    const { dataKey } = await this.#database.prisma.tenant.findUniqueOrThrow({
      where: { id: tenantId },
      select: { dataKey: true },
    });
    return this.remember(tenantId, dataKey);
  }

  /** The same where it must not wait: what was remembered, if it still is. */
  known(tenantId: string): SealedBox | undefined {
    return this.#boxes.get(tenantId);
  }

  /** Unwraps a data key that was read together with other things of the tenant, to spare `box` a query. */
  remember(tenantId: string, dataKey: string): SealedBox {
    const known = this.#boxes.get(tenantId);
    if (known) return known;
    const secret = this.#master.wrapping.open(dataKey, dataKeyPlace(tenantId));
    const box = new SealedBox([{ id: hash('sha256', secret).slice(0, 8), secret }]);
    this.#boxes.set(tenantId, box);
    return box;
  }

  /**
   * Wraps anew, with the newest master key, every data key that an older one wraps; an old master key can go when none is
   * left. Safe from several processes at once. Returns how many it wrapped.
   */
  async rewrap(): Promise<number> {
    const { prisma } = this.#database;
    const tenants = await prisma.tenant.findMany({ select: { id: true, dataKey: true } });
    let wrapped = 0;
    for (const { id, dataKey } of tenants.filter((tenant) => this.#master.wrapping.isOutdated(tenant.dataKey))) {
      const place = dataKeyPlace(id);
      const renewed = this.#master.wrapping.seal(this.#master.wrapping.open(dataKey, place), place);
      const { count } = await prisma.tenant.updateMany({ where: { id, dataKey }, data: { dataKey: renewed } });
      wrapped += count;
    }
    return wrapped;
  }
}

function dataKeyPlace(tenantId: string): SealedPlace {
  return { tenantId, table: 'tenant', column: 'data_key', row: tenantId };
}
