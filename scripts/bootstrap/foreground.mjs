import { spawn } from 'node:child_process';
import { inRoot } from './root.mjs';
import { exitCodeOf, tie } from './tie.mjs';

/**
 * Runs a Node program in the foreground with the caller's own environment.
 * @param {string} script inside the checkout
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
export function foreground(script, args) {
  const child = spawn(process.execPath, ['--enable-source-maps', inRoot(script), ...args], {
    cwd: inRoot(),
    stdio: 'inherit',
  });
  tie(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ? exitCodeOf(signal) : (code ?? 1)));
  });
}
