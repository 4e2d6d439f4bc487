import { constants } from 'node:os';

/** @typedef {'SIGINT' | 'SIGTERM' | 'SIGHUP'} EndSignal */
const END_SIGNALS = /** @type {EndSignal[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Ties a child to this process until it ends: signals are passed on, and when whoever started us vanishes, the child is ended too.
 * npm passes no SIGTERM on, so a killed `npm start` shows only as a new parent process.
 * @param {import('node:child_process').ChildProcess} child
 * @param {{ patienceMs?: number }} [options] how long it may take to end after a signal; without it, as long as it likes
 * @returns {() => EndSignal | undefined} the signal that asked for the end, if one did
 */
export function tie(child, { patienceMs } = {}) {
  /** @type {EndSignal | undefined} */
  let asked;
  /** @param {EndSignal} signal */
  const end = (signal) => {
    if (!asked && patienceMs !== undefined) setTimeout(() => child.kill('SIGKILL'), patienceMs).unref();
    asked = signal;
    // Ctrl-C reaches every process of the terminal by itself; a second SIGINT would cut the orderly end short.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent && !asked) end('SIGTERM');
  }, 500);
  // Started by hand (`node scripts/bootstrap.mjs start &`) it may outlive its shell, as any server does.
  if (process.env['npm_lifecycle_event'] === undefined) clearInterval(watch);
  for (const signal of END_SIGNALS) process.on(signal, end);
  child.once('exit', () => {
    clearInterval(watch);
    for (const signal of END_SIGNALS) process.off(signal, end);
  });
  return () => asked;
}

/**
 * What a shell reports for a process that a signal ended.
 * @param {NodeJS.Signals} signal
 */
export const exitCodeOf = (signal) => 128 + constants.signals[signal];
