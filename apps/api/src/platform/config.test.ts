import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { ConfigError, type Environment, loadConfig, SETTINGS } from './config.js';

const key = () => randomBytes(32).toString('base64');

function problemsOf(env: Environment): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('runs embedded, in memory and on this machine alone when nothing is set', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({ host: '127.0.0.1', port: 3000, publicUrl: 'http://127.0.0.1:3000', partitions: 16 });
    expect(config.dataDir).toBe(path.resolve('.latchkey'));
    expect([...config.roles]).toEqual(['api', 'worker', 'console']);
    expect(config.databaseUrl ?? config.redis).toBeUndefined();
    expect(config).toMatchObject({ masterKeys: [], trustedProxies: false, tutorial: undefined });
  });

  it('treats an empty setting as one that is not there', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: '', REDIS_PASSWORD: '' }).port).toBe(3000);
  });

  it('names every problem at once', () => {
    const problems = problemsOf({ PORT: '70000', ROLES: 'api,cook', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x' });
    expect(problems).toEqual([
      'PORT must be a whole number from 1 to 65535',
      'ROLES must be a comma list of api, worker, console',
      'DATABASE_URL must be a URL that starts with postgres:// or postgresql://',
      'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent',
      expect.stringContaining('MASTER_KEY is needed because DATABASE_URL is set'),
    ]);
  });

  it.each([
    ['DATABASE_URL', 'postgres://db/latchkey'],
    ['REDIS_URL', 'redis://cache'],
    ['REDIS_HOST', 'cache'],
  ])('refuses by name to run on %s without a master key', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([
      expect.stringMatching(`^MASTER_KEY is needed because ${name} is set`),
    ]);
    expect(problemsOf({ [name]: value, MASTER_KEY: key() })).toEqual([]);
  });

  it('never repeats a value, for it may be a secret', () => {
    const secret = 'hunter2-hunter2';
    const names = SETTINGS.map((setting) => setting.name);
    const problems = problemsOf({
      ...Object.fromEntries(names.map((name) => [name, secret])),
      DATABASE_URL: `mysql://u:${secret}@h`,
      REDIS_URL: `redis://u:${secret}@h:99999`,
      MASTER_KEYS: `k1:${secret}`,
    });
    expect(problems.length).toBeGreaterThan(15);
    expect(problems.join('\n')).not.toContain(secret);
  });

  it('reads master keys newest first and gives a lone one the id "default"', () => {
    const [newest, oldest] = [key(), key()];
    expect(loadConfig({ MASTER_KEYS: `k2:${newest},k1:${oldest}` }).masterKeys.map(({ id }) => id)).toEqual([
      'k2',
      'k1',
    ]);
    const [lone] = loadConfig({ MASTER_KEY: oldest }).masterKeys;
    expect(lone).toEqual({ id: 'default', secret: Buffer.from(oldest, 'base64') });
    expect(problemsOf({ MASTER_KEY: newest, MASTER_KEYS: `k1:${oldest}` })).toEqual([
      'MASTER_KEY and MASTER_KEYS cannot both be set',
    ]);
    expect(problemsOf({ MASTER_KEYS: `k1:${newest},k1:${oldest}` })).toEqual(['MASTER_KEYS names one key id twice']);
    expect(problemsOf({ MASTER_KEY: randomBytes(16).toString('base64') })).toHaveLength(1);
  });

  it.each([
    ['redis://cache', { kind: 'single', url: 'redis://cache' }],
    ['rediss://u:p%40ss@cache:7000/2', { kind: 'single', url: 'rediss://u:p%40ss@cache:7000/2' }],
    ['redis://[::1]:7000', { kind: 'single', url: 'redis://[::1]:7000' }],
    [
      'rediss+cluster://:p%40ss@a:1,b',
      {
        kind: 'cluster',
        nodes: [
          { host: 'a', port: 1 },
          { host: 'b', port: 6379 },
        ],
        credentials: { password: 'p@ss', tls: true },
      },
    ],
    [
      'redis+sentinel://a:1,b/main',
      {
        kind: 'sentinel',
        nodes: [
          { host: 'a', port: 1 },
          { host: 'b', port: 26379 },
        ],
        master: 'main',
        credentials: {},
      },
    ],
  ])('understands %s', (url, target) => {
    expect(loadConfig({ REDIS_URL: url, MASTER_KEY: key() }).redis).toEqual(target);
  });

  it.each([
    'cache:6379',
    'redis://a:1,b:2',
    'redis://a:99999',
    'redis+sentinel://a:1',
    'redis+cluster://a:1/2',
    'redis://a/x',
  ])('refuses %s', (url) => {
    expect(problemsOf({ REDIS_URL: url, MASTER_KEY: key() })).toEqual([expect.stringMatching(/^REDIS_URL /)]);
  });

  it('takes the tutorial’s Redis settings', () => {
    const config = loadConfig({ REDIS_HOST: '10.0.0.5', REDIS_PASSWORD: 'p@ss', MASTER_KEY: key() });
    expect(config.redis).toEqual({ kind: 'single', url: 'redis://:p%40ss@10.0.0.5:6379' });
  });

  it('takes the tutorial’s SMS settings together or not at all', () => {
    const tutorial = { SMS_SDKAPPID: '1400006666', SMS_SIGN: '腾讯云', SMS_TEMPLATE_ID: '449739' };
    expect(loadConfig(tutorial).tutorial).toEqual({
      sdkAppId: '1400006666',
      signature: '腾讯云',
      templateId: '449739',
    });
    expect(problemsOf({ SMS_SIGN: '腾讯云' })).toEqual([
      'SMS_SDKAPPID and SMS_TEMPLATE_ID must be set together with the other SMS_ settings',
    ]);
  });

  it('reads Tencent credentials anew each time and in both spellings', () => {
    const env: Record<string, string> = {};
    const { tencentCredentials } = loadConfig(env);
    expect(tencentCredentials()).toBeUndefined();
    Object.assign(env, { TENCENTCLOUD_SECRET_ID: 'id', TENCENTCLOUD_SECRET_KEY: 'key' });
    expect(tencentCredentials()).toEqual({ secretId: 'id', secretKey: 'key', temporary: false });
    Object.assign(env, { TENCENTCLOUD_SECRETID: 'id2', TENCENTCLOUD_SESSIONTOKEN: 'token' });
    expect(tencentCredentials()).toEqual({ secretId: 'id2', secretKey: 'key', token: 'token', temporary: true });
  });

  it('calls credentials of the SCF runtime temporary even without a token', () => {
    const env = { TENCENTCLOUD_SECRETID: 'id', TENCENTCLOUD_SECRETKEY: 'key', TENCENTCLOUD_RUNENV: 'SCF' };
    expect(loadConfig(env).tencentCredentials()).toMatchObject({ temporary: true });
  });

  it.each([
    ['none', false],
    ['1', 1],
    ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
  ])('reads TRUSTED_PROXIES %s', (text, expected) => {
    expect(loadConfig({ TRUSTED_PROXIES: text }).trustedProxies).toEqual(expected);
  });

  it.each(['true', '10.0.0.0/33', 'proxy.internal', '10.0.0.1,'])('refuses TRUSTED_PROXIES %s', (text) => {
    expect(problemsOf({ TRUSTED_PROXIES: text })).toHaveLength(1);
  });

  it('links to a name that can be reached when it listens everywhere', () => {
    expect(loadConfig({ HOST: '0.0.0.0', PORT: '8080' }).publicUrl).toBe('http://localhost:8080');
    expect(loadConfig({ PUBLIC_URL: 'https://otp.example.com/' }).publicUrl).toBe('https://otp.example.com');
  });

  it('documents every setting and shows the default that it uses', () => {
    expect(SETTINGS.filter((setting) => setting.meaning === '')).toEqual([]);
    const defaults = Object.fromEntries(SETTINGS.map((setting) => [setting.name, setting.default]));
    expect(defaults).toMatchObject({
      HOST: '127.0.0.1',
      PORT: '3000',
      DATA_DIR: '.latchkey',
      PARTITIONS: '16',
      MASTER_KEY: '',
    });
    expect(loadConfig(defaults)).toMatchObject({ port: 3000, roles: loadConfig({}).roles });
  });
});
