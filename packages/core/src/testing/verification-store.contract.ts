import type { VerificationEvent } from '../audit/event.js';
import type { VerificationStore } from '../verification/verification-store.js';
import { newVerificationId } from '../ids.js';
import { GRACE_MS, IDEMPOTENCY_MS } from '../verification/verification.js';
import { DAY_MS, HOUR_MS } from '../verification/windows.js';
import {
  cancelCommand,
  checkById,
  checkByPhone,
  newScope,
  newSubject,
  releaseCommand,
  settleCommand,
  startCommand,
  TEST_ROUTE,
} from './commands.js';
import { TestClock } from './test-clock.js';

export interface StoreUnderTest {
  readonly store: VerificationStore;
  /** The events of one tenant so far, oldest first. */
  eventsOf(tenantId: string): Promise<VerificationEvent[]>;
}

const CODE = '135790';
const WRONG = '246801';
const MINUTE_MS = 60_000;

/** What every adapter of VerificationStore guarantees, races included. */
export function verificationStoreContract(storeUnder: (clock: TestClock) => StoreUnderTest): void {
  const setUp = () => {
    const clock = new TestClock();
    const { store, eventsOf } = storeUnder(clock);
    const scope = newScope();
    const subject = newSubject();
    const start = async (code = CODE, options: Parameters<typeof startCommand>[4] = {}, of = subject, by = scope) => {
      const command = startCommand(by, of, code, clock.now(), options);
      return { command, result: await store.start(by, command) };
    };
    const outcomes = async () => (await eventsOf(scope.tenantId)).map(({ type, outcome }) => `${type} ${outcome}`);
    return { clock, store, scope, subject, start, eventsOf, outcomes };
  };

  describe('a code', () => {
    it('is approved once, and is closed for ever after', async () => {
      const { store, scope, subject, start } = setUp();
      const { command } = await start();
      const approved = await store.check(scope, checkByPhone(scope, subject, CODE));
      expect(approved).toMatchObject({
        outcome: 'approved',
        verification: { id: command.verificationId, status: 'approved', attemptsLeft: 0, metadata: { order: '42' } },
      });
      expect(await store.check(scope, checkByPhone(scope, subject, CODE))).toEqual({ outcome: 'closed' });
      expect(await store.check(scope, checkById(scope, command.verificationId, CODE))).toEqual({ outcome: 'closed' });
    });

    it('is approved by the id of its verification', async () => {
      const { store, scope, start } = setUp();
      const { command } = await start();
      expect(await store.check(scope, checkById(scope, command.verificationId, WRONG))).toEqual({
        outcome: 'wrong_code',
        attemptsLeft: 4,
      });
      expect(await store.check(scope, checkById(scope, command.verificationId, CODE))).toMatchObject({
        outcome: 'approved',
      });
    });

    it('is approved while its message is still on its way', async () => {
      const { store, scope, subject, start } = setUp();
      const { command } = await start();
      expect(await store.check(scope, checkByPhone(scope, subject, CODE))).toMatchObject({ outcome: 'approved' });
      await store.settle(scope, settleCommand(command, 'unknown'));
      expect(await store.get(scope, command.verificationId)).toMatchObject({ status: 'approved' });
    });

    it('expires at its end, to the millisecond, and is forgotten after the grace time', async () => {
      const { clock, store, scope, subject, start } = setUp();
      const { command } = await start();
      clock.advance(5 * MINUTE_MS - 1);
      expect(await store.check(scope, checkByPhone(scope, subject, WRONG))).toMatchObject({ outcome: 'wrong_code' });
      clock.advance(1);
      expect(await store.check(scope, checkByPhone(scope, subject, CODE))).toEqual({ outcome: 'expired' });
      expect(await store.get(scope, command.verificationId)).toMatchObject({ status: 'expired', attemptsLeft: 0 });
      clock.advance(GRACE_MS);
      expect(await store.check(scope, checkById(scope, command.verificationId, CODE))).toEqual({
        outcome: 'not_found',
      });
      expect(await store.get(scope, command.verificationId)).toBeUndefined();
    });

    it('still answers "closed" after its end when it was used', async () => {
      const { clock, store, scope, subject, start } = setUp();
      await start();
      await store.check(scope, checkByPhone(scope, subject, CODE));
      clock.advance(6 * MINUTE_MS);
      expect(await store.check(scope, checkByPhone(scope, subject, CODE))).toEqual({ outcome: 'closed' });
    });

    it('is refused for ever once the attempts are spent, the right code included', async () => {
      const { store, scope, subject, start } = setUp();
      const { command } = await start();
      for (let left = 4; left >= 0; left--) {
        expect(await store.check(scope, checkByPhone(scope, subject, WRONG))).toEqual({
          outcome: 'wrong_code',
          attemptsLeft: left,
        });
      }
      expect(await store.check(scope, checkByPhone(scope, subject, CODE))).toEqual({ outcome: 'closed' });
      expect(await store.get(scope, command.verificationId)).toMatchObject({
        status: 'max_attempts_reached',
        attemptsLeft: 0,
      });
    });
  });

  describe('simultaneous guesses', () => {
    it('let exactly one of 1,000 right answers win', async () => {
      const { store, scope, subject, start, outcomes } = setUp();
      await start();
      const results = await Promise.all(
        Array.from({ length: 1000 }, () => store.check(scope, checkByPhone(scope, subject, CODE))),
      );
      expect(results.filter(({ outcome }) => outcome === 'approved')).toHaveLength(1);
      expect(results.filter(({ outcome }) => outcome === 'closed')).toHaveLength(999);
      const logged = await outcomes();
      expect(logged.filter((event) => event === 'check approved')).toHaveLength(1);
      expect(logged).toHaveLength(1001);
    });

    it('compare no more than maxAttempts of 1,000 wrong ones, and the right code is refused afterwards', async () => {
      const { store, scope, subject, start } = setUp();
      await start();
      const results = await Promise.all(
        Array.from({ length: 1000 }, () => store.check(scope, checkByPhone(scope, subject, WRONG))),
      );
      expect(results.filter(({ outcome }) => outcome === 'wrong_code')).toHaveLength(5);
      expect(results.filter(({ outcome }) => outcome === 'closed')).toHaveLength(995);
      expect(await store.check(scope, checkByPhone(scope, subject, CODE))).toEqual({ outcome: 'closed' });
    });

    it('let exactly one of 200 simultaneous starts reserve a send', async () => {
      const { start, outcomes } = setUp();
      const results = await Promise.all(Array.from({ length: 200 }, () => start()));
      expect(results.filter(({ result }) => result.outcome === 'started')).toHaveLength(1);
      expect((await outcomes()).filter((event) => event === 'start limited')).toHaveLength(199);
    });
  });

  describe('a resend', () => {
    it('closes the older code, which still costs an attempt', async () => {
      const { clock, store, scope, subject, start } = setUp();
      const first = await start('111111');
      clock.advance(30_000);
      const second = await start('222222');
      expect(second.result).toMatchObject({ outcome: 'started', verification: { sends: 2 } });
      expect(await store.check(scope, checkByPhone(scope, subject, '111111'))).toEqual({ outcome: 'closed' });
      expect(await store.check(scope, checkById(scope, first.command.verificationId, '111111'))).toEqual({
        outcome: 'closed',
      });
      expect(await store.get(scope, second.command.verificationId)).toMatchObject({
        status: 'pending',
        attemptsLeft: 4,
      });
      expect(await store.get(scope, first.command.verificationId)).toMatchObject({ status: 'canceled' });
      expect(await store.check(scope, checkByPhone(scope, subject, '222222'))).toMatchObject({ outcome: 'approved' });
    });

    it('remembers every code it replaced', async () => {
      const { clock, store, scope, subject, start } = setUp();
      for (const code of ['111111', '222222', '333333']) {
        await start(code);
        clock.advance(30_000);
      }
      expect(await store.check(scope, checkByPhone(scope, subject, '111111'))).toEqual({ outcome: 'closed' });
      expect(await store.check(scope, checkByPhone(scope, subject, '222222'))).toEqual({ outcome: 'closed' });
      expect(await store.check(scope, checkByPhone(scope, subject, '444444'))).toEqual({
        outcome: 'wrong_code',
        attemptsLeft: 2,
      });
    });

    it('inherits the failed-guess budget, and a start is refused once it is spent', async () => {
      const { clock, store, scope, subject, start } = setUp();
      for (const code of ['111111', '222222']) {
        await start(code);
        for (let i = 0; i < 5; i++) await store.check(scope, checkByPhone(scope, subject, WRONG));
        clock.advance(30_000);
      }
      expect((await start('333333')).result).toEqual({
        outcome: 'limited',
        name: 'guesses_per_hour',
        retryAfterMs: HOUR_MS - 60_000,
      });
      clock.advance(HOUR_MS - 60_000);
      expect((await start('333333')).result).toMatchObject({ outcome: 'started', verification: { attemptsLeft: 5 } });
    });

    it('compares nothing while the failed-guess budget is spent, the right code included', async () => {
      const { clock, store, scope, subject, start } = setUp();
      await start('111111', { policy: { guessesPerHour: 7 } });
      for (let i = 0; i < 5; i++) await store.check(scope, checkByPhone(scope, subject, WRONG));
      clock.advance(30_000);
      const { result } = await start('222222', { policy: { guessesPerHour: 7 } });
      expect(result).toMatchObject({ outcome: 'started', verification: { attemptsLeft: 2 } });
      expect(await store.check(scope, checkByPhone(scope, subject, WRONG))).toEqual({
        outcome: 'wrong_code',
        attemptsLeft: 1,
      });
      expect(await store.check(scope, checkByPhone(scope, subject, WRONG))).toEqual({
        outcome: 'wrong_code',
        attemptsLeft: 0,
      });
      expect(await store.check(scope, checkByPhone(scope, subject, '222222'))).toMatchObject({
        outcome: 'limited',
        name: 'guesses_per_hour',
      });
    });

    it('starts with a clean budget after an approval', async () => {
      const { clock, store, scope, subject, start } = setUp();
      await start('111111');
      for (let i = 0; i < 4; i++) await store.check(scope, checkByPhone(scope, subject, WRONG));
      await store.check(scope, checkByPhone(scope, subject, '111111'));
      clock.advance(30_000);
      const { result } = await start('222222', { policy: { guessesPerHour: 5 } });
      expect(result).toMatchObject({ outcome: 'started', verification: { attemptsLeft: 5, sends: 1 } });
    });
  });

  describe('send windows', () => {
    it('ask for the pause between two sends, then let the next through', async () => {
      const { clock, start } = setUp();
      await start();
      clock.advance(29_999);
      expect((await start()).result).toEqual({ outcome: 'limited', name: 'resend', retryAfterMs: 1 });
      clock.advance(1);
      expect((await start()).result.outcome).toBe('started');
    });

    it('slide over the hour', async () => {
      const { clock, start } = setUp();
      for (let i = 0; i < 5; i++) {
        expect((await start()).result.outcome).toBe('started');
        clock.advance(MINUTE_MS);
      }
      expect((await start()).result).toEqual({
        outcome: 'limited',
        name: 'sends_per_hour',
        retryAfterMs: HOUR_MS - 5 * MINUTE_MS,
      });
      clock.advance(HOUR_MS - 5 * MINUTE_MS);
      expect((await start()).result.outcome).toBe('started');
      expect((await start()).result.outcome).toBe('limited');
    });

    it('follow the calendar day, not the last 24 hours', async () => {
      const { clock, start } = setUp();
      const platform = { sendIntervalSeconds: 1, sendsPer24Hours: 100 };
      const policy = { sendsPerDay: 3 };
      for (let i = 0; i < 3; i++) {
        expect((await start(CODE, { policy, platform })).result.outcome).toBe('started');
        clock.advance(HOUR_MS);
      }
      expect((await start(CODE, { policy, platform })).result).toEqual({
        outcome: 'limited',
        name: 'sends_per_day',
        retryAfterMs: 17 * HOUR_MS,
      });
      clock.advance(17 * HOUR_MS);
      expect((await start(CODE, { policy, platform })).result.outcome).toBe('started');
    });

    it('cap one number over all tenants, and say so in the name of the window only', async () => {
      const { clock, store, subject, start } = setUp();
      expect((await start()).result.outcome).toBe('started');
      const other = newScope();
      expect((await start(CODE, {}, subject, other)).result).toEqual({
        outcome: 'limited',
        name: 'platform_interval',
        retryAfterMs: 30_000,
      });
      for (let i = 0; i < 9; i++) {
        clock.advance(30_000);
        expect((await start(CODE, {}, subject, newScope())).result.outcome).toBe('started');
      }
      clock.advance(30_000);
      expect((await start(CODE, {}, subject, other)).result).toEqual({
        outcome: 'limited',
        name: 'platform_sends_per_day',
        retryAfterMs: DAY_MS - 300_000,
      });
      expect(await store.check(other, checkByPhone(other, subject, CODE))).toEqual({ outcome: 'expired' });
    });

    it('do not count test traffic against live traffic, nor the other way round', async () => {
      const { subject, start, scope } = setUp();
      const test = { ...scope, mode: 'test' as const };
      expect((await start()).result.outcome).toBe('started');
      expect((await start(CODE, {}, subject, test)).result.outcome).toBe('started');
    });

    it('are given back when the message is rejected', async () => {
      const { store, scope, subject, start } = setUp();
      const { command } = await start();
      await store.settle(scope, settleCommand(command, 'rejected'));
      expect(await store.check(scope, checkByPhone(scope, subject, CODE))).toEqual({ outcome: 'expired' });
      expect(await store.get(scope, command.verificationId)).toBeUndefined();
      expect((await start()).result).toMatchObject({ outcome: 'started', verification: { sends: 1 } });
    });

    it('are kept when nobody knows whether the message went out, and its code stays valid', async () => {
      const { store, scope, subject, start } = setUp();
      const { command } = await start();
      await store.settle(scope, settleCommand(command, 'unknown'));
      expect((await start()).result).toMatchObject({ outcome: 'limited', name: 'resend' });
      expect(await store.check(scope, checkByPhone(scope, subject, CODE))).toMatchObject({ outcome: 'approved' });
    });
  });

  describe('failed guesses in a row', () => {
    /** So many wrong guesses at codes of the number, as far apart as its windows ask for. */
    const fail = async ({ clock, store, scope, subject, start }: ReturnType<typeof setUp>, times: number) => {
      for (let failed = 0; failed < times; failed++) {
        if (failed % 5 === 0) {
          clock.advance(6 * HOUR_MS);
          expect((await start()).result).toMatchObject({ outcome: 'started' });
        }
        const guess = await store.check(scope, checkByPhone(scope, subject, WRONG));
        expect([failed, guess.outcome]).toEqual([failed, 'wrong_code']);
      }
    };

    it('put the number on hold: the 101st is never compared, however many resends, hours and purposes lie between', async () => {
      const world = setUp();
      const { clock, store, scope, subject, start } = world;
      const bind = { ...subject, purpose: 'bind_phone' };
      await fail(world, 97);
      clock.advance(30_000);
      const { command } = await start(CODE, {}, bind);
      for (const left of [2, 1, 0]) {
        const wrong = await store.check(scope, checkByPhone(scope, bind, WRONG));
        expect(wrong).toEqual({ outcome: 'wrong_code', attemptsLeft: left });
      }
      expect(await store.get(scope, command.verificationId)).toMatchObject({ status: 'pending', attemptsLeft: 0 });
      expect(await store.check(scope, checkByPhone(scope, bind, CODE))).toEqual({ outcome: 'held' });
      expect(await store.check(scope, checkById(scope, command.verificationId, CODE))).toEqual({ outcome: 'held' });
      clock.advance(90 * DAY_MS);
      expect((await start()).result).toEqual({ outcome: 'held' });
      expect((await start(CODE, {}, bind)).result).toEqual({ outcome: 'held' });
      expect(await store.failuresOf(scope, subject.phoneKey)).toBe(100);
    });

    it('are forgotten at an approval, whatever its purpose', async () => {
      const world = setUp();
      const { clock, store, scope, subject, start } = world;
      await fail(world, 99);
      const bind = { ...subject, purpose: 'bind_phone' };
      clock.advance(HOUR_MS);
      await start(CODE, {}, bind);
      expect(await store.check(scope, checkByPhone(scope, bind, CODE))).toMatchObject({ outcome: 'approved' });
      expect(await store.failuresOf(scope, subject.phoneKey)).toBe(0);
      await fail(world, 20);
      expect(await store.failuresOf(scope, subject.phoneKey)).toBe(20);
    });

    it('are forgotten when somebody has looked into it, which the log tells', async () => {
      const world = setUp();
      const { clock, store, scope, subject, start, eventsOf } = world;
      await fail(world, 100);
      expect((await start()).result).toEqual({ outcome: 'held' });
      const release = releaseCommand(subject.phoneKey);
      expect(await store.release(scope, release)).toEqual({ outcome: 'released', failures: 100 });
      expect(await store.release(scope, releaseCommand(subject.phoneKey))).toEqual({ outcome: 'not_found' });
      clock.advance(6 * HOUR_MS);
      await start();
      expect(await store.check(scope, checkByPhone(scope, subject, CODE))).toMatchObject({ outcome: 'approved' });
      const events = await eventsOf(scope.tenantId);
      expect(events.slice(-5).map(({ type, outcome }) => `${type} ${outcome}`)).toEqual([
        'start held',
        'release released',
        'release not_found',
        'start started',
        'check approved',
      ]);
      expect(events.at(-4)).toEqual({
        ...{ id: release.event.id, at: expect.any(Number), ...scope, type: 'release', outcome: 'released' },
        ...{ purpose: '', phoneKey: subject.phoneKey, verificationId: '', details: { operatorId: 'op_test' } },
      });
    });

    it('are counted for one tenant and one mode alone', async () => {
      const world = setUp();
      const { clock, store, scope, subject, start } = world;
      await fail(world, 100);
      clock.advance(HOUR_MS);
      for (const by of [newScope(), { ...scope, mode: 'test' as const }]) {
        expect((await start(CODE, {}, subject, by)).result.outcome).toBe('started');
        expect(await store.check(by, checkByPhone(by, subject, CODE))).toMatchObject({ outcome: 'approved' });
        expect(await store.release(by, releaseCommand(subject.phoneKey))).toEqual({ outcome: 'not_found' });
        clock.advance(30_000);
      }
      expect((await start()).result).toEqual({ outcome: 'held' });
    });

    it('let no burst compare more than are left before the hold', async () => {
      const { store, scope, subject, start, outcomes } = setUp();
      await start(CODE, { policy: { failuresBeforeHold: 3 } });
      await Promise.all(Array.from({ length: 200 }, () => store.check(scope, checkByPhone(scope, subject, WRONG))));
      const logged = await outcomes();
      expect(logged.filter((event) => event === 'check wrong_code')).toHaveLength(3);
      expect(logged.filter((event) => event === 'check held')).toHaveLength(197);
    });
  });

  describe('a number that wants no messages', () => {
    it('is not sent to by that tenant, at no cost, until it wants some again', async () => {
      const { store, scope, subject, start, outcomes } = setUp();
      await store.optOut(scope.tenantId, subject.phoneKey);
      await store.optOut(scope.tenantId, subject.phoneKey);
      expect((await start()).result).toEqual({ outcome: 'blocked' });
      expect((await start()).result).toEqual({ outcome: 'blocked' });
      await store.optIn(scope.tenantId, subject.phoneKey);
      expect((await start()).result).toMatchObject({ outcome: 'started', verification: { sends: 1 } });
      expect(await outcomes()).toEqual(['start blocked', 'start blocked', 'start started']);
    });

    it('still receives those of other tenants, and the tenant still sends to other numbers', async () => {
      const { store, scope, subject, start } = setUp();
      await store.optOut(scope.tenantId, subject.phoneKey);
      expect((await start(CODE, {}, subject, newScope())).result.outcome).toBe('started');
      expect((await start(CODE, {}, newSubject())).result.outcome).toBe('started');
    });

    it('can use the code that was sent to it before', async () => {
      const { store, scope, subject, start } = setUp();
      await start();
      await store.optOut(scope.tenantId, subject.phoneKey);
      expect(await store.check(scope, checkByPhone(scope, subject, CODE))).toMatchObject({ outcome: 'approved' });
    });
  });

  describe('a rejected resend', () => {
    it('revives the code it had replaced', async () => {
      const { clock, store, scope, subject, start } = setUp();
      const first = await start('111111');
      clock.advance(30_000);
      const second = await start('222222');
      await store.settle(scope, settleCommand(second.command, 'rejected'));
      expect(await store.get(scope, second.command.verificationId)).toBeUndefined();
      expect(await store.get(scope, first.command.verificationId)).toMatchObject({ status: 'pending' });
      expect(await store.check(scope, checkByPhone(scope, subject, '222222'))).toMatchObject({ outcome: 'wrong_code' });
      expect(await store.check(scope, checkById(scope, first.command.verificationId, '111111'))).toMatchObject({
        outcome: 'approved',
      });
    });

    it('does not open a verification that was closed before', async () => {
      const { clock, store, scope, subject, start } = setUp();
      const first = await start('111111');
      await store.check(scope, checkByPhone(scope, subject, '111111'));
      clock.advance(30_000);
      const second = await start('222222');
      await store.settle(scope, settleCommand(second.command, 'rejected'));
      expect(await store.get(scope, first.command.verificationId)).toMatchObject({ status: 'approved' });
      expect(await store.check(scope, checkByPhone(scope, subject, '111111'))).toEqual({ outcome: 'closed' });
    });

    it('leaves alone what was approved before the rejection came', async () => {
      const { store, scope, subject, start } = setUp();
      const { command } = await start();
      await store.check(scope, checkByPhone(scope, subject, CODE));
      await store.settle(scope, settleCommand(command, 'rejected'));
      expect(await store.get(scope, command.verificationId)).toMatchObject({ status: 'approved' });
      expect(await store.check(scope, checkByPhone(scope, subject, CODE))).toEqual({ outcome: 'closed' });
    });
  });

  describe('tenants', () => {
    it('cannot check, read or cancel the verification of another one', async () => {
      const { store, scope, subject, start } = setUp();
      const { command } = await start();
      const stranger = newScope();
      const id = command.verificationId;
      expect(await store.check(stranger, checkById(stranger, id, CODE))).toEqual({ outcome: 'not_found' });
      expect(await store.check(stranger, checkByPhone(stranger, subject, CODE))).toEqual({ outcome: 'expired' });
      expect(await store.get(stranger, id)).toBeUndefined();
      expect(await store.cancel(stranger, cancelCommand(id))).toEqual({ outcome: 'not_found' });
      const asTest = { ...scope, mode: 'test' as const };
      expect(await store.get(asTest, id)).toBeUndefined();
      expect(await store.check(scope, checkById(scope, id, CODE))).toMatchObject({ outcome: 'approved' });
    });

    it('cannot lock the number of another one by guessing', async () => {
      const { store, scope, subject, start } = setUp();
      const attacker = newScope();
      for (let i = 0; i < 50; i++) await store.check(attacker, checkByPhone(attacker, subject, WRONG));
      await start();
      expect(await store.check(scope, checkByPhone(scope, subject, CODE))).toMatchObject({ outcome: 'approved' });
    });
  });

  describe('an id', () => {
    it('never opens another verification of the same number', async () => {
      const { clock, store, scope, start } = setUp();
      const first = await start('111111');
      clock.advance(30_000);
      const second = await start('222222');
      expect(await store.check(scope, checkById(scope, first.command.verificationId, '222222'))).toEqual({
        outcome: 'closed',
      });
      expect(await store.check(scope, checkById(scope, second.command.verificationId, '111111'))).toMatchObject({
        outcome: 'wrong_code',
      });
    });

    it('opens nothing together with another number', async () => {
      const { store, scope, subject, start } = setUp();
      const { command } = await start();
      const id = command.verificationId;
      expect(await store.check(scope, checkById(scope, id, CODE, newSubject().phoneKey))).toEqual({
        outcome: 'not_found',
      });
      expect(await store.check(scope, checkById(scope, id, CODE, subject.phoneKey))).toMatchObject({
        outcome: 'approved',
      });
    });

    it('that nobody issued is not found', async () => {
      const { store, scope, outcomes } = setUp();
      const id = newVerificationId(3);
      expect(await store.check(scope, checkById(scope, id, CODE))).toEqual({ outcome: 'not_found' });
      expect(await store.get(scope, id)).toBeUndefined();
      expect(await store.cancel(scope, cancelCommand(id))).toEqual({ outcome: 'not_found' });
      expect(await outcomes()).toEqual(expect.arrayContaining(['check not_found', 'cancel not_found']));
    });
  });

  describe('a purpose', () => {
    it('keeps its codes to itself', async () => {
      const { clock, store, scope, subject, start } = setUp();
      await start();
      const bind = { ...subject, purpose: 'bind_phone' };
      expect(await store.check(scope, checkByPhone(scope, bind, CODE))).toEqual({ outcome: 'expired' });
      clock.advance(30_000);
      expect((await start('999999', {}, bind)).result.outcome).toBe('started');
      expect(await store.check(scope, checkByPhone(scope, bind, CODE))).toMatchObject({ outcome: 'wrong_code' });
    });
  });

  describe('guesses without a live code', () => {
    it('cost the number nothing', async () => {
      const { store, scope, subject, start } = setUp();
      for (let i = 0; i < 50; i++)
        expect(await store.check(scope, checkByPhone(scope, subject, WRONG))).toEqual({ outcome: 'expired' });
      expect((await start()).result).toMatchObject({ outcome: 'started', verification: { attemptsLeft: 5 } });
    });
  });

  describe('cancel', () => {
    it('closes a pending verification, once', async () => {
      const { store, scope, subject, start } = setUp();
      const { command } = await start();
      expect(await store.cancel(scope, cancelCommand(command.verificationId))).toMatchObject({
        outcome: 'canceled',
        verification: { status: 'canceled', attemptsLeft: 0 },
      });
      expect(await store.cancel(scope, cancelCommand(command.verificationId))).toEqual({ outcome: 'closed' });
      expect(await store.check(scope, checkByPhone(scope, subject, CODE))).toEqual({ outcome: 'closed' });
    });

    it('answers "expired" for one that is over', async () => {
      const { clock, store, scope, start } = setUp();
      const { command } = await start();
      clock.advance(6 * MINUTE_MS);
      expect(await store.cancel(scope, cancelCommand(command.verificationId))).toEqual({ outcome: 'expired' });
    });
  });

  describe('an Idempotency-Key', () => {
    it('is bound to the first request that used it, for an hour', async () => {
      const { store, scope } = setUp();
      const key = newVerificationId(0);
      expect(await store.claimIdempotencyKey(scope, key, 'a')).toBe(true);
      expect(await store.claimIdempotencyKey(scope, key, 'a')).toBe(true);
      expect(await store.claimIdempotencyKey(scope, key, 'b')).toBe(false);
      expect(await store.claimIdempotencyKey(newScope(), key, 'b')).toBe(true);
    });

    it('reserves one send however often a start is repeated', async () => {
      const { clock, store, scope, start, outcomes } = setUp();
      const first = await start(CODE, { idempotencyKey: 'one' });
      expect((await start('999999', { idempotencyKey: 'one' })).result).toEqual({
        outcome: 'replayed',
        delivery: 'sending',
        verification: first.result.outcome === 'started' && first.result.verification,
      });
      await store.settle(scope, settleCommand(first.command, 'accepted'));
      clock.advance(30_000);
      expect((await start('999999', { idempotencyKey: 'one' })).result).toMatchObject({
        outcome: 'replayed',
        delivery: 'accepted',
      });
      expect(await outcomes()).toEqual(['start started', 'settle accepted']);
      clock.advance(IDEMPOTENCY_MS);
      expect((await start('999999', { idempotencyKey: 'one' })).result.outcome).toBe('started');
    });

    it('keeps no answer for a rejected message, so that a retry may try again', async () => {
      const { store, scope, start } = setUp();
      const first = await start(CODE, { idempotencyKey: 'one' });
      await store.settle(scope, settleCommand(first.command, 'rejected'));
      expect((await start('999999', { idempotencyKey: 'one' })).result.outcome).toBe('started');
    });

    it('answers a repeated check alike without counting it again', async () => {
      const { store, scope, subject, start, outcomes } = setUp();
      await start();
      for (let i = 0; i < 3; i++) {
        expect(await store.check(scope, checkByPhone(scope, subject, WRONG, 'wrong'))).toEqual({
          outcome: 'wrong_code',
          attemptsLeft: 4,
        });
      }
      const approved = await store.check(scope, checkByPhone(scope, subject, CODE, 'right'));
      expect(approved).toMatchObject({ outcome: 'approved' });
      expect(await store.check(scope, checkByPhone(scope, subject, CODE, 'right'))).toEqual(approved);
      expect(await store.check(scope, checkByPhone(scope, subject, CODE))).toEqual({ outcome: 'closed' });
      expect(await outcomes()).toEqual(['start started', 'check wrong_code', 'check approved', 'check closed']);
    });
  });

  describe('events', () => {
    it('are appended exactly once per transition, in the same step, with what it decided', async () => {
      const { clock, store, scope, subject, start, eventsOf } = setUp();
      const { command } = await start();
      await store.settle(scope, settleCommand(command, 'accepted', { startedAt: clock.now() }));
      await start();
      await store.check(scope, checkByPhone(scope, subject, WRONG));
      await store.check(scope, checkById(scope, command.verificationId, CODE));
      await store.check(scope, checkByPhone(scope, subject, CODE));
      await store.cancel(scope, cancelCommand(command.verificationId));
      const common = { at: clock.now(), tenantId: scope.tenantId, mode: 'live', country: 'CN', ...subject };
      const mine = { ...common, verificationId: command.verificationId };
      const sent = { ...mine, ...TEST_ROUTE, startedAt: clock.now() };
      const events = await eventsOf(scope.tenantId);
      expect(events).toEqual([
        {
          ...mine,
          id: command.event.id,
          type: 'start',
          outcome: 'started',
          deliveryId: command.deliveryId,
          details: { keyId: 'key_test' },
        },
        {
          ...sent,
          id: expect.any(String),
          type: 'settle',
          outcome: 'accepted',
          deliveryId: command.deliveryId,
          details: { segments: 1 },
        },
        {
          ...common,
          id: expect.any(String),
          type: 'start',
          outcome: 'limited',
          window: 'resend',
          verificationId: expect.stringMatching(/^ver_/),
          deliveryId: expect.stringMatching(/^dlv_/),
          details: { keyId: 'key_test' },
        },
        { ...sent, id: expect.any(String), type: 'check', outcome: 'wrong_code', attempt: 1, details: {} },
        { ...sent, id: expect.any(String), type: 'check', outcome: 'approved', attempt: 2, details: {} },
        { ...sent, id: expect.any(String), type: 'check', outcome: 'closed', details: {} },
        { ...sent, id: expect.any(String), type: 'cancel', outcome: 'closed', details: {} },
      ]);
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    });

    it('say what they are counted by as soon as it is known', async () => {
      const { clock, store, scope, subject, start, eventsOf } = setUp();
      const dimensions = async () =>
        (await eventsOf(scope.tenantId)).map(({ country, accountId, templateId, startedAt }) => [
          country,
          accountId,
          templateId,
          startedAt,
        ]);
      await store.check(scope, checkByPhone(scope, subject, WRONG));
      const { command } = await start();
      const startedAt = clock.now();
      clock.advance(1_000);
      await store.check(scope, checkByPhone(scope, subject, WRONG));
      await store.settle(scope, settleCommand(command, 'unknown', { startedAt }));
      await store.cancel(scope, cancelCommand(command.verificationId));
      expect(await dimensions()).toEqual([
        [undefined, undefined, undefined, undefined],
        ['CN', undefined, undefined, undefined],
        ['CN', undefined, undefined, startedAt],
        ['CN', 'acc_test', 'tpl_test', startedAt],
        ['CN', 'acc_test', 'tpl_test', startedAt],
      ]);
    });

    it('of a replaced verification go by the account that took its own message', async () => {
      const { clock, store, scope, start, eventsOf } = setUp();
      const first = await start('111111');
      clock.advance(30_000);
      const second = await start('222222');
      const settle = (command: typeof first.command, accountId: string) =>
        store.settle(scope, settleCommand(command, 'accepted', { route: { accountId, templateId: 'tpl_1' } }));
      await settle(second.command, 'acc_2');
      await settle(first.command, 'acc_1');
      await store.check(scope, checkById(scope, first.command.verificationId, WRONG));
      await store.check(scope, checkById(scope, second.command.verificationId, WRONG));
      const checks = (await eventsOf(scope.tenantId)).filter(({ type }) => type === 'check');
      expect(checks.map(({ accountId }) => accountId)).toEqual(['acc_1', 'acc_2']);
    });

    it('do not go by an account that rejected the message, and a revived verification keeps its own', async () => {
      const { clock, store, scope, start, eventsOf } = setUp();
      const first = await start('111111');
      const route = (accountId: string) => ({ route: { accountId, templateId: 'tpl_1' } });
      await store.settle(scope, settleCommand(first.command, 'accepted', route('acc_1')));
      clock.advance(30_000);
      const second = await start('222222');
      await store.settle(scope, settleCommand(second.command, 'rejected', route('acc_2')));
      await store.check(scope, checkById(scope, first.command.verificationId, WRONG));
      expect((await eventsOf(scope.tenantId)).at(-1)).toMatchObject({ type: 'check', accountId: 'acc_1' });
    });
  });
}
