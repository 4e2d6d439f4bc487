import { type Clock, Refused } from '@latchkey/core';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { PrismaClient } from '../../generated/prisma/client.js';
import type { Rows } from '../../tenant/tenant-repository.js';
import { answerOf } from '../database-answer.js';
import type { OperatorLog } from '../operator-log.js';
import type { OperatorSecrets } from '../operator-secrets.js';
import type { Browser, NewSession, OperatorSession, OperatorSessions } from '../operator-sessions.js';
import { identityOf } from '../operators.js';
import { passwordText } from './password-rules.js';
import { isPassword } from './passwords.js';
import { readProof, totpStep } from './second-factor.js';
import type { Attempt, SignInDelays } from './sign-in-delays.js';

export const proofBody = z.strictObject({
  password: passwordText,
  /** Six digits of the authenticator, or a recovery code. */
  code: z.string('must be a text').trim().min(1).max(40).optional(),
});

/** Any text may be tried: a name that cannot be one is answered like one that nobody has. */
export const signInBody = proofBody.extend({
  signInName: z.string('must be a text').trim().toLowerCase().min(1).max(128),
});

const CREDENTIALS = {
  id: true,
  name: true,
  role: true,
  tenantId: true,
  signInName: true,
  status: true,
  passwordHash: true,
  totpSecret: true,
} as const;

interface Credentials {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly tenantId: string | null;
  readonly signInName: string;
  readonly passwordHash: string | null;
  readonly totpSecret: string | null;
}

/** What somebody shows to be taken for an operator. */
type Shown = z.output<typeof proofBody>;

/** Signing in with a password and a second factor, and proving later that it is still the same person. */
export class SignIn {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly clock: Clock,
    private readonly secrets: OperatorSecrets,
    private readonly delays: SignInDelays,
    private readonly sessions: OperatorSessions,
    private readonly log: OperatorLog,
    private readonly logger: Logger,
  ) {}

  /**
   * Throws Refused: `second_factor_required` when the password is right and a code is needed too; `unauthenticated` for all that
   * is wrong, whether or not there is such a name, after the same work; `rate_limited`.
   */
  async open({ signInName: name, ...shown }: z.output<typeof signInBody>, browser: Browser): Promise<NewSession> {
    const attempt = await this.delays.begin(name, browser.address);
    const operator = await answerOf(
      this.prisma.operator.findFirst({ where: { signInName: name, status: 'active' }, select: CREDENTIALS }),
    );
    return this.proven(operator, shown, attempt, browser, async (rows, proven) => {
      const now = new Date(this.clock.now());
      await rows.operator.update({ where: { id: proven.id }, data: { lastSignInAt: now }, select: { id: true } });
      const made = await this.sessions.open(rows, identityOf(proven), browser);
      await this.record(rows, made.session, browser, 'create');
      return made;
    });
  }

  /** Proves that a session is still in the right hands; it goes on under a new token. Refuses like `open`. */
  async prove(session: OperatorSession, shown: Shown, browser: Browser): Promise<NewSession> {
    const where = { id: session.operatorId, status: 'active' };
    const operator = await answerOf(this.prisma.operator.findFirst({ where, select: CREDENTIALS }));
    const attempt = await this.delays.begin(operator?.signInName ?? '', browser.address);
    return this.proven(operator, shown, attempt, browser, async (rows) => {
      const made = await this.sessions.renew(rows, session);
      await this.record(rows, session, browser, 'update');
      return made;
    });
  }

  private async proven<T>(
    operator: Credentials | null,
    { password, code }: Shown,
    attempt: Attempt,
    browser: Browser,
    work: (rows: Rows, operator: Credentials) => Promise<T>,
  ): Promise<T> {
    if (!(await isPassword(password, operator?.passwordHash)) || !operator) {
      return this.refuse(operator, browser, 'password');
    }
    const needsCode = operator.totpSecret !== null;
    // Whoever works for the platform has a second factor, unless somebody meddled.
    if (!needsCode && operator.tenantId === null) return this.refuse(operator, browser, 'no second factor');
    if (needsCode && code === undefined) {
      await this.delays.undo(attempt);
      throw new Refused({ kind: 'second_factor_required' });
    }
    const done = this.prisma.$transaction(async (rows) => {
      if (needsCode && !(await this.useCode(rows, operator, code ?? ''))) return undefined;
      await this.delays.succeed(rows, attempt);
      return { result: await work(rows, operator) };
    });
    return (await answerOf(done))?.result ?? this.refuse(operator, browser, 'code');
  }

  /** Uses a code up: of any number of simultaneous attempts with one code, one gets true. */
  private async useCode(rows: Rows, { id, totpSecret }: Credentials, text: string): Promise<boolean> {
    const proof = readProof(text);
    if (proof.kind === 'recovery') {
      const used = await rows.$executeRaw`
        UPDATE operator SET recovery_codes = array_remove(recovery_codes, ${proof.hash})
        WHERE id = ${id} AND ${proof.hash} = ANY (recovery_codes)`;
      return used === 1;
    }
    const step =
      totpSecret === null ? undefined : totpStep(this.secrets.openTotp(id, totpSecret), proof.code, this.clock.now());
    if (step === undefined) return false;
    const { count } = await rows.operator.updateMany({
      where: { id, totpStep: { lt: step } },
      data: { totpStep: step },
    });
    return count === 1;
  }

  private record(rows: Rows, session: OperatorSession, browser: Browser, action: 'create' | 'update'): Promise<void> {
    const { sessionId, tenantId } = session;
    const { address, requestId } = browser;
    const doer = { ...session, address, requestId };
    return this.log.append(rows, doer, { action, resource: 'sessions', objectId: sessionId, tenantId });
  }

  private refuse(operator: Credentials | null, { address, requestId }: Browser, wrong: string): never {
    this.logger.warn({ operatorId: operator?.id, address, requestId, wrong }, 'sign-in refused');
    throw new Refused({ kind: 'unauthenticated' });
  }
}
