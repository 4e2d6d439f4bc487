import { newEventId, newId, type TenantScope, type VerificationStore } from '@latchkey/core';
import { checkByPhone, newScope, newSubject, settleCommand, startCommand } from '@latchkey/core/testing';

const AT_ONCE = 500;
const CODE = '135790';
const TENANTS = 20;
/** As long as the ciphertext of a number is. */
const SEALED = 'c2VhbGVkIG51bWJlciBvZiBhIHBob25lIHVuZGVyIGl0cyB0ZW5hbnTigJlzIGRhdGEga2V5';

interface Sender extends TenantScope {
  readonly keyId: string;
  readonly signatureId: string;
  readonly route: { readonly accountId: string; readonly templateId: string };
}

/** What tenants’ traffic leaves in the log: of each message its start, its settlement and a check. Returns the number of events. */
export async function fillLog(store: VerificationStore, verifications: number): Promise<number> {
  const senders = Array.from({ length: TENANTS }, (): Sender => ({
    ...newScope(),
    keyId: newId('key'),
    signatureId: newId('sig'),
    route: { accountId: newId('acc'), templateId: newId('tpl') },
  }));
  for (let from = 0; from < verifications; from += AT_ONCE) {
    const sends = Array.from({ length: Math.min(AT_ONCE, verifications - from) }, (_, index) =>
      newSend(senders[(from + index) % TENANTS]!, from + index),
    );
    await Promise.all(sends.map(({ scope, start }) => store.start(scope, start)));
    await Promise.all(sends.map(({ scope, settle }) => store.settle(scope, settle)));
    await Promise.all(sends.map(({ scope, check }) => store.check(scope, check)));
  }
  return verifications * 3;
}

function newSend({ tenantId, mode, keyId, signatureId, route }: Sender, number: number) {
  const scope = { tenantId, mode };
  const now = Date.now();
  const subject = newSubject(number % 4 === 0 ? 'bind_phone' : 'login');
  const asked = () => ({ keyId, requestId: newId('op'), clientIp: `203.0.113.${number % 250}` });
  const event = (details: Record<string, string | number>) => ({ event: { id: newEventId(Date.now()), details } });
  const start = {
    ...startCommand(scope, subject, CODE, now),
    ...event({ ...asked(), phone: '+86 185****6612', sealedPhone: SEALED }),
  };
  const rejected = number % 50 === 0;
  const answer = rejected
    ? { reason: 'recipient', providerCode: 'FailedOperation.PhoneNumberInBlacklist' }
    : { providerMessageId: `2019:${newId('op')}`, segments: 1 };
  const settle = {
    ...settleCommand(start, rejected ? 'rejected' : 'accepted', { startedAt: now, route }),
    ...event({ requestId: newId('op'), provider: 'tencent', latencyMs: 80 + (number % 400), signatureId, ...answer }),
  };
  const check = { ...checkByPhone(scope, subject, number % 5 === 0 ? '000000' : CODE), ...event(asked()) };
  return { scope, start, settle, check };
}
