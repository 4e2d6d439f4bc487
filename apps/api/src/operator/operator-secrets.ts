import type { PrismaClient } from '../generated/prisma/client.js';
import type { SealedBox, SealedPlace } from '../platform/crypto/sealed-box.js';

/** Secrets of operators' authenticators, sealed under the master key. */
export class OperatorSecrets {
  constructor(private readonly box: SealedBox) {}

  /** The secret of an operator's authenticator. */
  sealTotp(operatorId: string, secret: string): string {
    return this.box.seal(secret, totpPlace(operatorId));
  }

  openTotp(operatorId: string, sealed: string): string {
    return this.box.open(sealed, totpPlace(operatorId)).toString();
  }

  /** One that is shown in a session or behind a link, and not confirmed yet. */
  sealPending(sessionId: string, secret: string): string {
    return this.box.seal(secret, pendingPlace(sessionId));
  }

  openPending(sessionId: string, sealed: string): string {
    return this.box.open(sealed, pendingPlace(sessionId)).toString();
  }

  /** What a browser keeps for us for a while, such as the state of a single sign-on. */
  sealTicket(name: string, content: string): string {
    return this.box.seal(content, ticketPlace(name));
  }

  openTicket(name: string, sealed: string): string {
    return this.box.open(sealed, ticketPlace(name)).toString();
  }

  /** Seals anew what an older master key sealed, so that it can go. Returns how many. Safe from several processes at once. */
  async reseal(prisma: PrismaClient): Promise<number> {
    const operators = await prisma.operator.findMany({
      where: { totpSecret: { not: null } },
      select: { id: true, totpSecret: true },
    });
    let resealed = 0;
    for (const { id, totpSecret } of operators) {
      if (totpSecret === null || !this.box.isOutdated(totpSecret)) continue;
      const renewed = this.sealTotp(id, this.openTotp(id, totpSecret));
      const { count } = await prisma.operator.updateMany({ where: { id, totpSecret }, data: { totpSecret: renewed } });
      resealed += count;
    }
    return resealed;
  }
}

const place = (table: string, column: string, row: string): SealedPlace => ({ tenantId: '', table, column, row });
const totpPlace = (operatorId: string) => place('operator', 'totp_secret', operatorId);
const pendingPlace = (sessionId: string) => place('operator_session', 'pending_secret', sessionId);
const ticketPlace = (name: string) => place('browser', 'ticket', name);
