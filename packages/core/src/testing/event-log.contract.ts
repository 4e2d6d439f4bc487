import type { EventLog, LoggedEvent, VerificationEvent } from '../audit/event.js';
import { systemClock } from '../clock.js';
import { newEventId } from '../ids.js';
import type { VerificationStore } from '../verification/verification-store.js';
import { newScope, newSubject, startCommand } from './commands.js';

export interface LogUnderTest {
  /** Writes to the log. */
  readonly store: VerificationStore;
  readonly events: EventLog;
}

/** What every adapter of EventLog guarantees. Each test gets an empty log and the store that writes it. */
export function eventLogContract(fresh: (maxBacklog: number) => Promise<LogUnderTest>): void {
  const fill = async (store: VerificationStore, count: number, subject = newSubject()) => {
    const ids: string[] = [];
    for (let i = 0; i < count; i++) {
      const scope = newScope();
      const command = startCommand(scope, { ...subject }, '123456', systemClock.now());
      await store.start(scope, command);
      ids.push(command.event.id);
    }
    return ids.sort();
  };
  const idsOf = (logged: readonly LoggedEvent[]) => logged.map(({ event }) => event.id).sort();
  const waiting = async (events: EventLog) => (await events.backlog()).events;

  it('gives an event to one reader at a time, again once it is released, and never after it is acknowledged', async () => {
    const { store, events } = await fresh(1_000);
    const ids = await fill(store, 5);
    const first = await events.read(100);
    expect(idsOf(first)).toEqual(ids);
    expect(await events.read(100)).toEqual([]);
    events.release(first);
    const again = await events.read(100);
    expect(idsOf(again)).toEqual(ids);
    expect(await waiting(events)).toBe(5);
    await events.acknowledge(again);
    expect(await waiting(events)).toBe(0);
    expect(await events.read(100)).toEqual([]);
  });

  it('gives what was released together with what is new', async () => {
    const { store, events } = await fresh(1_000);
    await fill(store, 3);
    const [first, ...rest] = await events.read(100);
    await events.acknowledge([first!]);
    events.release(rest);
    const more = await fill(store, 2);
    expect(idsOf(await events.read(100))).toEqual([...idsOf(rest), ...more].sort());
  });

  it('never gives more than was asked for, and leaves out nothing', async () => {
    const { store, events } = await fresh(1_000);
    const ids: string[] = [];
    for (let number = 0; number < 8; number++) ids.push(...(await fill(store, 5)));
    const seen: string[] = [];
    while (seen.length < ids.length) {
      const batch = await events.read(7);
      expect(batch.length).toBeLessThanOrEqual(7);
      seen.push(...idsOf(batch));
      await events.acknowledge(batch);
    }
    expect(seen.sort()).toEqual(ids.sort());
    expect(await waiting(events)).toBe(0);
  });

  it('acknowledges twice without harm', async () => {
    const { store, events } = await fresh(1_000);
    await fill(store, 1);
    const batch = await events.read(100);
    await events.acknowledge(batch);
    await events.acknowledge(batch);
    expect(await waiting(events)).toBe(0);
  });

  it('takes an event that no transition made, as it is, in order with the others of its number', async () => {
    const { store, events } = await fresh(1_000);
    const subject = newSubject();
    await fill(store, 1, subject);
    const receipt: VerificationEvent = {
      id: newEventId(systemClock.now()),
      at: 1_790_000_000_123,
      tenantId: newScope().tenantId,
      mode: 'live',
      type: 'receipt',
      outcome: 'undelivered',
      purpose: '',
      phoneKey: subject.phoneKey,
      verificationId: '',
      deliveryId: 'dlv_1',
      accountId: 'acc_1',
      country: 'CN',
      details: { providerMessageId: 'm1', code: 'UNDELIV', description: '空号 "1"', segments: 2 },
    };
    expect(await events.append(receipt)).toBe(true);
    const [, appended] = await events.read(100);
    expect(appended?.event).toEqual(receipt);
  });

  it('takes a reply of a number that nothing is known of', async () => {
    const { events } = await fresh(1_000);
    const reply: VerificationEvent = {
      id: newEventId(systemClock.now()),
      at: 1_790_000_000_123,
      tenantId: newScope().tenantId,
      mode: 'live',
      type: 'reply',
      outcome: 'received',
      purpose: '',
      phoneKey: '',
      verificationId: '',
      details: { text: 'TD' },
    };
    expect(await events.append(reply)).toBe(true);
    expect((await events.read(100)).map(({ event }) => event)).toEqual([reply]);
  });

  it('appends nothing at its bound, says how full it is, and how old its oldest event', async () => {
    const { store, events } = await fresh(4);
    const before = systemClock.now();
    expect(await events.backlog()).toEqual({ events: 0, fullness: 0 });
    const subject = newSubject();
    await fill(store, 3, subject);
    expect(await events.backlog()).toMatchObject({ events: 3, fullness: 0.75 });
    const { event } = (await events.read(1))[0]!;
    expect(await events.append({ ...event, id: newEventId(before), phoneKey: subject.phoneKey })).toBe(true);
    expect(await events.append({ ...event, id: newEventId(before), phoneKey: subject.phoneKey })).toBe(false);
    const { events: count, fullness, oldestAt } = await events.backlog();
    expect({ count, fullness }).toEqual({ count: 4, fullness: 1 });
    expect(Math.abs(oldestAt! - before)).toBeLessThan(5_000);
  });
}
