import { hash } from 'node:crypto';
import { type ApiKey, type Clock, hashApiKey, parseApiKey, Refused, sameApiKeyHash } from '@latchkey/core';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import type { TenantKeys } from '../platform/crypto/tenant-keys.js';
import { networksOf } from '../platform/http/networks.js';
import { type CallerRecord, readCaller } from './caller-reader.js';
import type { Callers, KeyCaller } from './callers.js';
import { changedTenants, recordLastUse } from './directory-queries.js';
import { answerWithin } from './patience.js';

const FRESH_MS = 10_000;
const STALE_MS = 3_600_000;
/** How long a stale caller is good for before the database is tried again. */
const RETRY_MS = 5_000;
const UNKNOWN_MS = 5_000;
const POLL_MS = 2_000;
/** Looking further back than the poll's interval catches transactions that committed late, and slow reads. */
const LOOK_BACK_SECONDS = 30;
const LAST_USE_MS = 60_000;
/** Longest wait for the database: when there is a stale answer, and when there is none. */
const PATIENCE_MS = { stale: 1_000, nothing: 2_000 };
const LONGEST_KEY = 64;

interface Known {
  readonly caller: KeyCaller;
  readonly tenant: KnownTenant;
  readonly expiresAt: number;
  readonly staleUntil: number;
  freshUntil: number;
  lastUsedAt: number;
  recordedAt: number;
}

/** Shared by all keys of a tenant, so that one word drops them all. */
interface KnownTenant {
  readonly revision: string;
  dropped: boolean;
}

/**
 * Who is behind an API key, from memory: a look-up is good for ten seconds, and for an hour while the database is away.
 * Every two seconds it asks which tenants changed and drops what it knows of them, so that a revoked key stops working
 * everywhere within five seconds (docs/adr/0001).
 */
export class TenantDirectory implements Callers {
  readonly #pool: pg.Pool;
  readonly #keys: TenantKeys;
  readonly #clock: Clock;
  readonly #known: LRUCache<string, Known>;
  readonly #unknown: LRUCache<string, number>;
  readonly #tenants: LRUCache<string, KnownTenant>;
  readonly #lookups = new Map<string, Promise<KeyCaller | undefined>>();
  readonly #timers: NodeJS.Timeout[] = [];
  #polledAt: number;
  #polling: Promise<void> | undefined;
  #databaseDown = false;

  constructor(pool: pg.Pool, keys: TenantKeys, clock: Clock, size = 10_000) {
    this.#pool = pool;
    this.#keys = keys;
    this.#clock = clock;
    this.#polledAt = clock.now();
    this.#known = new LRUCache({ max: size });
    this.#unknown = new LRUCache({ max: size });
    // A tenant that falls out could no longer be dropped by the poll, so it is dropped at once.
    this.#tenants = new LRUCache({ max: size, dispose: (tenant) => (tenant.dropped = true) });
  }

  /** Begins to watch for changes and to record when keys were last used. */
  start(): void {
    this.#timers.push(
      setInterval(() => void this.poll(), POLL_MS).unref(),
      setInterval(() => void this.recordLastUse(), LAST_USE_MS).unref(),
    );
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    await this.recordLastUse();
  }

  cachedCaller(rawKey: string): KeyCaller | undefined {
    if (rawKey.length > LONGEST_KEY) return undefined;
    const known = this.#known.get(digest(rawKey));
    const now = this.#clock.now();
    if (!known || known.tenant.dropped || now >= known.freshUntil || now >= known.expiresAt) return undefined;
    known.lastUsedAt = now;
    return known.caller;
  }

  /**
   * Undefined for what is no key, is unknown, revoked or expired. A suspended tenant is a caller; its status says so.
   * Throws Refused with `unavailable` when the key is not in memory and the database does not answer.
   */
  async caller(rawKey: string): Promise<KeyCaller | undefined> {
    const cached = this.cachedCaller(rawKey);
    if (cached) return cached;
    const key = parseApiKey(rawKey);
    if (!key) return undefined;
    const id = digest(rawKey);
    if ((this.#unknown.get(id) ?? 0) > this.#clock.now()) return undefined;
    const stale = this.#stale(id);
    const lookup = this.#lookUpOnce(id, key);
    return stale ? this.#preferFresh(lookup, stale) : orUnavailable(lookup);
  }

  /** Drops what is known of tenants that changed. Called every two seconds; a slow poll delays the next. */
  poll(): Promise<void> {
    return (this.#polling ??= this.#poll().finally(() => (this.#polling = undefined)));
  }

  /** Writes when keys were last used, for those used since the last time. A failure is made up for by the next. */
  async recordLastUse(): Promise<void> {
    const used = [...this.#known.values()].filter(({ lastUsedAt, recordedAt }) => lastUsedAt > recordedAt);
    if (used.length === 0) return;
    const uses = used.map(({ caller, lastUsedAt }) => ({ ...caller, at: new Date(lastUsedAt) }));
    try {
      await recordLastUse(this.#pool, uses);
    } catch {
      return;
    }
    for (const [index, known] of used.entries()) known.recordedAt = uses[index]?.at.getTime() ?? known.recordedAt;
  }

  async #poll(): Promise<void> {
    const startedAt = this.#clock.now();
    try {
      const sinceLastPoll = Math.max(0, startedAt - this.#polledAt) / 1_000;
      for (const { id, revision } of await changedTenants(this.#pool, LOOK_BACK_SECONDS + sinceLastPoll)) {
        const tenant = this.#tenants.peek(id);
        if (tenant && tenant.revision !== revision) this.#tenants.delete(id);
      }
      this.#polledAt = startedAt;
      this.#databaseDown = false;
    } catch {
      this.#databaseDown = true; // nothing is dropped: what is known stays good for its hour
    }
  }

  #stale(id: string): Known | undefined {
    const known = this.#known.peek(id);
    const now = this.#clock.now();
    return known && !known.tenant.dropped && now < known.staleUntil && now < known.expiresAt ? known : undefined;
  }

  /** While the database is known to be away nobody waits for it. */
  async #preferFresh(lookup: Promise<KeyCaller | undefined>, stale: Known): Promise<KeyCaller | undefined> {
    const fallBack = () => {
      if (stale.tenant.dropped) throw new Refused({ kind: 'unavailable', retryAfterSeconds: 1 });
      stale.freshUntil = this.#clock.now() + RETRY_MS;
      return stale.caller;
    };
    const answer = await answerWithin(this.#databaseDown ? 0 : PATIENCE_MS.stale, lookup);
    return answer && 'value' in answer ? answer.value : fallBack();
  }

  /** However many ask for one key at once, the database is asked once. */
  #lookUpOnce(id: string, key: ApiKey): Promise<KeyCaller | undefined> {
    const running = this.#lookups.get(id);
    if (running) return running;
    const lookup = this.#lookUp(id, key).finally(() => this.#lookups.delete(id));
    this.#lookups.set(id, lookup);
    return lookup;
  }

  async #lookUp(id: string, key: ApiKey): Promise<KeyCaller | undefined> {
    const record = await readCaller(this.#pool, key.id);
    this.#databaseDown = false;
    const now = this.#clock.now();
    if (!record || !isUsable(record, key, now)) {
      this.#known.delete(id);
      this.#unknown.set(id, now + UNKNOWN_MS);
      return undefined;
    }
    this.#keys.remember(record.tenant.id, record.dataKey);
    const recordedAt = this.#known.peek(id)?.recordedAt ?? now - 1;
    const known: Known = {
      caller: toCaller(record),
      tenant: this.#tenantOf(record),
      expiresAt: record.expiresAt?.getTime() ?? Infinity,
      freshUntil: now + FRESH_MS,
      staleUntil: now + STALE_MS,
      lastUsedAt: now,
      recordedAt,
    };
    this.#known.set(id, known);
    return known.caller;
  }

  /** A newer revision replaces an older one and drops it for the tenant's other keys. */
  #tenantOf({ tenant: { id }, revision }: CallerRecord): KnownTenant {
    const known = this.#tenants.get(id);
    if (known && BigInt(known.revision) > BigInt(revision)) return { revision, dropped: true };
    if (known?.revision === revision) return known;
    const tenant = { revision, dropped: false };
    this.#tenants.set(id, tenant);
    return tenant;
  }
}

/** Keys are kept as their digests, so that no dump of the memory shows more keys than the requests in it. */
const digest = (rawKey: string): string => hash('sha256', rawKey, 'base64');

function isUsable({ secretHash, revokedAt, expiresAt }: CallerRecord, { text }: ApiKey, now: number): boolean {
  const genuine = sameApiKeyHash(secretHash, hashApiKey(text));
  return genuine && revokedAt === null && (expiresAt === null || expiresAt.getTime() > now);
}

function toCaller({ keyId, mode, publishable, permissions, sources, origins, tenant }: CallerRecord): KeyCaller {
  const known = { tenantId: tenant.id, mode, tenant, keyId, permissions, publishable };
  const placed = sources.length === 0 ? known : { ...known, sources: networksOf(sources) };
  return origins.length === 0 ? placed : { ...placed, origins: new Set(origins) };
}

async function orUnavailable(lookup: Promise<KeyCaller | undefined>): Promise<KeyCaller | undefined> {
  const answer = await answerWithin(PATIENCE_MS.nothing, lookup);
  if (answer && 'value' in answer) return answer.value;
  throw new Refused({ kind: 'unavailable', retryAfterSeconds: 1 }, { cause: answer?.error });
}
