import { randomBytes } from 'node:crypto';
import { newId } from '@latchkey/core';
import { callConsole, type ConsoleCall } from '../../test/support/console-client.js';
import { HttpApp } from '../../test/support/http-app.js';
import { type SignedInOperator, signInAs } from '../../test/support/operators.js';
import { MasterKeys } from '../platform/crypto/master-keys.js';
import { OperatorSecrets } from './operator-secrets.js';

let api: HttpApp;
let owner: SignedInOperator;
let ours: string;
let theirs: string;

beforeAll(async () => {
  api = await HttpApp.start({ TRUSTED_PROXIES: '127.0.0.1' });
  owner = await signInAs(api.parts);
  ours = await api.newTenant('ours');
  theirs = await api.newTenant('theirs');
});

afterAll(() => api.stop());

const call = (path: string, options?: ConsoleCall) => callConsole(api, path, options);

let names = 0;
const person = (change: object = {}) => ({ name: 'Ida', signInName: `ida${(names += 1)}`, role: 'support', ...change });
const invite = (by: SignedInOperator, change?: object) =>
  call('operators', { json: person(change), cookie: by.cookie });
const patch = (by: SignedInOperator, id: unknown, json: object) =>
  call(`operators/${String(id)}`, { method: 'PATCH', json, cookie: by.cookie });
const listed = async (by: SignedInOperator, path: string) => {
  const { body } = await call(`${path}?range=[0,199]`, { cookie: by.cookie });
  return body as unknown as Record<string, unknown>[];
};

describe('people', () => {
  it('are invited by a link that is shown once and kept as a hash', async () => {
    const invited = await invite(owner, { signInName: 'Ida@Example.com' });
    expect([invited.status, invited.body]).toEqual([
      201,
      expect.objectContaining({
        signInName: 'ida@example.com',
        status: 'invited',
        tenantId: null,
        secondFactor: false,
      }),
    ]);
    const token = String(invited.body['link']).split('#')[1]!;
    const looked = await call('session/setup/look', { json: { token } });
    expect(looked.body['operator']).toEqual({ name: 'Ida', signInName: 'ida@example.com' });
    const shown = await call(`operators/${String(invited.body['id'])}`, { cookie: owner.cookie });
    expect(JSON.stringify(shown.body)).not.toContain(token);
    const logged = await api.parts.database.prisma.operatorLogEntry.findMany({ omit: { seq: true } });
    expect(JSON.stringify(logged)).not.toContain(token);
  });

  it('have names of their own', async () => {
    const { signInName } = (await invite(owner)).body;
    const again = await invite(owner, { signInName: String(signInName).toUpperCase() });
    expect([again.status, again.body.error]).toMatchObject([400, { field: 'signInName' }]);
  });

  it('get a new link that ends the one before', async () => {
    const { id, link } = (await invite(owner)).body;
    const renewed = await call(`operators/${String(id)}/link`, { json: {}, cookie: owner.cookie });
    const look = (url: unknown) => call('session/setup/look', { json: { token: String(url).split('#')[1] } });
    expect((await look(link)).status).toBe(401);
    expect((await look(renewed.body['link'])).status).toBe(200);
  });

  it('are gone at once when they are disabled: sessions, links and requests', async () => {
    const admin = await signInAs(api.parts, { role: 'admin' });
    const link = await call(`operators/${admin.operatorId}/link`, { json: {}, cookie: owner.cookie });
    expect((await patch(owner, admin.operatorId, { status: 'disabled' })).body['status']).toBe('disabled');
    expect((await call('session', { cookie: admin.cookie })).status).toBe(401);
    const token = String(link.body['link']).split('#')[1];
    expect((await call('session/setup/look', { json: { token } })).status).toBe(401);
    expect(await api.parts.database.prisma.operatorSession.count({ where: { operatorId: admin.operatorId } })).toBe(0);
    // Whoever never chose a password is invited again, and no more than that.
    expect((await patch(owner, admin.operatorId, { status: 'active' })).body['status']).toBe('invited');
  });

  it('may do from the next request on what their new role allows', async () => {
    const support = await signInAs(api.parts, { role: 'support' });
    expect((await call('operators', { cookie: support.cookie })).status).toBe(403);
    await patch(owner, support.operatorId, { role: 'owner' });
    expect((await call('operators', { cookie: support.cookie })).status).toBe(200);
    await patch(owner, support.operatorId, { role: 'support' });
  });

  it('cannot raise, lower or disable themselves', async () => {
    expect((await patch(owner, owner.operatorId, { role: 'auditor' })).body.error?.['field']).toBe('role');
    expect((await patch(owner, owner.operatorId, { status: 'disabled' })).body.error?.['field']).toBe('status');
  });

  it('always hold an owner, even when two disable each other at the same time', async () => {
    const { prisma } = api.parts.database;
    await prisma.operator.updateMany({ where: { role: 'owner' }, data: { status: 'disabled' } });
    const [one, other] = [await signInAs(api.parts), await signInAs(api.parts)];
    const answers = await Promise.all([
      patch(one, other.operatorId, { status: 'disabled' }),
      patch(other, one.operatorId, { status: 'disabled' }),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await prisma.operator.count({ where: { role: 'owner', tenantId: null, status: 'active' } })).toBe(1);
    await prisma.operator.updateMany({ where: { id: owner.operatorId }, data: { status: 'active' } });
  });
});

describe('people of one tenant', () => {
  it('see and make those of their tenant alone; another’s are not there', async () => {
    const theirOwner = await signInAs(api.parts, { role: 'owner', tenantId: theirs });
    const ourOwner = await signInAs(api.parts, { role: 'owner', tenantId: ours });
    const made = await invite(ourOwner);
    expect(made.body['tenantId']).toBe(ours);
    expect(new Set((await listed(ourOwner, 'operators')).map(({ tenantId }) => tenantId))).toEqual(new Set([ours]));

    const missing = await patch(ourOwner, newId('op'), { name: 'x' });
    for (const id of [theirOwner.operatorId, owner.operatorId]) {
      const refused = await patch(ourOwner, id, { name: 'x' });
      expect({ ...refused.body.error, requestId: '' }).toEqual({ ...missing.body.error, requestId: '' });
      expect((await call(`operators/${id}`, { cookie: ourOwner.cookie })).status).toBe(404);
    }
    expect((await invite(ourOwner, { tenantId: theirs })).status).toBe(404);
  });

  it('see and end the sessions, and read the log, of their tenant alone', async () => {
    const theirOwner = await signInAs(api.parts, { role: 'owner', tenantId: theirs });
    const ourOwner = await signInAs(api.parts, { role: 'owner', tenantId: ours });
    await invite(theirOwner);
    await invite(ourOwner);
    for (const path of ['sessions', 'operator-log']) {
      expect(new Set((await listed(ourOwner, path)).map(({ tenantId }) => tenantId))).toEqual(new Set([ours]));
    }
    const [hers] = await listed(theirOwner, 'sessions');
    const ending = (by: SignedInOperator) =>
      call(`sessions/${String(hers!['id'])}`, { method: 'DELETE', cookie: by.cookie });
    expect((await ending(ourOwner)).status).toBe(404);
    expect((await ending(owner)).status).toBe(204);
    expect((await call('operator-log/check', { cookie: ourOwner.cookie })).status).toBe(403);
  });

  it('see their own tenant and no other', async () => {
    const ourAuditor = await signInAs(api.parts, { role: 'auditor', tenantId: ours });
    expect((await listed(ourAuditor, 'tenants')).map(({ id }) => id)).toEqual([ours]);
    expect((await call(`tenants/${theirs}`, { cookie: ourAuditor.cookie })).status).toBe(404);
  });
});

describe('an operator’s own account', () => {
  it('changes its password, which ends the other sessions', async () => {
    const here = await signInAs(api.parts);
    const { prisma } = api.parts.database;
    const weak = await call('account/password', {
      method: 'PUT',
      json: { password: 'qwertyuiop123' },
      cookie: here.cookie,
    });
    expect(weak.body.error?.['field']).toBe('password');
    const json = { password: 'three blue harbor lamps' };
    expect((await call('account/password', { method: 'PUT', json, cookie: here.cookie })).status).toBe(204);
    const { passwordHash } = await prisma.operator.findUniqueOrThrow({ where: { id: here.operatorId } });
    expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$/);
  });

  it('ends its own sessions and nobody else’s', async () => {
    const [one, other] = [await signInAs(api.parts), await signInAs(api.parts)];
    const [session] = await listed(other, 'account/sessions');
    expect(session).toMatchObject({ operatorId: other.operatorId, current: true });
    const path = `account/sessions/${String(session!['id'])}`;
    expect((await call(path, { method: 'DELETE', cookie: one.cookie })).status).toBe(404);
    expect((await call(path, { method: 'DELETE', cookie: other.cookie })).status).toBe(204);
  });
});

it('seals secrets of authenticators anew under a newer master key, so that the older one can go', async () => {
  const key = (id: string) => ({ id, secret: randomBytes(32) });
  const [older, newer] = [key('older'), key('newer')];
  const { prisma } = api.parts.database;
  const { operatorId } = await signInAs(api.parts);
  const sealed = new OperatorSecrets(new MasterKeys([older]).wrapping).sealTotp(operatorId, 'JBSWY3DPEHPK3PXP');
  await prisma.operator.update({ where: { id: operatorId }, data: { totpSecret: sealed } });
  expect(await new OperatorSecrets(new MasterKeys([newer, older]).wrapping).reseal(prisma)).toBe(1);
  const { totpSecret } = await prisma.operator.findUniqueOrThrow({ where: { id: operatorId } });
  expect(new OperatorSecrets(new MasterKeys([newer]).wrapping).openTotp(operatorId, totpSecret!)).toBe(
    'JBSWY3DPEHPK3PXP',
  );
});
