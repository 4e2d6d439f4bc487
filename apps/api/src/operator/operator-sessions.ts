import { hash, randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '@latchkey/core';
import type { PrismaClient } from '../generated/prisma/client.js';
import { answerOf } from './database-answer.js';
import { redeemSetupToken } from './setup-link.js';

const MINUTE_MS = 60_000;
const IDLE_MS = 30 * MINUTE_MS;
const LIFE_MS = 12 * 60 * MINUTE_MS;
const TOKEN_BYTES = 32;

/** A signed-in operator. */
export interface OperatorSession {
  readonly id: string;
  readonly signedInAt: Date;
  /** Its end at the latest; half an hour without a request ends it sooner. */
  readonly expiresAt: Date;
}

export interface NewSession {
  readonly session: OperatorSession;
  /** Known to the browser alone: only its hash is stored. */
  readonly token: string;
}

/** Sessions of operators. They live in the database, so that ending one ends it everywhere at once. */
export class OperatorSessions {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly clock: Clock,
  ) {}

  /**
   * Exchanges the token of a setup link for a session, exactly once; undefined when it cannot be used. The session that the
   * browser had before, if any, ends with it. A link is used up only together with the session it makes.
   */
  async signIn(setupToken: string, previous: string | undefined): Promise<NewSession | undefined> {
    const now = this.now();
    const exchange = this.prisma.$transaction(async (rows) => {
      if (!(await redeemSetupToken(rows, setupToken, now))) return undefined;
      const outdated = previous === undefined ? [] : [{ kind: 'session', tokenHash: hashOf(previous) }];
      await rows.operatorSession.deleteMany({ where: { OR: [{ expiresAt: { lte: now } }, ...outdated] } });
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      const row = await rows.operatorSession.create({
        data: {
          id: randomUUID(),
          tokenHash: hashOf(token),
          kind: 'session',
          createdAt: now,
          lastSeenAt: now,
          expiresAt: new Date(now.getTime() + LIFE_MS),
        },
      });
      return { session: sessionOf(row), token };
    });
    return answerOf(exchange);
  }

  /** The session of a token, which this keeps from becoming idle; undefined when it has ended or never was. */
  async resume(token: string): Promise<OperatorSession | undefined> {
    const now = this.now();
    const seen = this.prisma.operatorSession.updateManyAndReturn({
      where: {
        tokenHash: hashOf(token),
        kind: 'session',
        expiresAt: { gt: now },
        lastSeenAt: { gt: new Date(now.getTime() - IDLE_MS) },
      },
      data: { lastSeenAt: now },
    });
    const [row] = await answerOf(seen);
    return row && sessionOf(row);
  }

  /** From now on the token opens nothing, in no process. */
  async end(token: string): Promise<void> {
    await answerOf(this.prisma.operatorSession.deleteMany({ where: { tokenHash: hashOf(token), kind: 'session' } }));
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

const sessionOf = ({ id, createdAt, expiresAt }: { id: string; createdAt: Date; expiresAt: Date }) => ({
  id,
  signedInAt: createdAt,
  expiresAt,
});

const hashOf = (token: string) => Uint8Array.from(hash('sha256', token, 'buffer'));
