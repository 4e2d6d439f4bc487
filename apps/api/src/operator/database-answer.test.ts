import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { PrismaPg } from '@prisma/adapter-pg';
import { Refused } from '@latchkey/core';
import pg from 'pg';
import { freePort } from '../../test/support/free-port.js';
import { PrismaClient } from '../generated/prisma/client.js';
import { answerOf } from './database-answer.js';

async function refusalWith(port: number): Promise<unknown> {
  const connectionString = `postgres://operator@127.0.0.1:${port}/latchkey`;
  const pool = new pg.Pool({ connectionString, connectionTimeoutMillis: 200 });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const error: unknown = await answerOf(prisma.tenant.count()).catch((thrown: unknown) => thrown);
  await prisma.$disconnect();
  await pool.end();
  return error instanceof Refused ? error.refusal : error;
}

const unavailable = { kind: 'unavailable', retryAfterSeconds: 5 };

describe('an operator who asks while the database is away', () => {
  it('is told so when nothing listens', async () => {
    expect(await refusalWith(await freePort())).toEqual(unavailable);
  });

  it('is told so when what listens says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    try {
      expect(await refusalWith((silent.address() as AddressInfo).port)).toEqual(unavailable);
    } finally {
      silent.close();
    }
  });

  it('is not told so of a bug', async () => {
    await expect(answerOf(Promise.reject(new TypeError('x is not a function')))).rejects.toThrow(TypeError);
  });
});
