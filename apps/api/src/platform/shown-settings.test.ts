import { SETTINGS } from './config.js';
import { shownSettings } from './shown-settings.js';

const shown = (env: Record<string, string>) =>
  Object.fromEntries(shownSettings(env, SETTINGS).map(({ name, value }) => [name, value]));

describe('settings that are looked at', () => {
  it('hold no secret of any setting there is', () => {
    const secret = 'hunter2';
    const env = Object.fromEntries(
      SETTINGS.map(({ name }) => [name, name.includes('URL') ? `redis://u:a/${secret}@h` : secret]),
    );
    const told = JSON.stringify(
      shownSettings(env, SETTINGS).filter(({ name }) => /SECRET|PASSWORD|TOKEN|MASTER|URL/.test(name)),
    );
    expect(told).not.toContain(secret);
  });

  it('say where things are, without passwords and parameters', () => {
    expect(
      shown({
        DATABASE_URL: 'postgres://app:p@ss/w@db.internal:5432/latchkey?sslpassword=x',
        REDIS_URL: 'redis+cluster://:pw@h1:1,h2:2',
        PORT: '8080',
        HTTP_LIMIT_PER_KEY_PER_MINUTE: '100',
      }),
    ).toMatchObject({
      DATABASE_URL: 'postgres://db.internal:5432/latchkey',
      REDIS_URL: 'redis+cluster://h1:1,h2:2',
      PORT: '8080',
      HTTP_LIMIT_PER_KEY_PER_MINUTE: '100',
      MASTER_KEY: null,
    });
  });

  it('tell of a secret that it is set', () => {
    expect(shown({ MASTER_KEY: 'x', TENCENTCLOUD_SECRETID: 'y' })).toMatchObject({
      MASTER_KEY: '',
      TENCENTCLOUD_SECRETID: '',
      METRICS_TOKEN: null,
    });
  });
});
