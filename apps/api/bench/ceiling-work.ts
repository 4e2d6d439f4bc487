import { newEventId, newId, newVerificationId, partitionOf } from '@latchkey/core';
import { KEPT_MS, KEPT_PER_NUMBER, LATEST_KEPT } from '#dist/delivery/sandbox/sandbox-inbox.js';
import type { Scripts } from '#dist/verification/redis/scripts.js';
import { CODE, PARTITIONS } from './load.js';

// What the ceiling hands to the scripts: constant where it can be, and as long as what the api hands over.
const TENANT = `ten_${'c'.repeat(32)}`;
const SCOPE = `"tenantId":"${TENANT}","mode":"test"`;
const SEND_WINDOWS = '[["resend",1,30000],["sends_per_hour",5,3600000],["sends_per_day",10,0]]';
const GUESS_WINDOWS = '[["guesses_per_hour",10,3600000],["guesses_per_day",20,86400000]]';
const REQUEST = `"requestId":"req_${'0'.repeat(32)}"`;
const CALLER = `"keyId":"key_ceiling00000",${REQUEST}`;
const SEALED = `v1.00000000.${'s'.repeat(56)}`;
const CHECK_DETAILS = `{${CALLER}}`;
const START_DETAILS = `{${CALLER},"phone":"+86 139****0000","sealedPhone":"${SEALED}"}`;
const SENT = `"signatureId":"sig_${'0'.repeat(32)}","providerMessageId":"dlv_${'0'.repeat(32)}","segments":1`;
const SETTLE_DETAILS = `{${REQUEST},"provider":"sandbox","latencyMs":1,${SENT}}`;
const ROUTE = ['acc_sandbox', `tpl_${'0'.repeat(32)}`] as const;
const MESSAGE = JSON.stringify({
  id: `dlv_${'0'.repeat(32)}`,
  phoneMasked: '+86 139****0000',
  text: '000000 is your verification code, valid for 5 minutes.',
  sentAt: 1_790_000_000_000,
});
const RIGHT = 'r'.repeat(22);
const WRONG = 'w'.repeat(22);

/** The bodies are as long as the api's, so that both servers serialise and send as much. */
const VERIFICATION = {
  phone: '+86 139****0000',
  channel: 'sms',
  purpose: 'login',
  createdAt: '2026-11-24T12:00:00.000Z',
  expiresAt: '2026-11-24T12:05:00.000Z',
  resendAfter: '2026-11-24T12:00:30.000Z',
  attemptsLeft: 5,
  sends: 1,
  metadata: {},
};
const ID = `ver_00${'0'.repeat(32)}`;
export const startedReply = (id: string) => ({ id, status: 'pending', ...VERIFICATION, delivery: 'accepted' });
export const approvedReply = { id: ID, status: 'approved', ...VERIFICATION };
export const wrongReply = {
  error: {
    code: 'wrong_code',
    message: 'The code is wrong.',
    requestId: `req_${'0'.repeat(32)}`,
    attemptsLeft: 4,
  },
};

/** Runs the sandbox inbox's script. */
export type PutMessage = (keys: readonly string[], args: readonly (string | number)[]) => Promise<unknown>;

function keysOf(phone: string) {
  const phoneKey = phone.slice(1).padStart(22, '0');
  const tag = `{p${String(partitionOf(Buffer.from(phone).toString('base64url'), PARTITIONS)).padStart(2, '0')}}`;
  const subject = `${TENANT}:test:login:${phoneKey}`;
  return { phoneKey, tag, subject };
}

/** The first step of a start, and how to take the two that follow. */
export async function startAtCeiling(run: Scripts, phone: string) {
  const { phoneKey, tag, subject } = keysOf(phone);
  const id = newVerificationId(0);
  const deliveryId = newId('dlv');
  const idKey = `${tag}:id:${TENANT}:test:${id}`;
  const now = Date.now();
  const subjectOf = `"purpose":"login","phoneKey":"${phoneKey}","verificationId":"${id}","deliveryId":"${deliveryId}","country":"CN"`;
  const event = (type: string) => `{"id":"${newEventId(now)}",${SCOPE},"type":"${type}",${subjectOf}`;
  const [record, sends, platform] = [`${tag}:v:${subject}`, `${tag}:w:${subject}`, `${tag}:w:*:${phoneKey}`];
  await run(
    'start',
    [record, sends, platform, `${tag}:f:${subject}`, idKey, `${tag}:events`],
    [
      ...['', `${event('start')},"details":${START_DETAILS}`, TENANT, 'CN', 'login', phoneKey, id, deliveryId],
      ...[RIGHT, RIGHT, '+86 139****0000'],
      ...[300_000, 600_000, 5, 30_000, 0, 9e15, SEND_WINDOWS, '[]', GUESS_WINDOWS, '{}'],
      ...[10_000_000, 93_600_000, 3_600_000, 20, 100],
    ],
  );
  const settled = `,"outcome":"accepted","accountId":"${ROUTE[0]}","templateId":"${ROUTE[1]}","startedAt":${now}`;
  const put = (putMessage: PutMessage) =>
    Promise.all([
      putMessage([`sandbox:{${TENANT}:test}:latest`], [MESSAGE, LATEST_KEPT, KEPT_MS]),
      putMessage([`sandbox:{${TENANT}:test:${phoneKey}}`], [MESSAGE, KEPT_PER_NUMBER, KEPT_MS]),
    ]);
  const settle = () =>
    run(
      'settle',
      [record, sends, platform, idKey, `${tag}:events`],
      ['', id, deliveryId, 'accepted', `${event('settle')}${settled},"details":${SETTLE_DETAILS}`, ...ROUTE],
    );
  return { id, put, settle };
}

export async function checkAtCeiling(run: Scripts, phone: string, code: string): Promise<string> {
  const { phoneKey, tag, subject } = keysOf(phone);
  const eventId = newEventId(Date.now());
  const reply = await run(
    'check',
    [`${tag}:v:${subject}`, `${tag}:events`],
    [
      ...['', eventId, `{"id":"${eventId}",${SCOPE},"type":"check","details":${CHECK_DETAILS}`],
      ...['phone', 'login', phoneKey, ''],
      ...[10_000_000, 93_600_000, 3_600_000, 15_811_200_000, code === CODE ? RIGHT : WRONG],
    ],
  );
  return String((reply as unknown[])[0]);
}
