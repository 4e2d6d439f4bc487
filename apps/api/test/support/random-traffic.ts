import { randomInt } from 'node:crypto';
import { type EventLog, newEventId, type VerificationEvent, type VerificationStore } from '@latchkey/core';
import {
  cancelCommand,
  checkById,
  checkByPhone,
  newScope,
  newSubject,
  settleCommand,
  startCommand,
} from '@latchkey/core/testing';

const CODE = '135790';
const any = <T>(...choices: readonly T[]): T => choices[randomInt(choices.length)]!;

/**
 * Sends `messages` of several tenants and purposes through a store, as callers, the provider and its receipts would, in an
 * order of their own. Returns how many events that makes, receipts left out: whether one counts is for the drain to decide.
 */
export async function randomTraffic(
  store: VerificationStore,
  log: Pick<EventLog, 'append'>,
  messages: number,
): Promise<{ tenantIds: string[]; calls: number }> {
  const scopes = [newScope(), newScope(), newScope('test')];
  const subjects = Array.from({ length: Math.ceil(messages / 3) }, () => newSubject(any('login', 'bind_phone')));
  let calls = 0;
  const send = async () => {
    const scope = any(...scopes);
    const subject = any(...subjects);
    const start = startCommand(scope, subject, CODE, Date.now());
    const started = await store.start(scope, start);
    calls += 1;
    if (started.outcome === 'started') {
      const outcome = any('accepted', 'accepted', 'rejected', 'unknown');
      const providerMessageId = `sid_${start.deliveryId}`;
      const accountId = any('acc_1', 'acc_2');
      const latencyMs = randomInt(6_000);
      const details = {
        accepted: { provider: any('tencent', 'sandbox'), providerMessageId, segments: any(1, 2), latencyMs },
        rejected: { provider: 'tencent', reason: any('funds', 'recipient'), providerCode: any('A', 'B'), latencyMs },
        unknown: { provider: 'tencent', cause: any('timeout', 'reset'), latencyMs },
      }[outcome];
      const route = { accountId, templateId: any('tpl_1', 'tpl_2') };
      const settle = settleCommand(start, outcome, { startedAt: started.verification.createdAt, route });
      const steps: (() => Promise<unknown>)[] = [
        () => ((calls += 1), store.settle(scope, { ...settle, event: { id: newEventId(Date.now()), details } })),
        () => log.append(receiptOf(scope, subject.phoneKey, accountId, providerMessageId)),
        () => log.append(receiptOf(scope, subject.phoneKey, accountId, providerMessageId)),
      ];
      for (const step of steps.sort(() => randomInt(2) - 0.5)) await step();
    }
    for (let i = 0; i < 3; i++) {
      const code = any(CODE, '000000', '111111');
      const check = any(checkByPhone(scope, subject, code), checkById(scope, start.verificationId, code));
      await store.check(scope, check);
      calls += 1;
    }
    if (randomInt(10) === 0) {
      await store.cancel(scope, cancelCommand(start.verificationId));
      calls += 1;
    }
  };
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let i = 0; i < messages / 8; i++) await send();
    }),
  );
  return { tenantIds: scopes.map(({ tenantId }) => tenantId), calls };
}

function receiptOf(
  { tenantId, mode }: Pick<VerificationEvent, 'tenantId' | 'mode'>,
  phoneKey: string,
  accountId: string,
  providerMessageId: string,
): VerificationEvent {
  const at = Date.now();
  const outcome = any('delivered', 'delivered', 'undelivered');
  return {
    id: newEventId(at),
    at,
    tenantId,
    mode,
    type: 'receipt',
    outcome,
    purpose: '',
    phoneKey,
    verificationId: '',
    accountId,
    details: {
      accountId,
      providerMessageId,
      code: any('DELIVRD', 'MK:0001'),
      description: '',
      receivedAt: new Date(at).toISOString(),
      ...(outcome === 'undelivered' ? { bucket: any('recipient', 'carrier') } : {}),
    },
  };
}
