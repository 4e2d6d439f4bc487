import { hash, randomBytes, randomUUID } from 'node:crypto';
import { type Clock, newId, type Operator, type OperatorRole } from '@latchkey/core';
import type { PrismaClient } from '../generated/prisma/client.js';
import type { Rows } from '../tenant/tenant-repository.js';
import { answerOf } from './database-answer.js';
import { redeemSetupToken } from './setup-link.js';

const MINUTE_MS = 60_000;
const IDLE_MS = 30 * MINUTE_MS;
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

  /**
   * Exchanges the token of a setup link for an owner's session, exactly once; undefined when it cannot be used. The session
   * that the browser had before, if any, ends with it. A link is used up only together with the session it makes.
   */
  async signIn(setupToken: string, previous: string | undefined): Promise<NewSession | undefined> {
    const now = this.now();
    const exchange = this.prisma.$transaction(async (rows) => {
      if (!(await redeemSetupToken(rows, setupToken, now))) return undefined;
      return this.open(rows, await theOwner(rows), previous);
    });
    return answerOf(exchange);
  }

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

  private async open(rows: Rows, operator: Operator, previous: string | undefined): Promise<NewSession> {
    const now = this.now();
    const outdated = previous === undefined ? [] : [{ kind: 'session', tokenHash: hashOf(previous) }];
    await rows.operatorSession.deleteMany({ where: { OR: [{ expiresAt: { lte: now } }, ...outdated] } });
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
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
      },
    });
    return { session: { ...operator, sessionId, signedInAt: now, expiresAt, provenAt: now }, token };
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

/** Whoever opens a setup link is the installation's owner. */
async function theOwner(rows: Rows): Promise<Operator> {
  const where = { role: 'owner', tenantId: null, status: 'active' };
  const first = { id: newId('op'), name: 'Owner', signInName: 'owner', role: 'owner', status: 'active' };
  const { id, name } =
    (await rows.operator.findFirst({ where, orderBy: { createdAt: 'asc' } })) ??
    (await rows.operator.create({ data: first }));
  return { operatorId: id, name, role: 'owner' };
}

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
