import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { toolEnvironment } from './environment.mjs';
import { withoutServiceStarts } from './service-starts.mjs';
import { step, StepFailed } from './steps.mjs';

/**
 * What tests and benchmarks need from the system: the names it goes by, and the packages of Debian and Ubuntu that bring it.
 * @type {Record<Tool, { names: string[], packages: string[] }>}
 * @typedef {'redis' | 'postgres' | 'chromium' | 'wrk'} Tool
 */
const TOOLS = {
  redis: { names: ['redis-server', 'valkey-server'], packages: ['redis-server'] },
  postgres: { names: ['postgres'], packages: ['postgresql'] },
  wrk: { names: ['wrk'], packages: ['wrk'] },
  chromium: { names: ['chromium', 'chromium-browser', 'google-chrome'], packages: ['chromium', 'fonts-noto-cjk'] },
};

/**
 * Finds the tools, or installs them through apt when root may; otherwise fails with the command to run.
 * @param {Tool[]} wanted
 */
export async function findTools(wanted) {
  const missing = wanted.filter(isMissing);
  if (missing.length === 0) return;
  const packages = missing.flatMap((tool) => TOOLS[tool].packages);
  if (!isDebian()) {
    throw new StepFailed(`Missing: ${missing.join(', ')}. Install it with your package manager, in PATH.`);
  }
  if (process.getuid?.() !== 0) throw new StepFailed(`${missing.join(', ')} missing. Run: ${manualCommand(packages)}`);
  await aptInstall(missing, packages);
  const still = missing.filter(isMissing);
  if (still.length > 0)
    throw new StepFailed(`apt brought ${packages.join(' ')}, and ${still.join(', ')} is still missing`);
}

/** @param {string[]} packages */
const manualCommand = (packages) =>
  `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`;

/** @param {Tool[]} missing @param {string[]} packages */
async function aptInstall(missing, packages) {
  const env = { ...toolEnvironment(), DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  // A package half installed breaks the next use of apt, so apt may end in its own time.
  const options = { env, patienceMs: 600_000 };
  await step('Reading the package lists', ['apt-get', 'update', '-q'], options);
  await withoutServiceStarts(() =>
    step(
      `Installing ${missing.join(', ')}`,
      ['apt-get', 'install', '-y', '-q', '--no-install-recommends', ...packages],
      options,
    ),
  );
}

/** @param {Tool} tool */
const isMissing = (tool) => !TOOLS[tool].names.some((name) => searchPath().some((dir) => isExecutable(dir, name)));

/** PATH, and where Debian keeps the servers of PostgreSQL. */
function searchPath() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => path.join(debian, version, 'bin')) : [];
  return [...(process.env['PATH'] ?? '').split(path.delimiter), ...versions];
}

/** @param {string} dir @param {string} name */
function isExecutable(dir, name) {
  try {
    accessSync(path.join(dir, name), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isDebian() {
  const release = '/etc/os-release';
  return existsSync(release) && /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync(release, 'utf8'));
}
