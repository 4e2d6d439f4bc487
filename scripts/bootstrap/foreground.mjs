import { spawn } from 'node:child_process';
import { inRoot } from './root.mjs';
import { exitCodeOf, tie } from './tie.mjs';

/** For the garbage of many requests at once, as the image has them (deploy/Dockerfile); docs/performance.md says what each is worth. */
export const NODE_FLAGS = [
  '--enable-source-maps',
  // Room for young objects, in MiB, that does not shrink while nobody asks: growing again takes a second of collections.
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
  // Under load V8 takes a request's objects for lasting ones and makes the next ones in old space, where what they hold lasts too.
  '--no-allocation-site-pretenuring',
];

/**
 * Runs a Node program in the foreground with the caller's own environment.
 * @param {string} script inside the checkout
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
export function foreground(script, args) {
  const child = spawn(process.execPath, [...NODE_FLAGS, inRoot(script), ...args], {
    cwd: inRoot(),
    stdio: 'inherit',
  });
  tie(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ? exitCodeOf(signal) : (code ?? 1)));
  });
}
