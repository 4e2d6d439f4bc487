import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { install } from './install.mjs';
import { inRoot, root } from './root.mjs';
import { reportingFailure, toolEnvironment } from './steps.mjs';
import { findTools } from './system-tools.mjs';

/** `npm test`: all set-up, then every suite of every workspace; ends with `N passed, N failed`. */
export const main = (args) =>
  reportingFailure(async () => {
    await install();
    if (!(await findTools(['redis', 'postgres', 'chromium']))) return 1;
    await build('build', 'build:simulator');
    return runJest(args);
  });

async function runJest(args) {
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-tests-'));
  const report = path.join(folder, 'report.json');
  try {
    const code = await new Promise((resolve) => {
      const jest = [inRoot('node_modules/jest/bin/jest.js'), '--json', `--outputFile=${report}`, ...args];
      // With --json Jest prints the report on standard output and what people read on standard error.
      const child = spawn(process.execPath, jest, {
        cwd: root,
        env: toolEnvironment(),
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      child.on('exit', (exitCode) => resolve(exitCode ?? 1));
    });
    const { passed, failed } = summary(JSON.parse(readFileSync(report, 'utf8')));
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
    return code !== 0 || failed > 0 || passed === 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A suite that cannot even run has no tests to count, so it counts as one failed. */
export function summary({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
}
