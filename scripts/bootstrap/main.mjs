import { alone } from './alone.mjs';
import { build } from './build.mjs';
import { foreground } from './foreground.mjs';
import { install } from './install.mjs';
import { runTests } from './jest.mjs';
import { inRoot } from './root.mjs';
import { reportingFailure } from './steps.mjs';
import { findTools } from './system-tools.mjs';

/** @type {Record<string, (args: string[]) => Promise<number>>} each answers its exit code */
const MODES = {
  async start(args) {
    await installAndBuild('build');
    return foreground('apps/api/dist/main.js', args);
  },

  async test(args) {
    await findTools(['redis', 'postgres', 'chromium']);
    await installAndBuild('build', 'build:simulator');
    return runTests(args);
  },

  async faults(args) {
    await findTools(['redis', 'postgres']);
    await installAndBuild('build', 'build:simulator');
    return runTests(['--config', inRoot('jest.faults.config.cjs'), '--runInBand', '--verbose', ...args]);
  },

  async simulator(args) {
    await installAndBuild('build:simulator');
    return foreground('apps/api/dist/simulator/main.js', args);
  },

  async bench(args) {
    await findTools(['redis', 'postgres', 'wrk']);
    await installAndBuild('build', 'build:bench');
    return foreground('apps/api/dist/bench/bench/main.js', args);
  },

  async 'bench:events'(args) {
    await findTools(['redis', 'postgres']);
    await installAndBuild('build', 'build:bench');
    return foreground('apps/api/dist/bench/bench/events/main.js', args);
  },

  async 'bench:queries'(args) {
    await findTools(['postgres']);
    await installAndBuild('build', 'build:bench');
    return foreground('apps/api/dist/bench/bench/queries.js', args);
  },

  /** For `.ci/run`, which checks and builds before it tests. */
  async build() {
    await installAndBuild('build', 'build:simulator');
    return 0;
  },
};

/** @param {string[]} argv */
export async function main([name = '', ...args]) {
  const mode = Object.hasOwn(MODES, name) ? MODES[name] : undefined;
  if (!mode) {
    process.stderr.write(`usage: node scripts/bootstrap.mjs ${Object.keys(MODES).join('|')}\n`);
    process.exit(2);
  }
  process.exit(await reportingFailure(() => mode(args)));
}

/** @param {...string} tasks */
async function installAndBuild(...tasks) {
  await alone(async () => {
    await install();
    await build(...tasks);
  });
}
