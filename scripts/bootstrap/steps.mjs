import { spawn } from 'node:child_process';
import { toolEnvironment } from './environment.mjs';
import { progress } from './progress.mjs';
import { root } from './root.mjs';
import { exitCodeOf, tie } from './tie.mjs';

/** Something a person has to read: its message is the last line shown, after the end of the tool's own output. */
export class StepFailed extends Error {
  /** @param {string} message @param {{ output?: string, exitCode?: number }} [details] */
  constructor(message, { output = '', exitCode = 1 } = {}) {
    super(message);
    this.output = output;
    this.exitCode = exitCode;
  }
}

/**
 * Runs one tool and shows that it runs and how long it took; what the tool itself says is shown only when it fails.
 * @param {string} title what a person reads while it runs
 * @param {string[]} command
 * @param {Options} [options]
 *
 * @typedef {object} Options
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(output: string) => string | undefined} [explain] finds the cause in the output
 * @property {number} [patienceMs] how long the tool may take to end after a signal. npm answers one by rolling back first, which
 *   takes longer than anyone waits; the next run repairs what it leaves.
 */
export async function step(
  title,
  [command = '', ...args],
  { env = toolEnvironment(), explain, patienceMs = 2_000 } = {},
) {
  const shown = progress(title);
  const { problem, signal, output } = await run(command, args, env, patienceMs);
  shown.end(problem === undefined ? 'done' : 'failed');
  if (signal) {
    throw new StepFailed(`Interrupted. The next run begins this step anew: ${title}.`, {
      exitCode: exitCodeOf(signal),
    });
  }
  if (problem !== undefined) throw new StepFailed(`${title} failed: ${explain?.(output) ?? problem}`, { output });
}

/**
 * Turns a failure into the end of its output, one clear last line and an exit code.
 * @param {() => Promise<number>} work
 */
export async function reportingFailure(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    const output = lastLines(error.output, 40);
    process.stderr.write(`${output === '' ? '' : `${output}\n\n`}${error.message}\n`);
    return error.exitCode;
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {number} patienceMs
 * @returns {Promise<{ problem?: string, signal?: NodeJS.Signals, output: string }>} no `problem` when it ended well
 */
function run(command, args, env, patienceMs) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const askedToEnd = tie(child, { patienceMs });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.on('error', (error) => resolve({ problem: error.message, output }));
    child.on('close', (code, killedBy) => {
      const signal = askedToEnd();
      if (code === 0 && !signal) return resolve({ output });
      const problem = code === null ? `ended by ${killedBy}` : `exit code ${code}`;
      return resolve({ problem, output, ...(signal ? { signal } : {}) });
    });
  });
}

/** @param {string} text @param {number} count */
const lastLines = (text, count) => text.trim().split('\n').slice(-count).join('\n');
