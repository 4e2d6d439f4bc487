import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toolEnvironment } from './environment.mjs';
import { inRoot, root } from './root.mjs';
import { tie } from './tie.mjs';

/**
 * Every suite of every workspace in one run of Jest; the last line says `N passed, N failed`.
 * @param {string[]} args passed on to Jest
 * @returns {Promise<number>} exit code
 */
export async function runTests(args) {
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-tests-'));
  const report = path.join(folder, 'report.json');
  try {
    const exitCode = await jest(['--json', `--outputFile=${report}`, ...args]);
    const { passed, failed } = summary(readReport(report));
    if (exitCode !== 0 && failed === 0) process.stderr.write(`Jest ended with exit code ${exitCode}\n`);
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
    return exitCode === 0 && failed === 0 && passed > 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A suite that cannot even run has no tests to count, so it counts as one failure; so does a Jest that left no report.
 * @param {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number } | undefined} report
 */
export function summary(report) {
  if (!report) return { passed: 0, failed: 1 };
  return { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites };
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {string[]} args @returns {Promise<number>} */
function jest(args) {
  return new Promise((resolve) => {
    // With --json, what people read goes to standard error; standard output only says where the report is.
    const child = spawn(process.execPath, [inRoot('node_modules/jest/bin/jest.js'), ...args], {
      cwd: root,
      env: toolEnvironment(),
      stdio: ['inherit', 'ignore', 'inherit'],
    });
    tie(child);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
