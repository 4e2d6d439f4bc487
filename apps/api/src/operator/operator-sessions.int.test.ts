import { systemClock } from '@latchkey/core';
import { type PostgresServer, startPostgresServer } from '../../test/support/postgres-server.js';
import { type Database, openDatabase } from '../platform/database/database.js';
import { OperatorSessions } from './operator-sessions.js';
import { createSetupLink } from './setup-link.js';

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

describe('operators of several processes on one Postgres', () => {
  it('cannot open one link twice, however close together they are', async () => {
    const link = await createSetupLink(databases[0]!.prisma, 'https://otp.example.com', new Date());
    const token = link.split('#')[1]!;
    const processes = databases.map(({ prisma }) => new OperatorSessions(prisma, systemClock));
    const attempts = Array.from({ length: 16 }, (_, index) => processes[index % 2]!.signIn(token, undefined));
    const made = (await Promise.all(attempts)).filter((session) => session !== undefined);
    expect(made).toHaveLength(1);
    expect(await databases[0]!.prisma.operatorSession.count({ where: { kind: 'session' } })).toBe(1);
  });

  it('are signed out everywhere at once', async () => {
    const [here, there] = databases.map(({ prisma }) => new OperatorSessions(prisma, systemClock));
    const link = await createSetupLink(databases[0]!.prisma, 'https://otp.example.com', new Date());
    const { token, session } = (await here!.signIn(link.split('#')[1]!, undefined))!;
    expect(await there!.resume(token)).toEqual(session);
    await here!.end(token);
    expect(await there!.resume(token)).toBeUndefined();
  });
});
