import { randomBytes } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { LatchkeyProcess } from '../../api/test/support/latchkey-process';
import { type PostgresServer, startPostgresServer } from '../../api/test/support/postgres-server';
import { type RedisServer, startRedisServer } from '../../api/test/support/redis-server';
import { TencentSimulator } from '../../api/test/support/tencent-simulator/simulator';
import { openBrowser } from './browser';
import { makeAs } from './making';
import { becomeOwner } from './owner';

/** More failures than a breaker bears in its ten seconds. */
const CALLS = 25;
const credentials = { secretId: 'AKIDFLEET', secretKey: 'fleet-secret' };

let postgres: PostgresServer;
let redis: RedisServer;
let simulator: TencentSimulator;
let sending: LatchkeyProcess;
let answering: LatchkeyProcess;
let browser: Browser;
let page: Page;

/** One process sends and another serves the console, as in an installation that is spread over machines. */
beforeAll(async () => {
  [postgres, redis, simulator] = await Promise.all([
    startPostgresServer(),
    startRedisServer(),
    TencentSimulator.start({ limits: { perDay: Infinity } }),
  ]);
  simulator.addAccount(credentials);
  simulator.addApp({ sdkAppId: '1400000001' });
  simulator.addSignature({ text: 'Fruit' });
  simulator.addTemplate({ id: '1110', content: 'Code {1}, valid for {2} minutes' });
  const shared = {
    DATABASE_URL: await postgres.newDatabase(),
    REDIS_URL: redis.url,
    MASTER_KEY: randomBytes(32).toString('base64'),
    TENCENT_SMS_ENDPOINT: `http://${simulator.endpoint}`,
  };
  answering = await LatchkeyProcess.start({ ...shared, ROLES: 'console,worker' });
  sending = await LatchkeyProcess.start({ ...shared, ROLES: 'api' });
  browser = await openBrowser(process.env['PATH']);
  page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  page.setDefaultTimeout(20_000);
  await becomeOwner(page, (await answering.quickstart()).setupUrl);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await Promise.all([answering.stop(), sending.stop()]);
  await Promise.all([simulator.stop(), redis.stop(), postgres.stop()]);
});

const make = <T = { id: string }>(resource: string, data: object) => makeAs<T>(page, answering.url, resource, data);

/** The sending process hears of what was made within seconds; until then it refuses, which no breaker counts. */
async function sendUntilPaused(key: string): Promise<void> {
  for (let number = 18566246000; ; number += CALLS) {
    const replies = await Promise.all(
      Array.from({ length: CALLS }, (_, index) =>
        fetch(`${sending.url}/v1/verifications`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body: JSON.stringify({ phone: `+86${number + index}` }),
        }),
      ),
    );
    const metrics = await (await fetch(`${sending.url}/metrics`)).text();
    if (/latchkey_provider_breaker_state\{[^}]*\} [12]/.test(metrics)) return;
    if (number > 18566246000 + 20 * CALLS) throw new Error(`no breaker opens: ${await replies[0]?.text()}`);
    await page.waitForTimeout(500);
  }
}

describe('a breaker that another process opened', () => {
  it('is shown on the system’s health and in what needs attention', async () => {
    const { id: tenantId } = await make('tenants', { name: 'Fresh Fruit' });
    const settings = { sdkAppId: '1400000001' };
    const account = await make('accounts', { tenantId, name: 'far away', provider: 'tencent', settings, credentials });
    await make('signatures', { tenantId, account: account.id, text: 'Fruit' });
    const content = 'Code {1}, valid for {2} minutes';
    await make('templates', { tenantId, account: account.id, providerTemplateId: '1110', content });
    const { key } = await make<{ key: string }>('api-keys', { tenantId, name: 'backend', kind: 'live' });

    simulator.inject({ kind: 'http-status', status: 500, times: Infinity });
    await sendUntilPaused(key);

    await page.goto(`${answering.url}/health`);
    const row = page.getByRole('listitem').filter({ hasText: 'far away' });
    await row.getByText(/^(Paused|Trying again)$/).waitFor();
    await page.goto(answering.url);
    await page.locator('[data-concern="breaker_open"]').getByText('far away').waitFor();
  });
});
