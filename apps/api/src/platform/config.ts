import type { PlatformLimits } from '@latchkey/core';
import { z } from 'zod';
import type { RedisLocation } from './redis/redis.js';
import { redisUrl } from './redis-url.js';
import { type ShownSetting, shownSettings } from './shown-settings.js';
import { LONE_MASTER_KEY, type LogLevel, type MasterKey, type Role, type TrustedProxies } from './setting-values.js';
import { settings } from './settings.js';

export type { LogLevel, MasterKey, Role, TrustedProxies } from './setting-values.js';

/** What the environment says, read once and typed. */
/** How many days each kind of row is kept. */
export interface RetentionDays {
  readonly events: number;
  readonly deliveries: number;
  readonly statistics: number;
  readonly deadLetters: number;
}

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where callers reach this installation; no slash at the end. */
  readonly publicUrl: string;
  /** Absolute. */
  readonly dataDir: string;
  readonly roles: ReadonlySet<Role>;
  /** Undefined: the embedded database in `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** Undefined: live state in memory. */
  readonly redis: RedisLocation | undefined;
  /** Newest first. Empty: the key of `dataDir/master.key`, which is made when missing. */
  readonly masterKeys: readonly MasterKey[];
  readonly logLevel: LogLevel;
  readonly trustedProxies: TrustedProxies;
  /** Undefined: operators sign in with passwords alone. */
  readonly singleSignOn: SingleSignOnSettings | undefined;
  readonly partitions: number;
  readonly metricsToken: string | undefined;
  readonly httpLimits: { readonly perKeyPerMinute: number; readonly perIpPerMinute: number };
  readonly platformLimits: PlatformLimits;
  /** Events that may wait in one partition. */
  readonly eventBacklogLimit: number;
  readonly retentionDays: RetentionDays;
  readonly tencent: { readonly smsEndpoint: string | undefined; readonly region: string };
  /** The tutorial's settings, when they are there. */
  readonly tutorial: TutorialSettings | undefined;
  /** Reads the environment anew at each call: temporary credentials change while the process runs. */
  readonly tencentCredentials: () => TencentCredentials | undefined;
  /** The environment as it may be looked at. */
  readonly shown: readonly ShownSetting[];
}

export interface SingleSignOnSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** As the sign-in page calls it. */
  readonly name: string;
}

export interface TutorialSettings {
  readonly sdkAppId: string;
  readonly signature: string;
  readonly templateId: string;
}

export interface TencentCredentials {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string;
  /** They change while the process runs: they come with a token or from the SCF runtime. */
  readonly temporary: boolean;
}

/** Every problem of the environment at once, a line each, none of which repeats a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The configuration of this process. Throws ConfigError. */
export const configFromEnvironment = (): Config => loadConfig(process.env);

/** Throws ConfigError. `env` stays in use: `tencentCredentials` reads it again. */
export function loadConfig(env: Environment): Config {
  // Compose files and shells pass unset settings as empty ones.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = settings.safeParse(given);
  const problems = [
    ...(result.error?.issues ?? []).map((issue) => `${issue.path.join('.')} ${issue.message}`),
    ...conflicts(new Set(Object.keys(given))),
  ];
  if (!result.success || problems.length > 0) throw new ConfigError(problems);
  const read = result.data;
  return {
    host: read.HOST,
    port: read.PORT,
    publicUrl: (read.PUBLIC_URL ?? localUrl(read.HOST, read.PORT)).replace(/\/+$/, ''),
    dataDir: read.DATA_DIR,
    roles: read.ROLES,
    databaseUrl: read.DATABASE_URL,
    redis: redisLocation(read),
    masterKeys: read.MASTER_KEYS ?? (read.MASTER_KEY ? [{ id: LONE_MASTER_KEY, secret: read.MASTER_KEY }] : []),
    logLevel: read.LOG_LEVEL,
    trustedProxies: read.TRUSTED_PROXIES,
    singleSignOn: singleSignOn(read),
    partitions: read.PARTITIONS,
    metricsToken: read.METRICS_TOKEN,
    httpLimits: {
      perKeyPerMinute: read.HTTP_LIMIT_PER_KEY_PER_MINUTE,
      perIpPerMinute: read.HTTP_LIMIT_PER_IP_PER_MINUTE,
    },
    platformLimits: {
      sendIntervalSeconds: read.PLATFORM_SEND_INTERVAL_SECONDS,
      sendsPer24Hours: read.PLATFORM_SENDS_PER_NUMBER_PER_DAY,
    },
    eventBacklogLimit: read.EVENT_BACKLOG_LIMIT,
    retentionDays: {
      events: read.RETENTION_EVENTS_DAYS,
      deliveries: read.RETENTION_DELIVERIES_DAYS,
      statistics: read.RETENTION_STATISTICS_DAYS,
      deadLetters: read.RETENTION_DEAD_LETTERS_DAYS,
    },
    tencent: { smsEndpoint: read.TENCENT_SMS_ENDPOINT, region: read.TENCENT_REGION },
    tutorial: tutorialSettings(read),
    tencentCredentials: () => readTencentCredentials(env),
    shown: shownSettings(given, SETTINGS),
  };
}

type Settings = z.output<typeof settings>;

const OIDC_TOGETHER = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'];

/** Settings that are wrong together, each on its own being fine. */
function conflicts(given: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  if (given.has('MASTER_KEY') && given.has('MASTER_KEYS'))
    problems.push('MASTER_KEY and MASTER_KEYS cannot both be set');
  const shared = ['DATABASE_URL', 'REDIS_URL', 'REDIS_HOST'].find((name) => given.has(name));
  if (shared && !given.has('MASTER_KEY') && !given.has('MASTER_KEYS')) {
    problems.push(`MASTER_KEY is needed because ${shared} is set; make one with \`openssl rand -base64 32\``);
  }
  if (given.has('REDIS_URL') && given.has('REDIS_HOST')) problems.push('REDIS_URL and REDIS_HOST cannot both be set');
  const missingOidc = OIDC_TOGETHER.filter((name) => !given.has(name));
  if (missingOidc.length > 0 && missingOidc.length < OIDC_TOGETHER.length) {
    problems.push(`${missingOidc.join(' and ')} must be set together with the other OIDC_ settings`);
  }
  const tutorial = ['SMS_SDKAPPID', 'SMS_SIGN', 'SMS_TEMPLATE_ID'];
  const missing = tutorial.filter((name) => !given.has(name));
  if (missing.length > 0 && missing.length < tutorial.length) {
    problems.push(`${missing.join(' and ')} must be set together with the other SMS_ settings`);
  }
  return problems;
}

function localUrl(host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

function redisLocation({ REDIS_URL, REDIS_HOST, REDIS_PORT, REDIS_PASSWORD }: Settings): RedisLocation | undefined {
  if (REDIS_URL || REDIS_HOST === undefined) return REDIS_URL;
  return { kind: 'single', url: redisUrl(REDIS_HOST, REDIS_PORT, REDIS_PASSWORD) };
}

function singleSignOn({ OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME }: Settings) {
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET) return undefined;
  return { issuer: OIDC_ISSUER, clientId: OIDC_CLIENT_ID, clientSecret: OIDC_CLIENT_SECRET, name: OIDC_NAME };
}

function tutorialSettings({ SMS_SDKAPPID, SMS_SIGN, SMS_TEMPLATE_ID }: Settings): TutorialSettings | undefined {
  if (!SMS_SDKAPPID || !SMS_SIGN || !SMS_TEMPLATE_ID) return undefined;
  return { sdkAppId: SMS_SDKAPPID, signature: SMS_SIGN, templateId: SMS_TEMPLATE_ID };
}

/** SCF spells these names without underscores, Tencent's SDKs with them. */
function readTencentCredentials(env: Environment): TencentCredentials | undefined {
  const secretId = env['TENCENTCLOUD_SECRETID'] || env['TENCENTCLOUD_SECRET_ID'];
  const secretKey = env['TENCENTCLOUD_SECRETKEY'] || env['TENCENTCLOUD_SECRET_KEY'];
  const token = env['TENCENTCLOUD_SESSIONTOKEN'] || env['TENCENTCLOUD_SESSION_TOKEN'];
  if (!secretId || !secretKey) return undefined;
  const temporary = token !== undefined || env['TENCENTCLOUD_RUNENV'] === 'SCF';
  return { secretId, secretKey, temporary, ...(token ? { token } : {}) };
}

export interface SettingDescription {
  readonly name: string;
  /** As it would be written in the environment; empty when there is none. */
  readonly default: string;
  readonly meaning: string;
}

/** All settings in the order to show them: the README's table is checked against this. */
export const SETTINGS: readonly SettingDescription[] = Object.entries(settings.shape).map(([name, schema]) => ({
  name,
  default: defaultOf(schema),
  meaning: schema.description ?? '',
}));

function defaultOf(schema: z.ZodType): string {
  if (schema instanceof z.ZodPrefault) return String(schema.def.defaultValue);
  return schema instanceof z.ZodPipe ? defaultOf(schema.def.in as z.ZodType) : '';
}
