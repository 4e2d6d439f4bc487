import { randomUUID } from 'node:crypto';
import { newId, type Standing } from '@latchkey/core';
import { OperatorSessions } from '../../src/operator/operator-sessions.js';
import { identityOf } from '../../src/operator/operators.js';
import { SessionCookie } from '../../src/operator/session-cookie.js';
import type { Parts } from '../../src/parts.js';

export interface SignedInOperator {
  readonly operatorId: string;
  /** The `Cookie` header of the session. */
  readonly cookie: string;
}

/** A new operator with a session, as if they had signed in this moment. */
export async function signInAs(
  parts: Parts,
  { role, tenantId }: Standing = { role: 'owner' },
): Promise<SignedInOperator> {
  const { prisma } = parts.database;
  const id = newId('op');
  const names = { name: `${role} ${id.slice(3, 9)}`, signInName: id };
  const data = { id, ...names, role, tenantId: tenantId ?? null, status: 'active' };
  const operator = identityOf(await prisma.operator.create({ data }));
  const browser = { address: '127.0.0.1', userAgent: 'a test', requestId: randomUUID(), token: undefined };
  const { session, token } = await new OperatorSessions(prisma, parts.clock).open(prisma, operator, browser);
  return { operatorId: id, cookie: new SessionCookie(parts.config.publicUrl).write(token, session).split(';')[0]! };
}
