import fc from 'fast-check';
import type { VerificationEvent } from '../audit/event.js';
import { MemoryVerificationStore } from '../verification/memory-verification-store.js';
import type { TenantScope } from '../tenant/tenant.js';
import type { StartCommand } from '../verification/verification-store.js';
import type { StoreUnderTest } from './verification-store.contract.js';
import {
  cancelCommand,
  checkById,
  checkByPhone,
  newScope,
  newSubject,
  releaseCommand,
  settleCommand,
  startCommand,
} from './commands.js';
import { TestClock } from './test-clock.js';

const CODES = ['111111', '222222', '333333'];
const POLICY = {
  resendAfterSeconds: 15,
  sendsPerHour: 4,
  sendsPerDay: 6,
  maxAttempts: 3,
  guessesPerHour: 4,
  guessesPerDay: 6,
  failuresBeforeHold: 5,
};
const PLATFORM = { sendIntervalSeconds: 5, sendsPer24Hours: 8 };

const small = fc.nat({ max: 3 });
const code = fc.constantFrom(...CODES);
const idempotencyKey = fc.option(fc.constantFrom('k1', 'k2'), { nil: undefined, freq: 5 });

/** What may be asked of a store. `who` picks the tenant and number, `which` one of the starts so far. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('start' as const), who: small, code, idempotencyKey }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      which: fc.nat(),
      delivery: fc.constantFrom('accepted' as const, 'rejected' as const, 'unknown' as const),
      account: fc.constantFrom('acc_1', 'acc_2'),
    }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('checkByPhone' as const), who: small, code, idempotencyKey }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('checkById' as const),
      who: small,
      which: fc.nat(),
      code,
      withPhone: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), who: small, which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('get' as const), who: small, which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), who: small }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('failuresOf' as const), who: small }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('optOut' as const), who: small }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('optIn' as const), who: small }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 5_000, 15_000, 60_000, 299_999, 600_000, 3_600_000, 40_000_000),
    }),
  },
);

export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

export const steps = fc.array(step, { minLength: 5, maxLength: 60, size: 'max' });

/** Asks the same of the memory store and of `storeUnder`, by one clock, and demands the same answers and the same events. */
export async function expectToBehaveAsMemory(
  storeUnder: (clock: TestClock) => StoreUnderTest,
  script: readonly Step[],
): Promise<void> {
  const clock = new TestClock();
  const model = new MemoryVerificationStore(clock);
  const { store, eventsOf } = storeUnder(clock);
  const scopes = [newScope(), newScope()];
  const subjects = [newSubject(), newSubject()];
  const starts: { scope: TenantScope; command: StartCommand }[] = [];
  const pick = (who: number) => ({ scope: scopes[who % 2]!, subject: subjects[who >> 1]! });
  const started = (which: number) => starts[which % starts.length];

  for (const [index, ask] of script.entries()) {
    const both = async (question: (store: StoreUnderTest['store']) => Promise<unknown>) => {
      const [expected, actual] = [await question(model), await question(store)];
      expect({ index, ask, answer: actual }).toEqual({ index, ask, answer: expected });
    };
    if (ask.do === 'wait') {
      clock.advance(ask.ms);
    } else if (ask.do === 'optOut' || ask.do === 'optIn') {
      const { scope, subject } = pick(ask.who);
      await both((side) => side[ask.do](scope.tenantId, subject.phoneKey));
    } else if (ask.do === 'failuresOf') {
      const { scope, subject } = pick(ask.who);
      await both((side) => side.failuresOf(scope, subject.phoneKey));
    } else if (ask.do === 'release') {
      const { scope, subject } = pick(ask.who);
      const command = releaseCommand(subject.phoneKey);
      await both((side) => side.release(scope, command));
    } else if (ask.do === 'start') {
      const { scope, subject } = pick(ask.who);
      const options = {
        policy: POLICY,
        platform: PLATFORM,
        ...(ask.idempotencyKey ? { idempotencyKey: boundKey(ask) } : {}),
      };
      const command = startCommand(scope, subject, ask.code, clock.now(), options);
      starts.push({ scope, command });
      await both((side) => side.start(scope, command));
    } else if (ask.do === 'checkByPhone') {
      const { scope, subject } = pick(ask.who);
      const command = checkByPhone(scope, subject, ask.code, ask.idempotencyKey && boundKey(ask));
      await both((side) => side.check(scope, command));
    } else {
      const start = started(ask.which);
      if (!start) continue;
      if (ask.do === 'settle') {
        const command = settleCommand(start.command, ask.delivery, {
          startedAt: clock.now() - 1,
          route: { accountId: ask.account, templateId: 'tpl_1' },
        });
        await both((side) => side.settle(start.scope, command));
        continue;
      }
      const { scope, subject } = pick(ask.who);
      const id = start.command.verificationId;
      const check = checkById(
        scope,
        id,
        'code' in ask ? ask.code : '',
        'withPhone' in ask && ask.withPhone ? subject.phoneKey : undefined,
      );
      const cancel = cancelCommand(id);
      if (ask.do === 'checkById') await both((side) => side.check(scope, check));
      if (ask.do === 'cancel') await both((side) => side.cancel(scope, cancel));
      if (ask.do === 'get') await both((side) => side.get(scope, id));
    }
  }

  const modelled = (await model.events.read(Infinity)).map(({ event }) => event);
  for (const { tenantId } of scopes) {
    const expected = modelled.filter((event) => event.tenantId === tenantId);
    expect(inOrder(await eventsOf(tenantId))).toEqual(inOrder(expected));
  }
}

/** One key never serves two requests: `claimIdempotencyKey` has seen to that before a store is asked. */
const boundKey = ({ idempotencyKey, who, code }: { idempotencyKey: string | undefined; who: number; code: string }) =>
  `${idempotencyKey} ${who} ${code}`;

/** Order is kept per number only, because the log is partitioned. */
function inOrder(events: readonly VerificationEvent[]): Record<string, VerificationEvent[]> {
  const byNumber: Record<string, VerificationEvent[]> = {};
  for (const event of events) (byNumber[event.phoneKey || event.verificationId] ??= []).push(event);
  return byNumber;
}
