import type { EventLog, LoggedEvent } from '../audit/event.js';
import type { VerificationStore } from '../verification/verification-store.js';
import { systemClock } from '../clock.js';
import { newScope, newSubject, startCommand } from './commands.js';

/** What every adapter of EventLog guarantees. Each test gets an empty log and the store that writes it. */
export function eventLogContract(fresh: () => Promise<{ store: VerificationStore; events: EventLog }>): void {
  const fill = async (store: VerificationStore, count: number) => {
    const ids: string[] = [];
    for (let i = 0; i < count; i++) {
      const scope = newScope();
      const command = startCommand(scope, newSubject(), '123456', systemClock.now());
      await store.start(scope, command);
      ids.push(command.event.id);
    }
    return ids.sort();
  };
  const idsOf = (logged: readonly LoggedEvent[]) => logged.map(({ event }) => event.id).sort();

  it('gives an event again until it is acknowledged, and never after', async () => {
    const { store, events } = await fresh();
    const ids = await fill(store, 5);
    expect(idsOf(await events.read(100))).toEqual(ids);
    const again = await events.read(100);
    expect(idsOf(again)).toEqual(ids);
    expect(await events.backlog()).toBe(5);
    await events.acknowledge(again);
    expect(await events.backlog()).toBe(0);
    expect(await events.read(100)).toEqual([]);
  });

  it('gives what was not acknowledged together with what is new', async () => {
    const { store, events } = await fresh();
    await fill(store, 3);
    const [first, ...rest] = await events.read(100);
    await events.acknowledge([first!]);
    const more = await fill(store, 2);
    expect(idsOf(await events.read(100))).toEqual([...idsOf(rest), ...more].sort());
  });

  it('acknowledges twice without harm', async () => {
    const { store, events } = await fresh();
    await fill(store, 1);
    const batch = await events.read(100);
    await events.acknowledge(batch);
    await events.acknowledge(batch);
    expect(await events.backlog()).toBe(0);
  });
}
