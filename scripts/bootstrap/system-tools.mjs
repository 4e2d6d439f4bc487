import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { step, toolEnvironment } from './steps.mjs';

/** What the tests need from the system: where it may be, and the Debian packages that bring it. */
const TOOLS = {
  redis: { names: ['redis-server', 'valkey-server'], packages: ['redis-server'] },
  postgres: { names: ['postgres'], packages: ['postgresql'] },
  chromium: { names: ['chromium', 'chromium-browser', 'google-chrome'], packages: ['chromium', 'fonts-noto-cjk'] },
};

/**
 * Finds the tools or installs them through apt (root on Debian or Ubuntu); otherwise names the exact command to run.
 * @param {(keyof typeof TOOLS)[]} wanted
 * @returns {Promise<boolean>} whether all of them are there
 */
export async function findTools(wanted) {
  const missing = wanted.filter((tool) => !TOOLS[tool].names.some(isInstalled));
  if (missing.length === 0) return true;
  const packages = missing.flatMap((tool) => TOOLS[tool].packages);
  if (isDebian() && process.getuid?.() === 0) {
    await aptInstall(missing, packages);
    return true;
  }
  const command = isDebian()
    ? `sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`
    : `install ${packages.join(', ')} with your package manager and put the programs on PATH`;
  process.stderr.write(`The tests need ${missing.join(', ')}. Run this, then try again:\n  ${command}\n`);
  return false;
}

async function aptInstall(missing, packages) {
  const env = {
    ...toolEnvironment(),
    DEBIAN_FRONTEND: 'noninteractive',
    // Packages ask for the runlevel before they start their service: the tests start servers of their own.
    RUNLEVEL: '1',
  };
  await step('Reading the package lists', 'apt-get', ['update', '-q'], { env });
  const args = ['install', '-y', '-q', '--no-install-recommends', ...packages];
  await step(`Installing ${missing.join(', ')}`, 'apt-get', args, { env });
}

function isInstalled(name) {
  return searchPath().some((folder) => isExecutable(path.join(folder, name)));
}

/** PATH, and where Debian keeps the servers of PostgreSQL. */
function searchPath() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => path.join(debian, version, 'bin')) : [];
  return [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin', ...versions];
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isDebian() {
  return (
    existsSync('/usr/bin/apt-get') && /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'))
  );
}
