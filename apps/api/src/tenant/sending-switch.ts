import type pg from 'pg';

const POLL_MS = 2_000;

/**
 * Whether this installation sends at all. Every process asks the database every two seconds, as it asks for changed tenants, so
 * that a stop is felt everywhere within five. While the database is away what was last known stands.
 */
export class SendingSwitch {
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly pool: Pick<pg.Pool, 'query'>) {}

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Begins to watch. */
  start(): void {
    this.#timer = setInterval(() => void this.poll().catch(() => undefined), POLL_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Rejects when the database does not answer. */
  async poll(): Promise<void> {
    const { rows } = await this.pool.query<{ sending: boolean }>('SELECT sending FROM installation');
    this.#stopped = rows[0]?.sending === false;
  }
}
