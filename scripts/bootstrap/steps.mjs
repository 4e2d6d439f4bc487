import { spawn } from 'node:child_process';
import { root } from './root.mjs';

/** The caller's environment without what `npm start` itself puts there: the inner npm must read its own settings. */
export function toolEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) && name !== 'NODE_ENV');
  return {
    ...Object.fromEntries(kept),
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  };
}

/**
 * Runs one tool quietly and tells how long it took; its output is shown only when it fails.
 * @param {string} title what a person reads while it runs
 * @returns {Promise<void>} rejects with StepFailed
 */
export async function step(title, command, args, { env = toolEnvironment() } = {}) {
  const startedAt = Date.now();
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  process.stderr.write(`${title} …\n`);
  const stillAlive = setInterval(() => process.stderr.write(`${title} … ${seconds()}\n`), 15_000);
  const { code, output } = await run(command, args, env);
  clearInterval(stillAlive);
  if (code !== 0)
    throw new StepFailed(`${title} failed (${code === null ? 'it was interrupted' : `exit code ${code}`})`, output);
  if (Date.now() - startedAt > 2000) process.stderr.write(`${title} took ${seconds()}\n`);
}

export class StepFailed extends Error {
  constructor(message, output) {
    super(message);
    this.output = output;
  }
}

/** Turns a failed step into its output, one clear last line and an exit code. */
export async function reportingFailure(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    process.stderr.write(`${lastLines(error.output, 40)}\n${error.message}\n`);
    return 1;
  }
}

function run(command, args, env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: -1, output: error.message }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

const lastLines = (text, count) => text.trimEnd().split('\n').slice(-count).join('\n');
