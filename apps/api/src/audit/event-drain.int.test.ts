import {
  type EventLog,
  type LoggedEvent,
  MemoryEventLog,
  newEventId,
  newId,
  type VerificationEvent,
} from '@latchkey/core';
import pg from 'pg';
import { pino } from 'pino';
import { type PostgresServer, startPostgresServer } from '../../test/support/postgres-server.js';
import { type Database, openDatabase } from '../platform/database/database.js';
import { Metrics } from '../platform/metrics.js';
import { EventDrain } from './event-drain.js';

const silent = pino({ level: 'silent' });

function eventOf(tenantId: string, members: Partial<VerificationEvent> = {}): VerificationEvent {
  const at = Date.now();
  return {
    id: newEventId(at),
    at,
    tenantId,
    mode: 'live',
    type: 'check',
    outcome: 'approved',
    purpose: 'login',
    phoneKey: 'k'.repeat(22),
    verificationId: 'ver_1',
    attempt: 1,
    details: { keyId: 'key_1', requestId: 'req_1' },
    ...members,
  };
}

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

  const drainOf = (log: EventLog, pool: Pick<pg.Pool, 'query'> = database.pool, metrics = new Metrics()) =>
    new EventDrain(log, pool, metrics, silent);

  async function stored(tenantId: string): Promise<string[]> {
    const { rows } = await database.pool.query<{ id: string }>(
      'SELECT id FROM verification_event WHERE tenant_id = $1 ORDER BY id',
      [tenantId],
    );
    return rows.map(({ id }) => id);
  }

  async function until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  it('stores an event with everything it holds', async () => {
    const tenantId = newId('ten');
    const log = new MemoryEventLog();
    const event = eventOf(tenantId, {
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
        country: '',
        account_id: '',
        template_id: '',
        started_at: null,
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

  it('lets all others pass an event the database refuses, and counts that one', async () => {
    const tenantId = newId('ten');
    const log = new MemoryEventLog();
    const metrics = new Metrics();
    const good = Array.from({ length: 700 }, () => eventOf(tenantId));
    const poison = [eventOf(tenantId, { id: 'no uuid' }), eventOf(tenantId, { at: Number.MAX_SAFE_INTEGER })];
    for (const event of [...good.slice(0, 100), poison[0]!, ...good.slice(100), poison[1]!]) log.add(event);
    const drain = drainOf(log, database.pool, metrics);
    drain.start();
    await until(async () => (await log.backlog()).events === poison.length);
    await drain.stop();
    expect(await stored(tenantId)).toEqual(good.map(({ id }) => id).sort());
    expect((await metrics.eventsSetAside.get()).values[0]?.value).toBe(2);
  });

  it('finishes the batch in hand before it stops', async () => {
    const tenantId = newId('ten');
    const log = new MemoryEventLog();
    const slow = {
      query: async (...args: unknown[]) => {
        await new Promise((resolve) => setTimeout(resolve, 200));
        return (database.pool.query as (...args: unknown[]) => unknown).apply(database.pool, args);
      },
    };
    const event = eventOf(tenantId);
    log.add(event);
    const drain = drainOf(log, slow as unknown as pg.Pool);
    drain.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await drain.stop();
    expect(await stored(tenantId)).toEqual([event.id]);
    expect((await log.backlog()).events).toBe(0);
  });
});
