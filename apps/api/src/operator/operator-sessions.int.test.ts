import { type Operator, newId, systemClock } from '@latchkey/core';
import { type PostgresServer, startPostgresServer } from '../../test/support/postgres-server.js';
import { type Database, openDatabase } from '../platform/database/database.js';
import { type Browser, OperatorSessions } from './operator-sessions.js';

const BROWSER: Browser = { address: '203.0.113.1', userAgent: 'a test', requestId: 'req_1', token: undefined };

let server: PostgresServer;
let databases: Database[];

beforeAll(async () => {
  server = await startPostgresServer();
  const url = await server.newDatabase();
  databases = await Promise.all([openDatabase({ url }), openDatabase({ url })]);
  await databases[0]!.migrate();
});

afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()));
  await server.stop();
});

async function newOperator(): Promise<Operator> {
  const id = newId('op');
  const data = { id, name: 'One', signInName: id, role: 'owner', status: 'active' };
  await databases[0]!.prisma.operator.create({ data });
  return { operatorId: id, name: 'One', role: 'owner' };
}

const processes = () => databases.map(({ prisma }) => new OperatorSessions(prisma, systemClock));

describe('operators of several processes on one Postgres', () => {
  it('are signed out everywhere at once', async () => {
    const [here, there] = processes();
    const { token, session } = await here!.open(databases[0]!.prisma, await newOperator(), BROWSER);
    expect(await there!.resume(token)).toEqual(session);
    await here!.end(token);
    expect(await there!.resume(token)).toBeUndefined();
  });

  it('are gone everywhere at once when they are disabled', async () => {
    const [here, there] = processes();
    const operator = await newOperator();
    const { token } = await here!.open(databases[0]!.prisma, operator, BROWSER);
    await databases[1]!.prisma.operator.update({ where: { id: operator.operatorId }, data: { status: 'disabled' } });
    expect(await here!.resume(token)).toBeUndefined();
    expect(await there!.resume(token)).toBeUndefined();
  });

  it('go on under a new token when they have proven that it is them', async () => {
    const [here, there] = processes();
    const before = await here!.open(databases[0]!.prisma, await newOperator(), BROWSER);
    const after = await here!.renew(databases[0]!.prisma, before.session);
    expect(await there!.resume(before.token)).toBeUndefined();
    expect(await there!.resume(after.token)).toEqual(after.session);
  });
});
