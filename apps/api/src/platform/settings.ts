import path from 'node:path';
import { z } from 'zod';
import { DEFAULT_PLATFORM_LIMITS } from '@latchkey/core';
import { parseRedisUrl } from './redis-url.js';
import {
  LOG_LEVELS,
  parsed,
  parseIssuer,
  parseMasterKeys,
  parseRoles,
  parseSecret,
  parseTrustedProxies,
  url,
  whole,
} from './setting-values.js';

/* Every setting once: how its text is read, its default, what it means. The README's table is made from this. */

const text = z.string();

export const settings = z.object({
  HOST: text.prefault('127.0.0.1').describe('Address to listen on.'),
  PORT: whole(1, 65_535).prefault('3000').describe('Port to listen on.'),
  PUBLIC_URL: url('http:', 'https:')
    .optional()
    .describe('Where callers reach Latchkey, if not at `http://HOST:PORT`; used in printed links.'),
  DATA_DIR: text
    .prefault('.latchkey')
    .transform((dir) => path.resolve(dir))
    .describe('Folder of the embedded database, the master key file and quickstart.json.'),
  ROLES: parsed(parseRoles)
    .prefault('api,worker,console')
    .describe('What this process does: `api` answers tenants, `worker` stores events, `console` serves operators.'),
  DATABASE_URL: url('postgres:', 'postgresql:')
    .optional()
    .describe('PostgreSQL to use; without it an embedded one lives in DATA_DIR.'),
  REDIS_URL: parsed(parseRedisUrl)
    .optional()
    .describe(
      '`redis://` or `rediss://`, `redis+cluster://h1:p,h2:p`, or `redis+sentinel://h1:p,h2:p/master`; without it live codes are kept in memory, for one process.',
    ),
  REDIS_HOST: text.optional().describe('The tutorial’s way to name one Redis.'),
  REDIS_PORT: whole(1, 65_535).prefault('6379').describe('Port of REDIS_HOST.'),
  REDIS_PASSWORD: text.optional().describe('Password of REDIS_HOST.'),
  MASTER_KEY: parsed(parseSecret)
    .optional()
    .describe(
      '32 bytes in base64 that protect everything kept secret at rest. Needed with DATABASE_URL or Redis; otherwise made in DATA_DIR/master.key.',
    ),
  MASTER_KEYS: parsed(parseMasterKeys)
    .optional()
    .describe(
      'Instead of MASTER_KEY while rotating: `id:base64,id:base64`, newest first. A lone MASTER_KEY has the id `default`.',
    ),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`)
    .prefault('info')
    .describe('Least severe messages to log.'),
  TRUSTED_PROXIES: parsed(parseTrustedProxies)
    .prefault('none')
    .describe('Whose X-Forwarded-For to believe: addresses and CIDR networks, or a number of hops.'),
  OIDC_ISSUER: parsed(parseIssuer)
    .optional()
    .describe('OpenID Connect provider by which operators may sign in, such as `https://login.example.com`.'),
  OIDC_CLIENT_ID: text.optional().describe('Latchkey’s client id there.'),
  OIDC_CLIENT_SECRET: text
    .optional()
    .describe('Its secret. Register `PUBLIC_URL/console/v1/session/sign-on/return` as the place to return to.'),
  OIDC_NAME: text.max(40).prefault('single sign-on').describe('What the sign-in page calls the provider.'),
  PARTITIONS: whole(1, 64).prefault('16').describe('Partitions of live state. Fixed when the installation is made.'),
  METRICS_TOKEN: text
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe('Bearer token that /metrics asks for; without it only this machine may read them.'),
  HTTP_LIMIT_PER_KEY_PER_MINUTE: whole(1, 10_000_000).prefault('6000').describe('Requests per minute of one API key.'),
  HTTP_LIMIT_PER_IP_PER_MINUTE: whole(1, 10_000_000)
    .prefault('600')
    .describe('Requests per minute of one client address without a valid key.'),
  PLATFORM_SEND_INTERVAL_SECONDS: whole(0, 3_600)
    .prefault(String(DEFAULT_PLATFORM_LIMITS.sendIntervalSeconds))
    .describe('Least seconds between two messages to one number, over all tenants.'),
  PLATFORM_SENDS_PER_NUMBER_PER_DAY: whole(1, 1_000)
    .prefault(String(DEFAULT_PLATFORM_LIMITS.sendsPer24Hours))
    .describe('Messages to one number in 24 hours, over all tenants.'),
  EVENT_BACKLOG_LIMIT: whole(1_000, 10_000_000)
    .prefault('100000')
    .describe('Events that may wait in one partition before sends are refused.'),
  RETENTION_EVENTS_DAYS: whole(30, 3_650)
    .prefault('183')
    .describe('Days that events are kept. Chinese law asks for six months, privacy for no longer than needed.'),
  RETENTION_DELIVERIES_DAYS: whole(30, 3_650).prefault('183').describe('Days that deliveries are kept.'),
  RETENTION_STATISTICS_DAYS: whole(30, 36_500)
    .prefault('1100')
    .describe('Days that hourly statistics are kept; they hold no numbers.'),
  RETENTION_DEAD_LETTERS_DAYS: whole(30, 3_650)
    .prefault('183')
    .describe('Days that events which the database refused are kept.'),
  TENCENT_SMS_ENDPOINT: url('http:', 'https:')
    .optional()
    .describe('Another address for Tencent’s SMS API, such as a simulator.'),
  TENCENT_REGION: text
    .regex(/^[a-z]+(-[a-z0-9]+)+$/, 'must be a region such as ap-guangzhou')
    .prefault('ap-guangzhou')
    .describe('Region of Tencent’s SMS API.'),
  SMS_SDKAPPID: text
    .regex(/^\d{5,20}$/, 'must be digits, as Tencent’s console shows them')
    .optional()
    .describe('The tutorial’s setting: application of the first tenant’s account.'),
  SMS_SIGN: text.max(64).optional().describe('The tutorial’s setting: the approved signature.'),
  SMS_TEMPLATE_ID: text
    .regex(/^\d{1,20}$/, 'must be digits, as Tencent’s console shows them')
    .optional()
    .describe('The tutorial’s setting: the approved template, with {1} the code and {2} the minutes.'),
  TENCENTCLOUD_SECRETID: text
    .optional()
    .describe('Tencent credentials of the first tenant; TENCENTCLOUD_SECRET_ID is read too.'),
  TENCENTCLOUD_SECRETKEY: text
    .optional()
    .describe('Tencent credentials of the first tenant; TENCENTCLOUD_SECRET_KEY is read too.'),
  TENCENTCLOUD_SESSIONTOKEN: text
    .optional()
    .describe(
      'Token of temporary Tencent credentials; TENCENTCLOUD_SESSION_TOKEN is read too. All three are read again for each send.',
    ),
});
