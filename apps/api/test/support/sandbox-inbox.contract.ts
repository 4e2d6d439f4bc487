import { newId, type TenantScope } from '@latchkey/core';
import { KEPT_PER_NUMBER, type SandboxInbox, type SandboxMessage } from '../../src/delivery/sandbox/sandbox-inbox.js';

const messageOf = (text: string): SandboxMessage => ({
  id: newId('dlv'),
  phoneMasked: '+86 185****6612',
  text,
  signature: 'Example',
  sentAt: Date.now(),
});

/** What either inbox guarantees. */
export function sandboxInboxContract(open: () => SandboxInbox): void {
  const scope: TenantScope = { tenantId: newId('ten'), mode: 'test' };

  it('gives the messages of a number back, newest first', async () => {
    const inbox = open();
    const messages = ['first', 'second'].map(messageOf);
    for (const message of messages) await inbox.put(scope, 'a', message);
    expect(await inbox.list(scope, 'a')).toEqual(messages.reverse());
  });

  it('shows a number nothing of another, nor a tenant of another, nor test of live', async () => {
    const inbox = open();
    await inbox.put(scope, 'mine', messageOf('secret'));
    expect(await inbox.list(scope, 'other')).toEqual([]);
    expect(await inbox.list({ ...scope, tenantId: newId('ten') }, 'mine')).toEqual([]);
    expect(await inbox.list({ ...scope, mode: 'live' }, 'mine')).toEqual([]);
  });

  it('keeps the newest of many', async () => {
    const inbox = open();
    for (let i = 0; i < KEPT_PER_NUMBER + 5; i += 1) await inbox.put(scope, 'many', messageOf(String(i)));
    const kept = await inbox.list(scope, 'many');
    expect(kept).toHaveLength(KEPT_PER_NUMBER);
    expect(kept[0]?.text).toBe(String(KEPT_PER_NUMBER + 4));
  });

  it('gives the newest messages of a tenant over all numbers, and nobody else’s', async () => {
    const inbox = open();
    const ours: TenantScope = { tenantId: newId('ten'), mode: 'test' };
    const messages = ['first', 'second'].map(messageOf);
    for (const [index, message] of messages.entries()) await inbox.put(ours, `number ${index}`, message);
    await inbox.put({ ...ours, mode: 'live' }, 'number 0', messageOf('live'));
    await inbox.put(scope, 'number 0', messageOf('stranger'));
    expect(await inbox.latest(ours)).toEqual(messages.reverse());
  });

  it('keeps a message without a signature as it is', async () => {
    const inbox = open();
    const message = { ...messageOf('plain'), signature: undefined };
    await inbox.put(scope, 'unsigned', message);
    expect(await inbox.list(scope, 'unsigned')).toEqual([message]);
  });
}
