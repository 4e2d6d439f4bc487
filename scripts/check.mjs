// `npm run check`: what must hold besides the tests. Steps run side by side; only what fails is shown in full.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { inRoot, root } from './bootstrap/root.mjs';

/** @typedef {{ title: string, command: string[], needs?: string }} Check `needs`: a file without which there is nothing to check */

/** @param {string} name @param {...string} args */
const tool = (name, ...args) => [inRoot('node_modules/.bin', name), ...args];
/** @param {string} folder */
const memory = (folder) => inRoot(`node_modules/.cache/types-${folder.replaceAll('/', '-')}.tsbuildinfo`);
/** Remembers what it found, for only what changed is looked at again. @param {string} folder @returns {Check} */
const types = (folder) => ({
  title: `types of ${folder}`,
  command: tool(
    'tsc',
    '--noEmit',
    '--incremental',
    '--tsBuildInfoFile',
    memory(folder),
    '-p',
    `${folder}/tsconfig.json`,
  ),
  needs: `${folder}/tsconfig.json`,
});
const SOURCES = ['packages/core/src', 'apps/api/src', 'apps/admin/src'].filter((folder) => existsSync(inRoot(folder)));

/** First what other checks read: the types of @latchkey/core and the generated Prisma client. @type {Check} */
const BUILD = { title: 'build', command: [process.execPath, inRoot('scripts/bootstrap.mjs'), 'build'] };

/** The longest first, so that the last one to end is a short one. @type {Check[]} */
const CHECKS = [
  {
    title: 'schema and migrations agree',
    command: [process.execPath, inRoot('scripts/migrate-new.mjs'), '--check'],
    needs: 'scripts/migrate-new.mjs',
  },
  types('apps/api'),
  types('apps/admin'),
  types('packages/core'),
  types('scripts'),
  { title: 'format', command: tool('prettier', '--check', '--log-level=warn', '.') },
  { title: 'import boundaries', command: tool('depcruise', '--config', '.dependency-cruiser.cjs', ...SOURCES) },
  { title: 'lint', command: tool('oxlint', '--type-aware', '--deny-warnings') },
  { title: 'lockfile', command: [process.execPath, inRoot('scripts/check/lockfile.mjs')] },
];

const failures = [...(await runAll([BUILD])), ...(await runAll(CHECKS))];
if (failures.length > 0) console.error(`\n${failures.length} of the checks failed: ${failures.join(', ')}`);
process.exitCode = failures.length > 0 ? 1 : 0;

/**
 * @param {Check[]} checks
 * @returns {Promise<string[]>} titles of those that failed
 */
async function runAll(checks) {
  const waiting = checks.filter(({ needs }) => needs === undefined || existsSync(inRoot(needs)));
  /** @type {string[]} */
  const failed = [];
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift())
      if (!(await passes(check))) failed.push(check.title);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return failed;
}

/** @param {Check} check */
async function passes({ title, command }) {
  const startedAt = Date.now();
  const { code, output } = await run(command);
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1).padStart(5);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${seconds} s  ${title}`);
  if (code !== 0) console.log(`\n${output.trim()}\n`);
  return code === 0;
}

/** @param {string[]} command @returns {Promise<{ code: number | null, output: string }>} */
function run([file = '', ...args]) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code, output }));
  });
}
