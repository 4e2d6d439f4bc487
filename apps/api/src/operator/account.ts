import { type Clock, Refused } from '@latchkey/core';
import { z } from 'zod';
import type { Rows } from '../tenant/tenant-repository.js';
import type { ConsoleScope } from './console-scope.js';
import type { SignedIn } from './operator.guard.js';
import type { OperatorSecrets } from './operator-secrets.js';
import { type OperatorView, SHOWN, viewOf } from './operators.js';
import { passwordText, refuseWeakPassword } from './sign-in/password-rules.js';
import { hashPassword } from './sign-in/passwords.js';
import { newRecoveryCodes, newTotpSecret, totpStep, totpUri } from './sign-in/second-factor.js';

export const passwordChange = z.strictObject({ password: passwordText });

export const confirmation = z.strictObject({
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/, 'must be six digits'),
});

/** An operator's own account. Everything that changes it asks for fresh proof at its route. */
export class Account {
  constructor(
    private readonly scope: ConsoleScope,
    private readonly clock: Clock,
    private readonly secrets: OperatorSecrets,
  ) {}

  show(who: SignedIn): Promise<OperatorView & { recoveryCodesLeft: number }> {
    return this.scope.read(who, async ({ operator }) => {
      const select = { ...SHOWN, recoveryCodes: true };
      const { recoveryCodes, ...row } = await operator.findUniqueOrThrow({ where: { id: who.operatorId }, select });
      return { ...viewOf(row), recoveryCodesLeft: recoveryCodes.length };
    });
  }

  /** Ends the operator's other sessions. Throws Refused. */
  async changePassword(who: SignedIn, { password }: z.output<typeof passwordChange>): Promise<void> {
    const { name, signInName, secondFactor } = await this.show(who);
    await refuseWeakPassword(password, { secondFactor, names: [name, signInName] });
    const passwordHash = await hashPassword(password);
    await this.scope.change(who, async (rows, tell) => {
      await rows.operator.update({ where: { id: who.operatorId }, data: { passwordHash }, select: { id: true } });
      await endOthers(rows, who);
      await tell({ action: 'update', ...own(who), after: { changed: 'password' } });
    });
  }

  /** A secret for another authenticator. Until it is confirmed the one before goes on. */
  offerAuthenticator(who: SignedIn): Promise<{ secret: string; uri: string }> {
    return this.scope.read(who, async ({ operator, operatorSession }) => {
      const { signInName } = await operator.findUniqueOrThrow({
        where: { id: who.operatorId },
        select: { signInName: true },
      });
      const secret = newTotpSecret();
      const pendingSecret = this.secrets.sealPending(who.sessionId, secret);
      await operatorSession.update({ where: { id: who.sessionId }, data: { pendingSecret }, select: { id: true } });
      return { secret, uri: totpUri(secret, signInName) };
    });
  }

  /**
   * From now on the new authenticator counts, and new recovery codes, which are shown this once; the operator's other sessions
   * end. Throws Refused.
   */
  confirmAuthenticator(who: SignedIn, { code }: z.output<typeof confirmation>): Promise<readonly string[]> {
    return this.scope.change(who, async (rows, tell) => {
      const { pendingSecret } = await rows.operatorSession.findUniqueOrThrow({
        where: { id: who.sessionId },
        select: { pendingSecret: true },
      });
      const secret = pendingSecret === null ? undefined : this.secrets.openPending(who.sessionId, pendingSecret);
      const step = secret === undefined ? undefined : totpStep(secret, code, this.clock.now());
      if (secret === undefined || step === undefined) {
        throw new Refused({
          kind: 'invalid_parameter',
          field: 'code',
          message: 'code is not the one of your authenticator',
        });
      }
      const { codes, hashes } = newRecoveryCodes();
      const totpSecret = this.secrets.sealTotp(who.operatorId, secret);
      const data = { totpSecret, totpStep: step, recoveryCodes: hashes };
      await rows.operator.update({ where: { id: who.operatorId }, data, select: { id: true } });
      await rows.operatorSession.update({
        where: { id: who.sessionId },
        data: { pendingSecret: null },
        select: { id: true },
      });
      await endOthers(rows, who);
      await tell({ action: 'update', ...own(who), after: { changed: 'authenticator' } });
      return codes;
    });
  }

  /** New recovery codes, shown this once; the ones before are worth nothing. Throws Refused where there is no second factor. */
  renewRecoveryCodes(who: SignedIn): Promise<readonly string[]> {
    return this.scope.change(who, async (rows, tell) => {
      const { codes, hashes } = newRecoveryCodes();
      const where = { id: who.operatorId, totpSecret: { not: null } };
      const { count } = await rows.operator.updateMany({ where, data: { recoveryCodes: hashes } });
      if (count === 0) throw new Refused({ kind: 'not_found' });
      await tell({ action: 'update', ...own(who), after: { changed: 'recovery codes' } });
      return codes;
    });
  }
}

/** Whoever else may be signed in by what was just changed is not any more (OWASP ASVS 7.4.3). */
async function endOthers({ operatorSession }: Rows, { operatorId, sessionId }: SignedIn): Promise<void> {
  await operatorSession.deleteMany({ where: { operatorId, id: { not: sessionId } } });
}

const own = ({ operatorId, tenantId }: SignedIn) => ({
  resource: 'operators' as const,
  objectId: operatorId,
  tenantId,
});
