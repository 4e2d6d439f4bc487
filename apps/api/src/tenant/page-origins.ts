import { type Clock, Refused } from '@latchkey/core';
import type pg from 'pg';
import { answerWithin } from './patience.js';

/** With the time it takes to ask, a key that is revoked is forgotten within five seconds. */
const FRESH_MS = 3_000;
const STALE_MS = 3_600_000;
const PATIENCE_MS = 2_000;
/** More than any installation has; a bound for the memory. */
const MOST = 100_000;

const LIVE_ORIGINS = `
  SELECT DISTINCT origin FROM api_key, unnest(origins) AS origin
  WHERE origins <> '{}' AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp()) LIMIT ${MOST}`;

/**
 * The origins that some live publishable key names. A preflight carries no key, so this is all it can be judged by; the request that
 * follows is judged by its own key. They are asked for when one is needed, at most once in three seconds however many are.
 */
export class PageOrigins {
  private origins: ReadonlySet<string> = new Set();
  private readAt = -Infinity;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly pool: Pick<pg.Pool, 'query'>,
    private readonly clock: Clock,
  ) {}

  /** Rejects with Refused, `unavailable`, while the database is away and was for an hour. */
  async include(origin: string): Promise<boolean> {
    const age = this.clock.now() - this.readAt;
    if (age < 0 || age >= FRESH_MS) {
      this.reading ??= this.read().finally(() => (this.reading = undefined));
      const answer = await answerWithin(PATIENCE_MS, this.reading);
      const failed = !answer || !('value' in answer);
      if (failed && age >= STALE_MS) throw new Refused({ kind: 'unavailable', retryAfterSeconds: 1 });
    }
    return this.origins.has(origin);
  }

  private async read(): Promise<void> {
    const askedAt = this.clock.now();
    const { rows } = await this.pool.query<{ origin: string }>(LIVE_ORIGINS);
    this.origins = new Set(rows.map(({ origin }) => origin));
    this.readAt = askedAt;
  }
}
