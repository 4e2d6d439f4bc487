import { type EventLog, type LoggedEvent, MemoryEventLog, newId, type VerificationEvent } from '@latchkey/core';
import pg from 'pg';
import { pino } from 'pino';
import { eventOf } from '../../test/support/events.js';
import { type PostgresServer, startPostgresServer } from '../../test/support/postgres-server.js';
import { differencesOfStatistics } from '../../test/support/statistics-check.js';
import { type Database, openDatabase } from '../platform/database/database.js';
import { Metrics } from '../platform/metrics.js';
import { listDeadLetters, retryDeadLetters } from './dead-letters.js';
import { EventDrain } from './event-drain.js';
import { MOST_CHARACTERS } from './read-batch.js';
import { LONGEST_DETAIL, MOST_DETAILS } from './storable-event.js';

const silent = pino({ level: 'silent' });

/** The connection of a batch whose events are in the database, and that waits for the batch before. */
const OPEN_BATCH = `state = 'idle in transaction' AND query LIKE 'INSERT INTO verification_event%'`;

/** A log whose first acknowledgements are lost on the way, as when a process dies between commit and acknowledgement. */
class ForgetfulLog implements EventLog {
  private lost = 0;

  constructor(
    private readonly log: MemoryEventLog,
    private readonly losses: number,
  ) {}

  append = (event: VerificationEvent) => this.log.append(event);
  read = (limit: number) => this.log.read(limit);
  release = (events: readonly LoggedEvent[]) => this.log.release(events);
  backlog = () => this.log.backlog();

  acknowledge(events: readonly LoggedEvent[]): Promise<void> {
    return this.lost++ < this.losses ? Promise.reject(new Error('lost')) : this.log.acknowledge(events);
  }
}

describe('the drain', () => {
  let server: PostgresServer;
  let url: string;
  let database: Database;

  beforeAll(async () => {
    server = await startPostgresServer({ exclusive: true });
    url = await server.newDatabase();
    database = await openDatabase({ url });
    await database.migrate();
  });

  afterAll(async () => {
    await database.close();
    await server.stop();
  });

  const drainOf = (log: EventLog, pool: pg.Pool = database.pool, metrics = new Metrics()) =>
    new EventDrain(log, pool, metrics, silent);

  async function stored(tenantId: string): Promise<string[]> {
    const { rows } = await database.pool.query<{ id: string }>(
      'SELECT id FROM verification_event WHERE tenant_id = $1 ORDER BY id',
      [tenantId],
    );
    return rows.map(({ id }) => id);
  }

  async function batchesOf({ batchSize }: Metrics) {
    const { values } = await batchSize.get();
    const valueOf = (suffix: string) => values.find(({ metricName }) => metricName?.endsWith(suffix))?.value;
    return { batches: valueOf('_count'), events: valueOf('_sum') };
  }

  /** How many connections of this database are as described. */
  async function connections(condition: string): Promise<number> {
    const { rowCount } = await database.pool.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND ${condition}`,
    );
    return rowCount ?? 0;
  }

  async function until(isSo: () => Promise<boolean>): Promise<void> {
    const giveUpAt = Date.now() + 20_000;
    while (!(await isSo())) {
      if (Date.now() > giveUpAt) throw new Error('it did not happen within 20 s');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it('stores an event with everything it holds', async () => {
    const tenantId = newId('ten');
    const log = new MemoryEventLog();
    const event = eventOf(tenantId, {
      type: 'check',
      outcome: 'approved',
      verificationId: 'ver_1',
      attempt: 1,
      deliveryId: 'dlv_1',
      window: 'resend',
      details: { latencyMs: 7, keyId: 'key_1' },
    });
    log.add(event);
    await drainOf(log).flush(5_000);
    const { rows } = await database.pool.query('SELECT * FROM verification_event WHERE tenant_id = $1', [tenantId]);
    expect(rows).toEqual([
      {
        tenant_id: tenantId,
        at: new Date(event.at),
        id: event.id,
        mode: 'live',
        type: 'check',
        outcome: 'approved',
        purpose: 'login',
        phone_key: event.phoneKey,
        verification_id: 'ver_1',
        delivery_id: 'dlv_1',
        attempt: 1,
        window_name: 'resend',
        country: 'CN',
        account_id: '',
        template_id: '',
        started_at: null,
        key_id: 'key_1',
        client_ip: '',
        provider_code: '',
        details: { latencyMs: 7, keyId: 'key_1' },
      },
    ]);
  });

  it('stores every event exactly once although batches come twice and the database goes away in the middle', async () => {
    const tenantId = newId('ten');
    const log = new MemoryEventLog();
    const events = Array.from({ length: 3_000 }, () => eventOf(tenantId));
    const drain = drainOf(new ForgetfulLog(log, 3));
    drain.start();
    for (const event of events.slice(0, 1_000)) log.add(event);
    await until(async () => (await stored(tenantId)).length > 0);
    await server.kill();
    for (const event of events.slice(1_000)) log.add(event);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await server.restart();
    await until(async () => (await log.backlog()).events === 0);
    await drain.stop();
    expect(await stored(tenantId)).toEqual(events.map(({ id }) => id).sort());
  });

  it('stores text that Postgres cannot hold in a form it can', async () => {
    const tenantId = newId('ten');
    const log = new MemoryEventLog();
    log.add(eventOf(tenantId, { verificationId: 'ver_\0\ud800', details: { cause: 'a\0b\udfff' } }));
    await drainOf(log).flush(5_000);
    const { rows } = await database.pool.query(
      'SELECT verification_id, details FROM verification_event WHERE tenant_id = $1',
      [tenantId],
    );
    expect(rows).toEqual([{ verification_id: 'ver_\ufffd\ufffd', details: { cause: 'a\ufffdb\ufffd' } }]);
  });

  it('lets all others pass an event that can be no row, and keeps that one as a dead letter in the same pass', async () => {
    const tenantId = newId('ten');
    const log = new MemoryEventLog();
    const metrics = new Metrics();
    const good = Array.from({ length: 700 }, () => eventOf(tenantId));
    const poison = [
      eventOf(tenantId, { id: 'no uuid' }),
      eventOf(tenantId, { at: Number.MAX_SAFE_INTEGER }),
      eventOf(tenantId, { at: NaN }),
      eventOf(tenantId, { type: 'dance' as never }),
      eventOf(tenantId, { type: undefined as never }),
      eventOf(tenantId, { attempt: 1.5 }),
      eventOf(tenantId, { attempt: 2 ** 40 }),
      eventOf(tenantId, { startedAt: -1 }),
      // Only the database knows that a delivery must have a mode, and how much a sum can hold.
      eventOf(tenantId, { type: 'start', outcome: 'started', mode: 'odd' as never, deliveryId: 'dlv_1' }),
      eventOf(tenantId, {
        type: 'settle',
        outcome: 'accepted',
        deliveryId: 'dlv_2',
        details: { segments: Number.MAX_SAFE_INTEGER },
      }),
      eventOf('', { details: { tenant: tenantId } }),
    ];
    for (const event of [...good.slice(0, 100), ...poison, ...good.slice(100)]) log.add(event);
    await drainOf(log, database.pool, metrics).flush(10_000);
    expect((await log.backlog()).events).toBe(0);
    expect(await stored(tenantId)).toEqual(good.map(({ id }) => id).sort());
    expect((await metrics.deadLetters.get()).values[0]?.value).toBe(poison.length);
    const { rows } = await database.pool.query<{ count: string }>(
      `SELECT count(*) FROM dead_letter WHERE event::text LIKE $1`,
      [`%${tenantId}%`],
    );
    expect(Number(rows[0]?.count)).toBe(poison.length);
    expect(await differencesOfStatistics(database.pool)).toEqual([]);
  });

  it('cuts text that no index can hold', async () => {
    const tenantId = newId('ten');
    const log = new MemoryEventLog();
    const long = 'x'.repeat(10_000);
    const deep = { nested: { list: [long] } } as never;
    log.add(eventOf(tenantId, { verificationId: long, purpose: long, phoneKey: long, details: { long, deep } }));
    log.add(eventOf(long));
    await drainOf(log).flush(5_000);
    const { rows } = await database.pool.query(
      `SELECT length(verification_id) AS id, length(details->>'long') AS long, length(details->>'deep') AS deep
       FROM verification_event WHERE tenant_id = $1`,
      [tenantId],
    );
    expect(rows).toEqual([{ id: 200, long: 2_000, deep: 2_000 }]);
    expect(await stored('x'.repeat(200))).toHaveLength(1);
  });

  it('stores events of any time, for which there may be no partition', async () => {
    const tenantId = newId('ten');
    const log = new MemoryEventLog();
    for (const at of [0, Date.UTC(1999, 0, 1), Date.UTC(9999, 11, 31)]) log.add(eventOf(tenantId, { at }));
    await drainOf(log).flush(5_000);
    expect(await stored(tenantId)).toHaveLength(3);
  });

  it('stores a dead letter when it is asked to try again and nothing speaks against it any more', async () => {
    const tenantId = newId('ten');
    const log = new MemoryEventLog();
    const early = eventOf(tenantId, { type: 'of_a_newer_version' as never });
    const hopeless = eventOf(tenantId, { attempt: 0.5 });
    log.add(early);
    log.add(hopeless);
    await drainOf(log).flush(5_000);
    const letters = await listDeadLetters(database.pool, tenantId);
    expect(letters.map(({ id }) => id).sort()).toEqual([early.id, hopeless.id].sort());
    await database.pool.query(`UPDATE dead_letter SET event = jsonb_set(event, '{type}', '"check"') WHERE id = $1`, [
      early.id,
    ]);
    expect(await retryDeadLetters(database.pool, { id: early.id })).toEqual([{ id: early.id, stored: true }]);
    expect(await retryDeadLetters(database.pool, { id: hopeless.id })).toEqual([
      { id: hopeless.id, stored: false, error: 'its attempt is no number' },
    ]);
    expect(await stored(tenantId)).toEqual([early.id]);
    expect(await listDeadLetters(database.pool, tenantId)).toMatchObject([
      { id: hopeless.id, retriedAt: expect.any(Date) },
    ]);
    expect(await differencesOfStatistics(database.pool)).toEqual([]);
  });

  it('reads a batch that is stored but not acknowledged once, and counts it once', async () => {
    const log = new MemoryEventLog();
    const metrics = new Metrics();
    for (let i = 0; i < 10; i++) log.add(eventOf(newId('ten')));
    const drain = drainOf(new ForgetfulLog(log, 2), database.pool, metrics);
    drain.start();
    await until(async () => (await log.backlog()).events === 0);
    await drain.stop();
    expect(await batchesOf(metrics)).toEqual({ batches: 1, events: 10 });
    expect((await metrics.eventsStored.get()).values[0]?.value).toBe(10);
  });

  it('makes batches of large events so small that memory holds them', async () => {
    const tenantId = newId('ten');
    const log = new MemoryEventLog();
    const metrics = new Metrics();
    const largest = Object.fromEntries(
      Array.from({ length: MOST_DETAILS }, (_, index) => [`detail${index}`, '码'.repeat(LONGEST_DETAIL)]),
    );
    const events = Array.from({ length: 300 }, () => eventOf(tenantId, { details: largest }));
    for (const event of events) log.add(event);
    await drainOf(log, database.pool, metrics).flush(30_000);
    expect(await stored(tenantId)).toHaveLength(300);
    const perBatch = Math.ceil(MOST_CHARACTERS / (MOST_DETAILS * LONGEST_DETAIL));
    expect(await batchesOf(metrics)).toEqual({ batches: Math.ceil(300 / perBatch), events: 300 });
  });

  it('loses and doubles nothing when a batch fails while the next one’s events are in the database already', async () => {
    const tenantId = newId('ten');
    const log = new MemoryEventLog();
    const sends = Array.from({ length: 40 }, () => eventOf(tenantId, { deliveryId: newId('dlv') }));
    const settlements = sends.map(({ deliveryId = '', at }) =>
      eventOf(tenantId, {
        type: 'settle',
        outcome: 'accepted',
        deliveryId,
        startedAt: at,
        details: { provider: 'tencent', segments: 1 },
      }),
    );
    // A batch can be opened and not concluded for as long as the deliveries are somebody else's.
    const blocker = await database.pool.connect();
    await blocker.query('BEGIN');
    await blocker.query('LOCK TABLE delivery IN SHARE MODE');
    const drain = drainOf(log);
    for (const event of sends) log.add(event);
    drain.start();
    await until(async () => (await connections(`wait_event_type = 'Lock'`)) === 1);
    for (const event of settlements) log.add(event);
    await until(async () => (await connections(OPEN_BATCH)) === 1);
    expect(await stored(tenantId)).toEqual([]);
    await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    // The batch that was open has given way, for the one before has begun anew.
    await until(async () => (await connections(OPEN_BATCH)) === 0);
    await blocker.query('COMMIT');
    blocker.release();
    await until(async () => (await log.backlog()).events === 0);
    await drain.stop();
    expect(await stored(tenantId)).toEqual([...sends, ...settlements].map(({ id }) => id).sort());
    const { rows } = await database.pool.query<{ state: string; count: number }>(
      'SELECT state, count(*)::int AS count FROM delivery WHERE tenant_id = $1 GROUP BY state',
      [tenantId],
    );
    expect(rows).toEqual([{ state: 'accepted', count: 40 }]);
    expect(await differencesOfStatistics(database.pool)).toEqual([]);
  });

  it('finishes the batch in hand before it stops', async () => {
    const tenantId = newId('ten');
    const log = new MemoryEventLog();
    const event = eventOf(tenantId);
    // Holds the table for a moment, so that the batch is on its way when the drain is told to stop.
    const blocker = await database.pool.connect();
    await blocker.query('BEGIN');
    await blocker.query('LOCK TABLE verification_event IN ACCESS EXCLUSIVE MODE');
    log.add(event);
    const drain = drainOf(log);
    drain.start();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const stopped = drain.stop();
    await blocker.query('COMMIT');
    blocker.release();
    await stopped;
    expect(await stored(tenantId)).toEqual([event.id]);
    expect((await log.backlog()).events).toBe(0);
  });

  it('gives back what it could not store when it is to stop', async () => {
    const log = new MemoryEventLog();
    log.add(eventOf(newId('ten')));
    const closed = new pg.Pool({ connectionString: 'postgresql://latchkey@127.0.0.1:1/none' });
    const drain = drainOf(log, closed);
    drain.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await drain.stop();
    await closed.end();
    expect(await log.read(10)).toHaveLength(1);
  });
});
