import { type Clock, newId, Refused } from '@latchkey/core';
import { z } from 'zod';
import type { PrismaClient } from '../generated/prisma/client.js';
import { refuseTaken } from '../platform/database/refuse-taken.js';
import type { Rows } from '../tenant/tenant-repository.js';
import { answerOf } from './database-answer.js';
import type { OperatorLog } from './operator-log.js';
import type { OperatorSecrets } from './operator-secrets.js';
import type { Browser, NewSession, OperatorSessions } from './operator-sessions.js';
import { identityOf, operatorName, SHOWN, signInName, viewOf } from './operators.js';
import { findSetupLink, redeemSetupToken } from './setup-link.js';
import { passwordText, refuseWeakPassword } from './sign-in/password-rules.js';
import { hashPassword } from './sign-in/passwords.js';
import { newRecoveryCodes, newTotpSecret, totpStep, totpUri } from './sign-in/second-factor.js';

const token = z.string('must be a text').min(1).max(200);

export const setupLook = z.strictObject({ token });

export const setupAnswer = z.strictObject({
  token,
  /** Of the owner whom the link makes; an invited operator has names already. */
  name: operatorName.optional(),
  signInName: signInName.optional(),
  password: passwordText,
  /** From the authenticator that has just been given the secret. */
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/, 'must be six digits')
    .optional(),
});

/** What the page of a link must show. */
export interface SetupOffer {
  /** Undefined for the link that makes an owner. */
  readonly operator?: { readonly name: string; readonly signInName: string };
  readonly secondFactor: { readonly required: boolean; readonly secret: string; readonly uri: string };
}

export interface SetUp extends NewSession {
  /** Shown now and never again; none without a second factor. */
  readonly recoveryCodes: readonly string[];
}

type Link = NonNullable<Awaited<ReturnType<typeof findSetupLink>>>;

/** What happens behind a setup link: names, a password and a second factor are chosen, and one is signed in. */
export class Setup {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly clock: Clock,
    private readonly secrets: OperatorSecrets,
    private readonly sessions: OperatorSessions,
    private readonly log: OperatorLog,
  ) {}

  /** Throws Refused with `unauthenticated` for a link that is used, expired, or never was. Looking does not use it up. */
  async look(linkToken: string): Promise<SetupOffer> {
    const link = await this.find(linkToken);
    const secret = await answerOf(this.pendingSecret(link));
    const { operator } = link;
    const uri = totpUri(secret, operator?.signInName ?? 'owner');
    const secondFactor = { required: link.tenantId === null, secret, uri };
    if (!operator) return { secondFactor };
    return { operator: { name: operator.name, signInName: operator.signInName }, secondFactor };
  }

  /** Throws Refused; whatever was wrong, the link can be used again. Every other session of the operator ends. */
  async finish(answer: z.output<typeof setupAnswer>, browser: Browser): Promise<SetUp> {
    const link = await this.find(answer.token);
    const names = namesOf(link, answer);
    await refuseWeakPassword(answer.password, {
      secondFactor: answer.code !== undefined,
      names: [names.name, names.signInName],
    });
    const factor = this.secondFactorOf(link, answer.code);
    const passwordHash = await hashPassword(answer.password);
    const recovery = factor ? newRecoveryCodes() : undefined;
    const credentials = { passwordHash, recoveryCodes: recovery?.hashes ?? [], status: 'active' };
    const made = this.prisma.$transaction(async (rows) => {
      const now = new Date(this.clock.now());
      if (!(await redeemSetupToken(rows, answer.token, now))) throw new Refused({ kind: 'unauthenticated' });
      const id = link.operatorId ?? newId('op');
      const totp = {
        totpSecret: factor ? this.secrets.sealTotp(id, factor.secret) : null,
        totpStep: factor?.step ?? 0,
      };
      const data = { ...credentials, ...totp, lastSignInAt: now };
      const row = await this.store(rows, link, { id, ...names, ...data });
      await rows.operatorSession.deleteMany({ where: { operatorId: id } });
      const session = await this.sessions.open(rows, identityOf(row), browser);
      const doer = { ...session.session, address: browser.address, requestId: browser.requestId };
      const before = link.operator ? viewOf(link.operator) : undefined;
      const action = link.operator ? 'update' : 'create';
      const deed = { action, resource: 'operators', objectId: id, before, after: viewOf(row) } as const;
      await this.log.append(rows, doer, { ...deed, tenantId: row.tenantId ?? undefined });
      return session;
    });
    return { ...(await answerOf(made)), recoveryCodes: recovery?.codes ?? [] };
  }

  private async find(linkToken: string): Promise<Link> {
    const link = await answerOf(findSetupLink(this.prisma, linkToken, new Date(this.clock.now())));
    if (link && link.operator?.status !== 'disabled') return link;
    throw new Refused({ kind: 'unauthenticated' });
  }

  /** The link keeps its secret, so that an authenticator may read it before a page is loaded again. */
  private async pendingSecret({ id, pendingSecret }: Link): Promise<string> {
    if (pendingSecret !== null) return this.secrets.openPending(id, pendingSecret);
    const secret = newTotpSecret();
    const where = { id, pendingSecret: null };
    const data = { pendingSecret: this.secrets.sealPending(id, secret) };
    const { count } = await this.prisma.operatorSession.updateMany({ where, data });
    if (count === 1) return secret;
    // Opened twice at once: the other one's stands.
    const { pendingSecret: stored } = await this.prisma.operatorSession.findUniqueOrThrow({ where: { id } });
    return this.secrets.openPending(id, stored ?? '');
  }

  private secondFactorOf(link: Link, code: string | undefined): { secret: string; step: number } | undefined {
    if (code === undefined && link.tenantId !== null) return undefined;
    const secret = link.pendingSecret === null ? undefined : this.secrets.openPending(link.id, link.pendingSecret);
    const step = secret && code ? totpStep(secret, code, this.clock.now()) : undefined;
    if (secret !== undefined && step !== undefined) return { secret, step };
    throw new Refused({
      kind: 'invalid_parameter',
      field: 'code',
      message: 'code is not the one of your authenticator',
    });
  }

  private store(rows: Rows, link: Link, { id, name, signInName: chosen, ...data }: StoredOperator) {
    if (link.operatorId !== null) return rows.operator.update({ where: { id }, data, select: SHOWN });
    const owner = { id, name, signInName: chosen, role: 'owner', ...data };
    return refuseTaken('signInName', rows.operator.create({ data: owner, select: SHOWN }));
  }
}

interface StoredOperator {
  readonly id: string;
  readonly name: string;
  readonly signInName: string;
  readonly passwordHash: string;
  readonly recoveryCodes: Uint8Array<ArrayBuffer>[];
  readonly status: string;
  readonly totpSecret: string | null;
  readonly totpStep: number;
  readonly lastSignInAt: Date;
}

function namesOf({ operator }: Link, { name, signInName: chosen }: z.output<typeof setupAnswer>) {
  if (operator) return { name: operator.name, signInName: operator.signInName };
  if (name !== undefined && chosen !== undefined) return { name, signInName: chosen };
  const field = name === undefined ? 'name' : 'signInName';
  throw new Refused({ kind: 'invalid_parameter', field, message: `${field} is missing` });
}
