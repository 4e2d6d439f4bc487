import { spawn } from 'node:child_process';
import { build } from './build.mjs';
import { install } from './install.mjs';
import { refuseOldNode } from './node-version.mjs';
import { inRoot } from './root.mjs';
import { reportingFailure } from './steps.mjs';

// Everything before the tests: install, build, check.
refuseOldNode();
process.exitCode = await reportingFailure(async () => {
  await install();
  await build();
  const check = spawn(process.execPath, [inRoot('scripts/check.mjs')], { stdio: 'inherit' });
  return new Promise((resolve) => check.on('exit', (code) => resolve(code ?? 1)));
});
