import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { npmCommand } from './environment.mjs';
import { inRoot } from './root.mjs';
import { step } from './steps.mjs';

const STAMP = inRoot('node_modules/.latchkey-installed');

/** Installs from the lockfile, unless exactly this lockfile is installed already for this platform and Node. */
export async function install() {
  const wanted = fingerprint(readFileSync(inRoot('package-lock.json')));
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  const repairing = existsSync(inRoot('node_modules'));
  // Written after success alone: an interrupted install has no stamp and is done again.
  rmSync(STAMP, { force: true });
  // Never `npm install`, which edits the lockfile.
  const ci = [...npmCommand(), 'ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev'];
  await step(repairing ? 'Bringing dependencies up to date' : 'Installing dependencies', ci, { explain: npmProblem });
  writeFileSync(STAMP, wanted);
}

/**
 * Prebuilt parts of packages differ by platform, and npm's layout by Node.
 * @param {Buffer | string} lockfile
 */
export function fingerprint(lockfile) {
  const [major] = process.versions.node.split('.');
  return createHash('sha256').update(lockfile).update(`${process.platform} ${process.arch} ${major}`).digest('hex');
}

/**
 * The cause in one line, where npm's output names one that people meet.
 * @param {string} output
 */
export function npmProblem(output) {
  if (/\b(ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|ERR_SOCKET_TIMEOUT)\b/.test(output)) {
    return 'the npm registry cannot be reached. Check the network, the proxy and `npm config get registry`.';
  }
  if (/\bENOSPC\b/.test(output)) return 'the disk is full.';
  if (/\b(EACCES|EPERM|EROFS)\b/.test(output)) return 'a folder cannot be written; npm names it above.';
  return undefined;
}
