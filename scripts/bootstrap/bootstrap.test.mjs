import { readFileSync } from 'node:fs';
import { NODE_FLAGS as tested } from '../../apps/api/test/support/latchkey-process.js';
import { toolEnvironment } from './environment.mjs';
import { NODE_FLAGS as started } from './foreground.mjs';
import { fingerprint, npmProblem } from './install.mjs';
import { summary } from './jest.mjs';
import { isRecentEnough } from './node-version.mjs';
import { inRoot } from './root.mjs';

describe('the Node that is accepted', () => {
  it.each(['20.19.0', '20.20.2', '22.12.0', '23.0.0', '24.21.0'])('%s can run Latchkey', (version) => {
    expect(isRecentEnough(version)).toBe(true);
  });
  it.each(['18.20.8', '20.18.3', '21.7.3', '22.11.0'])('%s cannot', (version) => {
    expect(isRecentEnough(version)).toBe(false);
  });
});

describe('the flags of the product’s process', () => {
  it('are the same for npm start, the image, tests and benchmarks', () => {
    const lines = readFileSync(inRoot('deploy/Dockerfile'), 'utf8').replaceAll('\\\n', '').split('\n');
    const command = JSON.parse(lines.findLast((line) => line.startsWith('CMD '))?.slice('CMD '.length) ?? '');

    expect(command).toEqual(['node', ...started, 'apps/api/dist/main.js']);
    expect(tested).toEqual(started);
  });
});

describe('the environment of tools', () => {
  it('keeps how to reach a registry and drops what npm start says about itself', () => {
    const env = toolEnvironment({
      PATH: '/bin',
      NODE_ENV: 'production',
      npm_config_registry: 'https://mirror.example',
      'npm_config_@scope:registry': 'https://scoped.example',
      npm_config_https_proxy: 'http://proxy.example',
      npm_config_omit: 'dev',
      npm_lifecycle_event: 'start',
      npm_execpath: '/npm-cli.js',
    });

    expect(env).toMatchObject({
      PATH: '/bin',
      npm_config_registry: 'https://mirror.example',
      'npm_config_@scope:registry': 'https://scoped.example',
      npm_config_https_proxy: 'http://proxy.example',
    });
    for (const name of ['NODE_ENV', 'npm_config_omit', 'npm_lifecycle_event', 'npm_execpath']) {
      expect(env).not.toHaveProperty([name]);
    }
  });
});

describe('the stamp of an install', () => {
  it('is the same for the same lockfile and another for any other', () => {
    expect(fingerprint('one')).toBe(fingerprint('one'));
    expect(fingerprint('one')).not.toBe(fingerprint('two'));
  });
});

describe('a failed npm ci', () => {
  it.each([
    ['npm error code ENOTFOUND', /registry cannot be reached/],
    ['npm error code ENOSPC', /disk is full/],
    ['npm error code EACCES', /cannot be written/],
  ])('%s is said in one line', (output, line) => {
    expect(npmProblem(output)).toMatch(line);
  });
  it('is left to npm’s own words when they are not known', () => {
    expect(npmProblem('npm error code E418')).toBeUndefined();
  });
});

describe('the line that ends npm test', () => {
  const report = { numPassedTests: 7, numFailedTests: 2, numRuntimeErrorTestSuites: 1 };

  it('counts a suite that cannot run as one failure', () => {
    expect(summary(report)).toEqual({ passed: 7, failed: 3 });
  });
  it('counts a run without a report as a failure', () => {
    expect(summary(undefined)).toEqual({ passed: 0, failed: 1 });
  });
});
