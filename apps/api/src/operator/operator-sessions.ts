import { hash, randomBytes, randomUUID } from 'node:crypto';
import { type Clock, type Operator, type OperatorRole, Refused } from '@latchkey/core';
import type { PrismaClient } from '../generated/prisma/client.js';
import type { Rows } from '../tenant/tenant-repository.js';
import { answerOf } from './database-answer.js';

const MINUTE_MS = 60_000;
export const IDLE_MS = 30 * MINUTE_MS;
const LIFE_MS = 12 * 60 * MINUTE_MS;
const TOKEN_BYTES = 32;

/** A signed-in operator. */
export interface OperatorSession extends Operator {
  readonly sessionId: string;
  readonly signedInAt: Date;
  /** Its end at the latest; half an hour without a request ends it sooner. */
  readonly expiresAt: Date;
  /** When the person last proved that it is them. */
  readonly provenAt: Date;
}

export interface NewSession {
  readonly session: OperatorSession;
  /** Known to the browser alone: only its hash is stored. */
  readonly token: string;
}

/** Where a request comes from. */
export interface Browser {
  readonly address: string;
  /** As it calls itself, for people to recognise their sessions by. */
  readonly userAgent: string;
  readonly requestId: string;
  /** The token of the session that it had, which ends when another begins. */
  readonly token: string | undefined;
}

interface ResumedRow {
  readonly session_id: string;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly proven_at: Date;
  readonly operator_id: string;
  readonly name: string;
  readonly role: OperatorRole;
  readonly tenant_id: string | null;
}

/** Sessions of operators. They live in the database, so that ending one ends it everywhere at once. */
export class OperatorSessions {
  constructor(
    private readonly prisma: PrismaClient,
    readonly clock: Clock,
  ) {}

  /** The session of a token, which this keeps from becoming idle; undefined when it has ended or never was. */
  async resume(token: string): Promise<OperatorSession | undefined> {
    const now = this.now();
    const idleSince = new Date(now.getTime() - IDLE_MS);
    const seen = this.prisma.$queryRaw<ResumedRow[]>`
      UPDATE operator_session s SET last_seen_at = ${now} FROM operator o
      WHERE s.token_hash = ${hashOf(token)} AND s.kind = 'session' AND s.expires_at > ${now} AND s.last_seen_at > ${idleSince}
        AND o.id = s.operator_id AND o.status = 'active'
      RETURNING s.id AS session_id, s.created_at, s.expires_at, s.proven_at, o.id AS operator_id, o.name, o.role, o.tenant_id`;
    const [row] = await answerOf(seen);
    return row && resumed(row);
  }

  /** From now on the token opens nothing, in no process. */
  async end(token: string): Promise<void> {
    await answerOf(this.prisma.operatorSession.deleteMany({ where: { tokenHash: hashOf(token), kind: 'session' } }));
  }

  /** Begins a session, and ends the one that the browser had. In the transaction of whatever lets the operator in. */
  async open(rows: Rows, operator: Operator, { address, userAgent, token: previous }: Browser): Promise<NewSession> {
    const now = this.now();
    const outdated = previous === undefined ? [] : [{ kind: 'session', tokenHash: hashOf(previous) }];
    await rows.operatorSession.deleteMany({ where: { OR: [{ expiresAt: { lte: now } }, ...outdated] } });
    const token = newToken();
    const sessionId = randomUUID();
    const expiresAt = new Date(now.getTime() + LIFE_MS);
    await rows.operatorSession.create({
      data: {
        id: sessionId,
        tokenHash: hashOf(token),
        kind: 'session',
        operatorId: operator.operatorId,
        tenantId: operator.tenantId ?? null,
        createdAt: now,
        lastSeenAt: now,
        provenAt: now,
        expiresAt,
        address,
        userAgent: recognisable(userAgent),
      },
    });
    return { session: { ...operator, sessionId, signedInAt: now, expiresAt, provenAt: now }, token };
  }

  /** The person has proven again that it is them: the session goes on under a new token, and the old one opens nothing. */
  async renew(rows: Rows, session: OperatorSession): Promise<NewSession> {
    const renewed = await this.renewById(rows, session, session.sessionId);
    if (!renewed) throw new Refused({ kind: 'unauthenticated' });
    return renewed;
  }

  /** Undefined when the session has ended meanwhile. */
  async renewById(rows: Rows, operator: Operator, sessionId: string): Promise<NewSession | undefined> {
    const provenAt = this.now();
    const token = newToken();
    const [row] = await rows.operatorSession.updateManyAndReturn({
      where: { id: sessionId, kind: 'session', operatorId: operator.operatorId, expiresAt: { gt: provenAt } },
      data: { tokenHash: hashOf(token), provenAt },
      select: { createdAt: true, expiresAt: true },
    });
    const { operatorId, name, role, tenantId } = operator;
    const identity = { operatorId, name, role, ...(tenantId === undefined ? {} : { tenantId }) };
    return (
      row && {
        session: { ...identity, sessionId, signedInAt: row.createdAt, expiresAt: row.expiresAt, provenAt },
        token,
      }
    );
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

const newToken = () => randomBytes(TOKEN_BYTES).toString('base64url');

/** Browsers say what they like: printable and short. */
const recognisable = (userAgent: string) => userAgent.replace(/[^\x20-\x7e]/g, '').slice(0, 200);

function resumed(row: ResumedRow): OperatorSession {
  return {
    operatorId: row.operator_id,
    name: row.name,
    role: row.role,
    ...(row.tenant_id === null ? {} : { tenantId: row.tenant_id }),
    sessionId: row.session_id,
    signedInAt: row.created_at,
    expiresAt: row.expires_at,
    provenAt: row.proven_at,
  };
}

const hashOf = (token: string) => Uint8Array.from(hash('sha256', token, 'buffer'));
