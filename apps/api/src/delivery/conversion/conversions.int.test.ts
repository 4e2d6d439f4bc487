import { type PostgresServer, startPostgresServer } from '../../../test/support/postgres-server.js';
import { TencentApp } from '../../../test/support/tencent-app.js';
import { Conversions } from './conversions.js';

let server: PostgresServer;
let app: TencentApp;

beforeAll(async () => {
  server = await startPostgresServer();
  app = await TencentApp.start(await server.newDatabase());
});
afterAll(async () => {
  await app.stop();
  await server.stop();
});
afterEach(() => app.simulator.clearFaults());

/** A code that was sent and used. */
async function approve(tenantId: string): Promise<string> {
  const phone = app.newPhone();
  await app.start(tenantId, phone);
  expect((await app.check(tenantId, phone, app.codeOf(phone))).status).toBe(200);
  return phone;
}

const waiting = async (tenantId: string) =>
  (await app.parts.database.pool.query('SELECT tries FROM conversion WHERE tenant_id = $1', [tenantId])).rows;

const makeDue = () =>
  app.parts.database.pool.query(`UPDATE conversion SET next_at = clock_timestamp() - interval '1 s'`);

describe('the approval of a code', () => {
  it('is told to the provider of an account that has it switched on, once', async () => {
    const [on, off] = [await app.newTenant({ reportConversion: 'true' }), await app.newTenant()];
    const [phone, quiet] = [await approve(on.tenantId), await approve(off.tenantId)];
    await app.drainAll();
    await Promise.all(Array.from({ length: 3 }, () => new Conversions(app.work).round()));
    const told = (of: string) => app.simulator.messages().find((message) => message.phone === of)?.convertedAt;
    expect(Math.abs((told(phone) ?? 0) * 1000 - Date.now())).toBeLessThan(30_000);
    expect(told(quiet)).toBeUndefined();
    expect(app.simulator.requestsOf('ReportConversion')).toBe(1);
    expect(await waiting(on.tenantId)).toEqual([]);
  });

  it('is told later when the provider does not answer, and given up in the end', async () => {
    const { tenantId } = await app.newTenant({ reportConversion: 'true' });
    await approve(tenantId);
    await app.drainAll();
    const conversions = new Conversions(app.work);
    app.simulator.inject({ kind: 'http-status', status: 502, match: { action: 'ReportConversion' }, times: Infinity });
    for (let tries = 1; tries < 10; tries += 1) {
      await makeDue();
      await conversions.round();
      expect(await waiting(tenantId)).toEqual([{ tries }]);
      expect(await conversions.round()).toBe(0);
    }
    await makeDue();
    await conversions.round();
    expect(await waiting(tenantId)).toEqual([]);
  });

  it('is not told again when the provider refuses it', async () => {
    const { tenantId } = await app.newTenant({ reportConversion: 'true' });
    await approve(tenantId);
    await app.drainAll();
    await app.parts.database.pool.query(`UPDATE conversion SET provider_message_id = '5000:nobody'`);
    await new Conversions(app.work).round();
    expect(await waiting(tenantId)).toEqual([]);
  });
});
