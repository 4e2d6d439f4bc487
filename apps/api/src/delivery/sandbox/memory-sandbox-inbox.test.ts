import { systemClock, type TenantScope } from '@latchkey/core';
import { MemorySandboxInbox } from './memory-sandbox-inbox.js';
import { sandboxInboxContract } from '../../../test/support/sandbox-inbox.contract.js';
import { KEPT_MS } from './sandbox-inbox.js';

const SCOPE: TenantScope = { tenantId: 'ten_1', mode: 'test' };
const messageAt = (sentAt: number) => ({
  id: `dlv_${sentAt}`,
  phoneMasked: '',
  text: '',
  signature: undefined,
  sentAt,
});

describe('the sandbox inbox in memory', () => {
  sandboxInboxContract(() => new MemorySandboxInbox(systemClock));

  it('forgets a message after an hour', async () => {
    const clock = { time: 0, now: () => clock.time };
    const inbox = new MemorySandboxInbox(clock);
    await inbox.put(SCOPE, 'a', messageAt(0));
    clock.time = KEPT_MS;
    expect(await inbox.list(SCOPE, 'a')).toEqual([]);
  });

  it('does not grow with the number of numbers', async () => {
    const clock = { time: 0, now: () => clock.time };
    const inbox = new MemorySandboxInbox(clock, 100);
    for (let i = 0; i < 1_000; i += 1) await inbox.put(SCOPE, `number ${i}`, messageAt(0));
    const kept = await Promise.all(Array.from({ length: 1_000 }, (_, i) => inbox.list(SCOPE, `number ${i}`)));
    expect(kept.flat()).toHaveLength(100);
    expect(kept[999]).toHaveLength(1);
  });
});
