// For the image: takes out of node_modules what no production code can reach.
//   node deploy/prune-modules.mjs [folder with package.json and node_modules]
//
// `npm ci --omit=dev` keeps Prisma's command line with its studio, TypeScript and React: they are optional peers of
// @prisma/client, and the lockfile counts those as production. So this walks from the workspaces that run, along
// dependencies and required peers, and removes every package it does not meet.
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(process.argv[2] ?? '.');
const START = ['apps/api', 'packages/core'];

/** Parts of packages that are met and never loaded: query compilers of other databases, and source maps. */
const SPARE_PARTS = [
  ['@prisma/client/runtime', /^query_.*\.(?!postgresql)[a-z]+\.|\.map$/],
  ['@electric-sql/pglite/dist', /\.map$/],
  ['swagger-ui-dist', /\.map$|^swagger-ui-es-/],
];

const before = sizeOf(path.join(ROOT, 'node_modules'));
const kept = reachable();
const removed = installed(ROOT).filter((folder) => !kept.has(folder));
for (const folder of removed) rmSync(folder, { recursive: true, force: true });
for (const [name, spare] of SPARE_PARTS) removeParts(path.join(ROOT, 'node_modules', name), spare);
// Links to programs of packages that are gone.
rmSync(path.join(ROOT, 'node_modules/.bin'), { recursive: true, force: true });

const after = sizeOf(path.join(ROOT, 'node_modules'));
console.log(`kept ${kept.size} packages, removed ${removed.length}: ${megabytes(before)} became ${megabytes(after)}`);

/** The folders of all packages that the workspaces need when they run. */
function reachable() {
  const found = new Set();
  const waiting = START.map((workspace) => path.join(ROOT, workspace));
  for (let folder = waiting.pop(); folder; folder = waiting.pop()) {
    for (const { name, optional } of needs(folder)) {
      const target = resolveFrom(folder, name);
      if (target === undefined && !optional) throw new Error(`${folder} needs ${name}, which is not installed`);
      if (target === undefined || found.has(target)) continue;
      found.add(target);
      waiting.push(target);
    }
  }
  return found;
}

function needs(folder) {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  return [
    ...[...Object.keys(dependencies), ...peers].map((name) => ({ name, optional: name in optionalDependencies })),
    ...Object.keys(optionalDependencies).map((name) => ({ name, optional: true })),
  ];
}

/** As Node looks a package up: in the nearest node_modules above. */
function resolveFrom(folder, name) {
  for (let at = folder; at.startsWith(ROOT); at = path.dirname(at)) {
    const candidate = path.join(at, 'node_modules', name);
    if (existsSync(path.join(candidate, 'package.json'))) return candidate;
  }
  return undefined;
}

/** Every package in the node_modules of the folder and of its workspaces, nested ones too. */
function installed(folder) {
  const roots = [folder, ...START.map((workspace) => path.join(folder, workspace))];
  return roots.flatMap((root) => packagesIn(path.join(root, 'node_modules')));
}

function packagesIn(modules) {
  if (!existsSync(modules)) return [];
  return readdirSync(modules, { withFileTypes: true }).flatMap((entry) => {
    const folder = path.join(modules, entry.name);
    if (entry.name.startsWith('.')) return [];
    if (entry.name.startsWith('@')) return packagesIn(folder);
    return [folder, ...(entry.isDirectory() ? packagesIn(path.join(folder, 'node_modules')) : [])];
  });
}

function removeParts(folder, spare) {
  if (!existsSync(folder)) throw new Error(`${folder} is not there; SPARE_PARTS is out of date`);
  for (const name of readdirSync(folder)) if (spare.test(name)) rmSync(path.join(folder, name));
}

function sizeOf(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += statSync(path.join(entry.parentPath, entry.name)).size;
  }
  return bytes;
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
