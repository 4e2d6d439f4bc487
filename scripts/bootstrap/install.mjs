import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { inRoot } from './root.mjs';
import { step } from './steps.mjs';

const STAMP = inRoot('node_modules/.latchkey-installed');

/** Installs from the lockfile, unless exactly this lockfile is installed already for this platform and Node. */
export async function install() {
  const wanted = fingerprint();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  // Written after success alone: an interrupted install has no stamp and is done again.
  rmSync(STAMP, { force: true });
  const [command, ...args] = npm();
  await step('Installing dependencies (a minute or two)', command, [
    ...args,
    'ci',
    '--no-audit',
    '--no-fund',
    '--include=dev',
  ]);
  writeFileSync(STAMP, wanted);
}

/** Prebuilt parts of packages differ by platform, and npm's layout by Node. */
function fingerprint() {
  const [major] = process.versions.node.split('.');
  return createHash('sha256')
    .update(readFileSync(inRoot('package-lock.json')))
    .update(`${process.platform} ${process.arch} ${major}`)
    .digest('hex');
}

function npm() {
  const { npm_execpath: script } = process.env;
  if (script) return [process.execPath, script];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}
