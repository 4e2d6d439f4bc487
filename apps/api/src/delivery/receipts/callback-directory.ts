import { type Clock, Refused, type ReportingAccount } from '@latchkey/core';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { type Networks, networksOf } from '../../platform/http/networks.js';
import { parseCallbackSources } from '../tencent/settings.js';
import { hashCallbackToken, isCallbackToken } from './callback-token.js';

/** The account behind a callback address. */
export interface CallbackAccount extends ReportingAccount {
  /** Where its callbacks may come from; absent: anywhere. */
  readonly sources?: Networks;
}

interface Known {
  readonly account: CallbackAccount;
  readonly expiresAt: number;
  readonly staleUntil: number;
  freshUntil: number;
}

const FRESH_MS = 5_000;
/** A receipt changes no code's fate, so an address is believed as long as an outage may last. */
const STALE_MS = 24 * 3_600_000;
const UNKNOWN_MS = 5_000;
const PATIENCE_MS = 500;

/**
 * Which account a callback token belongs to, from memory: Tencent is answered without waiting for Postgres, and while that is
 * away. Unknown tokens are remembered too, so that a guesser's second try costs no query.
 */
export class CallbackDirectory {
  private readonly known: LRUCache<string, Known>;
  private readonly unknown: LRUCache<string, number>;
  private readonly lookups = new Map<string, Promise<CallbackAccount | undefined>>();

  constructor(
    private readonly pool: Pick<pg.Pool, 'query'>,
    private readonly clock: Clock,
    size = 10_000,
  ) {
    this.known = new LRUCache({ max: size });
    this.unknown = new LRUCache({ max: size });
  }

  /** The account of a token that was looked up a moment ago; undefined when that has to be done now. */
  cached(token: string): CallbackAccount | undefined {
    const known = this.known.get(keyOf(token));
    const now = this.clock.now();
    return known && now < known.freshUntil && now < known.expiresAt ? known.account : undefined;
  }

  /** Undefined for a token that is none, is unknown or has expired. Throws Refused with `unavailable` when nobody can tell. */
  async account(token: string): Promise<CallbackAccount | undefined> {
    if (!isCallbackToken(token)) return undefined;
    const key = keyOf(token);
    const now = this.clock.now();
    if ((this.unknown.get(key) ?? 0) > now) return undefined;
    const stale = this.known.peek(key);
    try {
      return await within(PATIENCE_MS, this.lookUpOnce(key, token));
    } catch (error) {
      if (!stale || now >= stale.staleUntil || now >= stale.expiresAt) {
        throw new Refused({ kind: 'unavailable', retryAfterSeconds: 1 }, { cause: error });
      }
      stale.freshUntil = now + FRESH_MS;
      return stale.account;
    }
  }

  /** However many callbacks of one address come at once, the database is asked once. */
  private lookUpOnce(key: string, token: string): Promise<CallbackAccount | undefined> {
    const running = this.lookups.get(key);
    if (running) return running;
    const lookup = this.lookUp(key, token).finally(() => this.lookups.delete(key));
    this.lookups.set(key, lookup);
    return lookup;
  }

  private async lookUp(key: string, token: string): Promise<CallbackAccount | undefined> {
    const { rows } = await this.pool.query<Row>(
      `SELECT t.tenant_id, t.account_id, t.expires_at, a.settings
       FROM callback_token t JOIN provider_account a ON a.tenant_id = t.tenant_id AND a.id = t.account_id
       WHERE t.token_hash = $1`,
      [hashCallbackToken(token)],
    );
    const now = this.clock.now();
    const [row] = rows;
    const expiresAt = row?.expires_at?.getTime() ?? Infinity;
    if (!row || expiresAt <= now) {
      this.known.delete(key);
      this.unknown.set(key, now + UNKNOWN_MS);
      return undefined;
    }
    const callbackSources = parseCallbackSources(row.settings);
    const account: CallbackAccount = {
      tenantId: row.tenant_id,
      accountId: row.account_id,
      ...(callbackSources ? { sources: networksOf(callbackSources) } : {}),
    };
    this.known.set(key, { account, expiresAt, freshUntil: now + FRESH_MS, staleUntil: now + STALE_MS });
    return account;
  }
}

interface Row {
  readonly tenant_id: string;
  readonly account_id: string;
  readonly expires_at: Date | null;
  readonly settings: Readonly<Record<string, string>>;
}

/** Tokens are kept as their digests, so that no dump of the memory shows more of them than the requests in it. */
const keyOf = (token: string): string => hashCallbackToken(token).toString('base64');

/** Rejects when `work` takes longer. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the database did not answer within ${ms} ms`)), ms);
  });
  work.catch(() => undefined); // however it ends later is nobody's concern
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
