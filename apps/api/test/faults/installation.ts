import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type ControlPlane, openControlPlane } from '../support/control-plane.js';
import { LatchkeyProcess } from '../support/latchkey-process.js';
import { type PostgresServer, startPostgresServer } from '../support/postgres-server.js';
import { type RedisServer, startRedisServer } from '../support/redis-server.js';
import { TencentSimulator } from '../support/tencent-simulator/simulator.js';

const PARTITIONS = 16;
const SDK_APP_ID = '1400000001';
const CREDENTIALS = { secretId: 'AKIDfaults', secretKey: 'secret-of-the-fault-suite' };

/** Several processes of both roles on real servers, and one tenant that sends through the simulator and gets receipts from it. */
export class Installation {
  private constructor(
    readonly postgres: PostgresServer,
    readonly simulator: TencentSimulator,
    readonly control: ControlPlane,
    readonly tenantId: string,
    readonly apiKey: string,
    readonly apis: LatchkeyProcess[],
    readonly workers: LatchkeyProcess[],
    private readonly redisServer: RedisServer,
    private readonly redis: Redis,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async start(): Promise<Installation> {
    const [postgres, redisServer, simulator] = await Promise.all([
      startPostgresServer({ exclusive: true }),
      startRedisServer({ aof: true }),
      TencentSimulator.start(),
    ]);
    const env = {
      DATABASE_URL: await postgres.newDatabase(),
      REDIS_URL: redisServer.url,
      MASTER_KEY: randomBytes(32).toString('base64'),
      PARTITIONS: String(PARTITIONS),
      TENCENT_SMS_ENDPOINT: `http://${simulator.endpoint}`,
      // A call keeps its request id over repetitions, so that its event can be found.
      TRUSTED_PROXIES: '127.0.0.1',
      HTTP_LIMIT_PER_KEY_PER_MINUTE: '1000000',
    };
    const apis = [await startApi(env), await startApi(env)];
    const workers = [await startWorker(env), await startWorker(env)];
    const control = await openControlPlane(env);
    const { tenantId, apiKey } = await newTenant(control, simulator, apis[1]!.url);
    const redis = new Redis(redisServer.url);
    return new Installation(postgres, simulator, control, tenantId, apiKey, apis, workers, redisServer, redis, env);
  }

  /** As when the machine of an api loses power; another one takes its place. Receipts go to the second api, which stays. */
  async replaceApi(): Promise<void> {
    await this.apis[0]!.terminate('SIGKILL');
    this.apis[0] = await startApi(this.env);
  }

  /** Kills a worker in the middle of whatever it does; another one takes its place. */
  async replaceWorker(index: number): Promise<void> {
    await this.workers[index]!.terminate('SIGKILL');
    this.workers[index] = await startWorker(this.env);
  }

  /** Events not yet acknowledged, over all partitions. */
  async backlog(): Promise<number> {
    const streams = Array.from({ length: PARTITIONS }, (_, n) => `{p${String(n).padStart(2, '0')}}:events`);
    const lengths = await Promise.all(streams.map((stream) => this.redis.xlen(stream)));
    return lengths.reduce((sum, length) => sum + length, 0);
  }

  /** How long it took until nothing waited any more; Infinity after `withinMs`. */
  async drained(withinMs: number): Promise<number> {
    const startedAt = Date.now();
    while (Date.now() - startedAt < withinMs) {
      if ((await this.backlog()) === 0) return Date.now() - startedAt;
      await pause(100);
    }
    return Infinity;
  }

  async stop(): Promise<void> {
    await this.control.close();
    await Promise.all([...this.apis, ...this.workers].map((process) => process.stop()));
    this.redis.disconnect();
    await Promise.all([this.simulator.stop(), this.redisServer.stop(), this.postgres.stop()]);
  }
}

const startApi = (env: Readonly<Record<string, string>>) => LatchkeyProcess.start({ ...env, ROLES: 'api' });
const startWorker = (env: Readonly<Record<string, string>>) => LatchkeyProcess.start({ ...env, ROLES: 'worker' });

async function newTenant(control: ControlPlane, simulator: TencentSimulator, callbackHost: string) {
  const { id: tenantId } = await control.tenants.create({ name: 'Faults' });
  await control.accounts.set(tenantId, {
    provider: 'tencent',
    settings: { sdkAppId: SDK_APP_ID },
    credentials: CREDENTIALS,
  });
  await control.accounts.addSignature(tenantId, { text: '极光' });
  const content = 'code {1}, {2} min';
  await control.accounts.addTemplate(tenantId, { providerTemplateId: '1111', content });
  const { key: apiKey } = await control.keys.create(tenantId, { kind: 'live' });
  const { url } = await control.callbacks(callbackHost).show(tenantId, 'default');
  simulator.addAccount(CREDENTIALS);
  simulator.addApp({ sdkAppId: SDK_APP_ID, statusCallbackUrl: url });
  simulator.addSignature({ text: '极光' });
  simulator.addTemplate({ id: '1111', content });
  return { tenantId, apiKey };
}
