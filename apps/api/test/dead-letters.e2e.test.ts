import { newEventId, newId, type VerificationEvent } from '@latchkey/core';
import { keepDeadLetter } from '../src/audit/dead-letters.js';
import { callConsole } from './support/console-client.js';
import { eventOf } from './support/events.js';
import { HttpApp } from './support/http-app.js';
import { signInAs } from './support/operators.js';

let api: HttpApp;
let tenantId: string;

beforeAll(async () => {
  api = await HttpApp.start({ TRUSTED_PROXIES: '127.0.0.1' });
  tenantId = (await api.tenants.create({ name: 'Ours' })).id;
});

afterAll(() => api.stop());

/** One that the database would take by now, unless told otherwise. */
async function setAside(members: Partial<VerificationEvent> = {}): Promise<VerificationEvent> {
  const event = eventOf(tenantId, {
    deliveryId: newId('dlv'),
    details: { phone: '+86 185****6612', sealedPhone: 'sealed', clientIp: '203.0.113.9' },
    ...members,
  });
  await keepDeadLetter(api.parts.database.pool, event, 'new row violates a check');
  return event;
}

const hopeless = () => setAside({ type: 'nonsense' as never });
const as = async (standing?: Parameters<typeof signInAs>[1]) => (await signInAs(api.parts, standing)).cookie;

async function lastDeed() {
  const { prisma } = api.parts.database;
  return prisma.operatorLogEntry.findFirst({ where: { resource: 'deadLetters' }, orderBy: { seq: 'desc' } });
}

describe('dead letters in the console', () => {
  it('are listed with their reason and without what finds or opens a number', async () => {
    const event = await setAside();
    const { status, headers, body } = await callConsole(api, 'dead-letters', { cookie: await as({ role: 'auditor' }) });
    const text = JSON.stringify(body);
    expect([status, headers.get('content-range')]).toEqual([200, 'dead-letters 0-0/1']);
    expect(body).toMatchObject([
      { id: event.id, tenantId, type: 'start', outcome: 'started', error: 'new row violates a check', retriedAt: null },
    ]);
    expect(text).toContain('+86 185****6612');
    for (const secret of ['sealed', event.phoneKey]) expect(text).not.toContain(secret);
  });

  it('are stored when they are tried again, once, and that is written down', async () => {
    const event = await setAside();
    const cookie = await as();
    const retry = () => callConsole(api, `dead-letters/${event.id}/retry`, { method: 'POST', cookie });
    expect((await retry()).body).toEqual({ stored: true });
    expect((await retry()).status).toBe(404);
    const { prisma } = api.parts.database;
    expect(await prisma.verificationEvent.count({ where: { id: event.id } })).toBe(1);
    expect(await lastDeed()).toMatchObject({
      action: 'update',
      objectId: event.id,
      tenantId,
      after: { stored: true },
    });
  });

  it('stay with the new reason when they are refused again, and do not keep the others from being stored', async () => {
    const [bad, good] = [await hopeless(), await setAside()];
    const cookie = await as();
    const { body } = await callConsole(api, `dead-letters/${bad.id}/retry`, { method: 'POST', cookie });
    expect(body).toMatchObject({ stored: false, error: 'its type or outcome is unknown' });
    const all = await callConsole(api, 'dead-letters/retries', { method: 'POST', cookie });
    expect(all.body).toMatchObject({ refused: 1, left: 1 });
    expect((await callConsole(api, `dead-letters/${good.id}`, { cookie })).status).toBe(404);
    expect((await callConsole(api, `dead-letters/${bad.id}`, { cookie })).body['retriedAt']).not.toBeNull();
  });

  it('are gone when they are given up, and the log says what was lost', async () => {
    const event = await hopeless();
    const cookie = await as();
    const { status } = await callConsole(api, `dead-letters/${event.id}`, { method: 'DELETE', cookie });
    expect(status).toBe(200);
    expect((await callConsole(api, `dead-letters/${event.id}`, { cookie })).status).toBe(404);
    expect(await lastDeed()).toMatchObject({
      action: 'delete',
      objectId: event.id,
      before: { type: 'nonsense', error: 'new row violates a check' },
    });
  });

  it('concern nobody who is bound to a tenant, not even their own', async () => {
    const { id } = await hopeless();
    const cookie = await as({ role: 'owner', tenantId });
    const asks = [
      ['GET', 'dead-letters'],
      ['GET', `dead-letters/${id}`],
      ['POST', `dead-letters/${id}/retry`],
      ['POST', 'dead-letters/retries'],
      ['DELETE', `dead-letters/${id}`],
    ] as const;
    for (const [method, path] of asks) {
      expect([path, (await callConsole(api, path, { method, cookie })).status]).toEqual([path, 403]);
    }
  });

  it('answer a name that is no id like one that is missing', async () => {
    const cookie = await as();
    for (const id of ['nothing', newEventId(Date.now())]) {
      expect((await callConsole(api, `dead-letters/${id}/retry`, { method: 'POST', cookie })).status).toBe(404);
    }
  });
});
