import { randomBytes, randomInt } from 'node:crypto';
import { pino } from 'pino';
import { EventDrain } from '../../src/audit/event-drain.js';
import { startReportWork } from '../../src/delivery/report-work.js';
import { CallbackRepository } from '../../src/delivery/receipts/callback-repository.js';
import { ReportLog } from '../../src/delivery/receipts/report-log.js';
import type { Parts } from '../../src/parts.js';
import { openPhone } from '../../src/tenant/index.js';
import { HttpApp } from './http-app.js';
import { TencentSimulator } from './tencent-simulator/simulator.js';

const credentials = { secretId: 'AKIDRECEIPTS', secretKey: 'receipts-secret' };
export const SDK_APP_ID = '1400006666';

let nextNumber = 18_500_000_000 + randomInt(90_000_000);

/**
 * The API on a real PostgreSQL, with the real SDK in front of the simulator. No worker runs: tests drain, ask and pull when they
 * want to.
 */
export class TencentApp {
  private readonly drain: EventDrain;
  private readonly keys = new Map<string, string>();

  private constructor(
    readonly http: HttpApp,
    readonly simulator: TencentSimulator,
  ) {
    const { live, database, metrics } = http.parts;
    this.drain = new EventDrain(live.events, database.pool, metrics, pino({ level: 'silent' }));
  }

  static async start(databaseUrl: string, change: (parts: Parts) => Partial<Parts> = () => ({})): Promise<TencentApp> {
    const simulator = await TencentSimulator.start({
      limits: { perDay: Infinity },
      receiptDelayMs: 1,
      receiptRetryDelayMs: 50,
    });
    simulator.addAccount(credentials);
    simulator.addApp({ sdkAppId: SDK_APP_ID });
    simulator.addSignature({ text: 'Latchkey' });
    simulator.addTemplate({ id: '1110', content: 'Code {1}, valid for {2} minutes' });
    const env = {
      DATABASE_URL: databaseUrl,
      MASTER_KEY: randomBytes(32).toString('base64'),
      TENCENT_SMS_ENDPOINT: `http://${simulator.endpoint}`,
    };
    const http = await HttpApp.start(env, (parts) => ({ providers: parts.providers, ...change(parts) }));
    return new TencentApp(http, simulator);
  }

  get parts(): Parts {
    return this.http.parts;
  }

  get addresses(): CallbackRepository {
    return new CallbackRepository(this.parts.database.prisma, this.parts.tenantKeys, this.http.url);
  }

  /** What the jobs of a worker are made of. */
  get work() {
    const { database, live, links, hashes, tenantKeys, clock, metrics } = this.parts;
    const reports = new ReportLog(live.events, hashes, clock, metrics);
    const open = (tenantId: string, sealed: string) => openPhone(tenantKeys, tenantId, sealed);
    return { pool: database.pool, links, events: live.events, reports, openPhone: open, clock, metrics };
  }

  startWork(): ReturnType<typeof startReportWork> {
    return startReportWork(this.parts);
  }

  /** A tenant with an account at the simulator. */
  async newTenant(settings: Record<string, string> = {}): Promise<{ tenantId: string; accountId: string }> {
    const { tenants, accounts, keys } = this.http;
    const { id: tenantId } = await tenants.create({ name: randomBytes(6).toString('hex') });
    const account = { provider: 'tencent', settings: { sdkAppId: SDK_APP_ID, ...settings }, credentials } as const;
    const { id: accountId } = await accounts.set(tenantId, account);
    await accounts.addSignature(tenantId, { text: 'Latchkey' });
    await accounts.addTemplate(tenantId, { providerTemplateId: '1110', content: 'Code {1}, valid for {2} minutes' });
    this.keys.set(tenantId, (await keys.create(tenantId, { kind: 'live' })).key);
    return { tenantId, accountId };
  }

  newPhone(): string {
    return `+86${(nextNumber += 1)}`;
  }

  /** A start as a caller makes it. */
  start(tenantId: string, phone = this.newPhone()) {
    return this.post(tenantId, '/v1/verifications', { phone });
  }

  check(tenantId: string, phone: string, code: string) {
    return this.post(tenantId, '/v1/verifications/check', { phone, code });
  }

  /** The code of the newest message to a number. */
  codeOf(phone: string): string {
    return this.simulator.messages().findLast((message) => message.phone === phone)?.params[0] ?? '';
  }

  /** Stores what is in the log. */
  async drainAll(): Promise<void> {
    await this.drain.flush(10_000);
  }

  async deliveries(tenantId: string): Promise<Record<string, unknown>[]> {
    const { rows } = await this.parts.database.pool.query<Record<string, unknown>>(
      'SELECT * FROM delivery WHERE tenant_id = $1 ORDER BY at',
      [tenantId],
    );
    return rows;
  }

  /** Makes everything that will be asked about due now. */
  async makeDue(tenantId: string): Promise<void> {
    await this.parts.database.pool.query(
      `UPDATE delivery SET ask_at = clock_timestamp() - interval '1 second' WHERE tenant_id = $1 AND ask_at IS NOT NULL`,
      [tenantId],
    );
  }

  /** The sums of all hours. */
  async stats(tenantId: string): Promise<Record<string, number>> {
    const { rows } = await this.parts.database.pool.query<Record<string, number>>(
      `SELECT sum(accepted)::int AS accepted, sum(unknown)::int AS unknown, sum(delivered)::int AS delivered,
         sum(undelivered)::int AS undelivered FROM stats_hour WHERE tenant_id = $1`,
      [tenantId],
    );
    return rows[0] ?? {};
  }

  async stop(): Promise<void> {
    await this.http.stop();
    await this.simulator.stop();
  }

  private async post(tenantId: string, path: string, body: object) {
    const reply = await fetch(`${this.http.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.keys.get(tenantId)}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
  }
}
