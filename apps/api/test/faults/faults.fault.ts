import { setTimeout as pause } from 'node:timers/promises';
import { differencesOfStatistics } from '../support/statistics-check.js';
import { Installation } from './installation.js';
import { type Call, SteadyLoad } from './steady-load.js';

const SIGN_INS_PER_SECOND = 20;
const FAULT_MS = 30_000;
const CALM_MS = 3_000;
const DRAINED_WITHIN_MS = 60_000;

jest.setTimeout(300_000);

describe('under a steady load, everything adds up', () => {
  let installation: Installation;

  beforeAll(async () => void (installation = await Installation.start()));

  afterAll(() => installation.stop());

  /** Lets people sign in while `fault` goes on, and a moment before and after it. */
  async function during(fault: () => Promise<void>): Promise<readonly Call[]> {
    const load = new SteadyLoad(installation, SIGN_INS_PER_SECOND);
    await pause(CALM_MS);
    await fault();
    await pause(CALM_MS);
    const calls = await load.stop();
    expect(calls.length).toBeGreaterThan((SIGN_INS_PER_SECOND * 2 * CALM_MS) / 1_000);
    return calls;
  }

  async function query<Row>(text: string, values: readonly unknown[]): Promise<Row[]> {
    return (await installation.control.pool.query(text, [...values])).rows as Row[];
  }

  async function expectItAddsUp(calls: readonly Call[]): Promise<void> {
    expectNobodyWasTurnedAway(calls);
    const drainedAfterMs = await installation.drained(DRAINED_WITHIN_MS);
    expect(drainedAfterMs).toBeLessThan(DRAINED_WITHIN_MS);
    await expectOneEventPerCall(calls);
    await expectEverySendSettledOnce();
    expect(messagesSentTwice()).toEqual([]);
    expect(await differencesOfStatistics(installation.control.pool)).toEqual([]);
  }

  function expectNobodyWasTurnedAway(calls: readonly Call[]): void {
    const wanted = { start: 201, 'check-wrong': 422, 'check-right': 200 };
    expect(calls.filter(({ kind, status }) => status !== wanted[kind])).toEqual([]);
  }

  async function expectOneEventPerCall(calls: readonly Call[]): Promise<void> {
    const rows = await query<{ request: string; events: number }>(
      `SELECT details->>'requestId' AS request, count(*)::int AS events FROM verification_event
       WHERE tenant_id = $1 AND type IN ('start', 'check') AND details->>'requestId' = ANY($2) GROUP BY 1`,
      [installation.tenantId, calls.map(({ requestId }) => requestId)],
    );
    expect(rows.filter(({ events }) => events !== 1)).toEqual([]);
    expect(rows).toHaveLength(calls.length);
  }

  /** By the process that sent it, or as unknown by the sweeper within a minute. */
  async function expectEverySendSettledOnce(): Promise<void> {
    const unsettled = () =>
      query<{ delivery_id: string; settles: number }>(
        `SELECT delivery_id, count(*) FILTER (WHERE type = 'settle')::int AS settles FROM verification_event
         WHERE tenant_id = $1 AND type IN ('start', 'settle') AND outcome <> 'limited'
         GROUP BY 1 HAVING count(*) FILTER (WHERE type = 'settle') <> 1`,
        [installation.tenantId],
      );
    const giveUpAt = Date.now() + DRAINED_WITHIN_MS + 10_000;
    while ((await unsettled()).length > 0 && Date.now() < giveUpAt) await pause(500);
    expect(await unsettled()).toEqual([]);
  }

  function messagesSentTwice(): string[] {
    const seen = new Set<string>();
    const references = installation.simulator.messages().map(({ sessionContext }) => sessionContext);
    return references.filter((reference) => seen.size === seen.add(reference).size);
  }

  it('while nothing is wrong, with receipts that come twice and in any order', async () => {
    installation.simulator.planReceipts({ copies: 2, spreadMs: 3_000 });
    await expectItAddsUp(await during(() => pause(10_000)));
    await pause(3_500);
    await installation.drained(DRAINED_WITHIN_MS);
    const states = await query<{ state: string; deliveries: number }>(
      'SELECT state, count(*)::int AS deliveries FROM delivery WHERE tenant_id = $1 GROUP BY 1',
      [installation.tenantId],
    );
    expect(states).toEqual([{ state: 'delivered', deliveries: installation.simulator.messages().length }]);
    expect(await differencesOfStatistics(installation.control.pool)).toEqual([]);
  });

  it('while PostgreSQL is killed and stays away for half a minute', async () => {
    const calls = await during(async () => {
      await installation.postgres.kill();
      await pause(FAULT_MS);
      await installation.postgres.restart();
    });
    await expectItAddsUp(calls);
  });

  it('while PostgreSQL is frozen for half a minute', async () => {
    const calls = await during(async () => {
      installation.postgres.pause();
      await pause(FAULT_MS);
      installation.postgres.resume();
    });
    await expectItAddsUp(calls);
  });

  it('while workers are killed every two seconds', async () => {
    const calls = await during(async () => {
      const endAt = Date.now() + FAULT_MS;
      for (let turn = 0; Date.now() < endAt; turn += 1) {
        await Promise.all([installation.replaceWorker(turn % 2), pause(2_000)]);
      }
    });
    await expectItAddsUp(calls);
  });

  it('while an api is killed in the middle of sends', async () => {
    installation.simulator.inject({ kind: 'delay', delayMs: 400, times: 5_000 });
    const calls = await during(async () => {
      for (let turn = 0; turn < 5; turn += 1) {
        await installation.replaceApi();
        await pause(2_000);
      }
    });
    installation.simulator.clearFaults();
    await expectItAddsUp(calls);
  });
});
