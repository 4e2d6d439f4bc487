import { readFileSync } from 'node:fs';
import { SETTINGS } from '../src/platform/config.js';

const compose = readFileSync(`${import.meta.dirname}/../../../docker-compose.yml`, 'utf8');

/** What the image or the file itself decides. */
const FIXED = ['HOST', 'PORT', 'DATA_DIR', 'REDIS_URL', 'REDIS_PORT'];

describe('docker-compose.yml', () => {
  it('passes every setting on to the api', () => {
    const passed = [...compose.matchAll(/^ {6}([A-Z_]+): /gm)].map(([, name]) => name);
    const wanted = SETTINGS.map(({ name }) => name).filter((name) => !FIXED.includes(name));
    expect(wanted.filter((name) => !passed.includes(name))).toEqual([]);
  });

  it('leaves a setting that .env does not name to its default', () => {
    const optional = [...compose.matchAll(/^ {6}(?!PUBLIC_URL)([A-Z_]+): \$\{\1:-(.*)\}$/gm)];
    expect(optional.length).toBeGreaterThan(15);
    expect(optional.filter(([, , fallback]) => fallback !== '')).toEqual([]);
  });
});
