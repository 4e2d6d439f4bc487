// `npm run check`: what must hold besides the tests. Steps run two at a time; only what fails is shown in full.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const bin = (name) => path.join(root, 'node_modules/.bin', name);
const node = (script, ...args) => [process.execPath, [path.join(root, script), ...args]];
const WORKSPACES = ['packages/core', 'apps/api', 'apps/admin'];

const CHECKS = [
  ['format', bin('prettier'), ['--check', '.']],
  ['lint', bin('oxlint'), ['--type-aware', '--deny-warnings']],
  ...WORKSPACES.map((workspace) => [
    `types ${workspace}`,
    bin('tsc'),
    ['--noEmit', '-p', `${workspace}/tsconfig.json`],
  ]),
  [
    'boundaries',
    bin('depcruise'),
    ['--config', '.dependency-cruiser.cjs', ...WORKSPACES.map((workspace) => `${workspace}/src`)],
  ],
  ['lockfile', ...node('scripts/lock-check.mjs')],
  ['schema and migrations', ...node('scripts/migrate-new.mjs', '--check')],
];

const PARALLEL = 2;
const waiting = CHECKS.filter(([, , args]) => !args.includes('-p') || existsSync(path.join(root, args.at(-1))));
let failures = 0;
await Promise.all(Array.from({ length: PARALLEL }, worker));
process.exitCode = failures > 0 ? 1 : 0;

async function worker() {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    const [title, command, args] = check;
    const startedAt = Date.now();
    const { code, output } = await run(command, args);
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    if (code !== 0) failures += 1;
    console.log(code === 0 ? `ok      ${title} (${seconds} s)` : `FAILED  ${title} (${seconds} s)\n${output}`);
  }
}

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code, output }));
  });
}
