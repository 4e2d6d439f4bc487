import { type Clock, systemClock } from '@latchkey/core';
import { type PostgresServer, startPostgresServer } from '../../test/support/postgres-server.js';
import { type Database, openDatabase } from '../platform/database/database.js';
import { checkOperatorLog } from './operator-log-check.js';
import { type Deed, type Doer, OperatorLog } from './operator-log.js';

const DOER: Doer = { operatorId: 'op_1', name: 'Olga', address: '203.0.113.1', requestId: 'req_1' };

let server: PostgresServer;
let databases: Database[];

beforeAll(async () => {
  server = await startPostgresServer({ exclusive: true });
});

afterAll(() => server.stop());

beforeEach(async () => {
  const url = await server.newDatabase();
  databases = [await openDatabase({ url }), await openDatabase({ url })];
  await databases[0]!.migrate();
});

afterEach(() => Promise.all(databases.map((database) => database.close())));

const deed = (change: Partial<Deed> = {}): Deed => ({
  action: 'update',
  resource: 'tenants',
  objectId: 'ten_1',
  ...change,
});

function append(database: Database, told: Deed, clock: Clock = systemClock): Promise<void> {
  return database.prisma.$transaction((rows) => new OperatorLog(clock).append(rows, DOER, told));
}

async function tamper(sql: string): Promise<void> {
  await databases[0]!.pool.query('ALTER TABLE operator_log DISABLE TRIGGER USER');
  await databases[0]!.pool.query(sql);
}

const check = () => checkOperatorLog(databases[0]!.prisma);
const entries = () => databases[0]!.prisma.operatorLogEntry.findMany({ orderBy: { seq: 'asc' } });

describe('the operator log', () => {
  it('is one unbroken chain, however many processes append at the same time', async () => {
    const appends = Array.from({ length: 16 }, (_, index) =>
      append(databases[index % 2]!, deed({ objectId: `ten_${index}` })),
    );
    await Promise.all(appends);
    expect((await entries()).map(({ seq }) => Number(seq))).toEqual(
      Array.from({ length: 16 }, (_, index) => index + 1),
    );
    expect(await check()).toEqual({ intact: true, entries: 16 });
  });

  it('keeps what it is told, in whichever form PostgreSQL gives it back', async () => {
    const before = {
      name: 'Ä 中文 \u0000',
      z: 1,
      a: [1.5, null, { y: 2, b: 'x' }],
      big: 12345678901234n,
      at: new Date(0),
    };
    await append(databases[0]!, deed({ before, after: { numbers: [0.1, 1e21, -0], nothing: undefined } }));
    expect(await check()).toEqual({ intact: true, entries: 1 });
    const [entry] = await entries();
    expect(entry!.before).toMatchObject({ name: 'Ä 中文 ', big: '12345678901234', at: '1970-01-01T00:00:00.000Z' });
  });

  it('leaves out what is named like a secret, and says that there was one', async () => {
    const credentials = { secretId: 'AKIDx', secretKey: 'very secret', token: null };
    const after = { name: 'a', credentials, settings: { apiKey: 'lk_live_x', hasSecret: true }, passwordHash: 'x' };
    await append(databases[0]!, deed({ after }));
    const [entry] = await entries();
    expect(entry!.after).toEqual({
      name: 'a',
      credentials: '[not logged]',
      settings: { apiKey: '[not logged]', hasSecret: true },
      passwordHash: '[not logged]',
    });
  });

  it('holds nothing of a change that did not happen', async () => {
    const failing = databases[0]!.prisma.$transaction(async (rows) => {
      await new OperatorLog(systemClock).append(rows, DOER, deed());
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    await append(databases[0]!, deed());
    expect(await check()).toEqual({ intact: true, entries: 1 });
  });

  it('refuses to be changed', async () => {
    await append(databases[0]!, deed());
    const { pool } = databases[0]!;
    for (const sql of [
      'UPDATE operator_log SET action = $$read$$',
      'DELETE FROM operator_log',
      'TRUNCATE operator_log',
    ]) {
      await expect(pool.query(sql)).rejects.toThrow('the operator log is only added to');
    }
  });

  it.each([
    ['an entry is changed', `UPDATE operator_log SET operator_name = 'Somebody' WHERE seq = 2`, 2, 'changed'],
    ['what it changed is changed', `UPDATE operator_log SET after = '{}' WHERE seq = 3`, 3, 'changed'],
    ['an entry is removed', 'DELETE FROM operator_log WHERE seq = 2', 2, 'missing'],
    ['the first is removed', 'DELETE FROM operator_log WHERE seq = 1', 1, 'missing'],
    ['the newest is removed', 'DELETE FROM operator_log WHERE seq = 4', 4, 'missing'],
    ['everything is removed', 'DELETE FROM operator_log', 1, 'missing'],
    [
      'two change places',
      'UPDATE operator_log SET seq = CASE seq WHEN 2 THEN 102 ELSE 103 END WHERE seq IN (2, 3); UPDATE operator_log SET seq = CASE seq WHEN 102 THEN 3 ELSE 2 END WHERE seq > 100',
      2,
      'changed',
    ],
    [
      'the newest is removed and its number taken back',
      `DELETE FROM operator_log WHERE seq = 4; UPDATE operator_log_head SET seq = 3`,
      3,
      'changed',
    ],
  ])('shows when %s', async (_, sql, brokenAt, fault) => {
    for (let count = 1; count <= 4; count += 1) await append(databases[0]!, deed({ after: { count } }));
    await tamper(sql);
    expect(await check()).toEqual({ intact: false, entries: expect.any(Number), brokenAt, fault });
  });
});
