import { spawn } from 'node:child_process';
import { inRoot } from './root.mjs';
import { exitCodeOf, tie } from './tie.mjs';

/**
 * Room for young objects, in MiB: with Node's own 16 many requests' objects are still in use when it is full, and are copied for
 * nothing. The image has the same (deploy/Dockerfile).
 */
const NODE_FLAGS = ['--enable-source-maps', '--max-semi-space-size=32'];

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
