// A lockfile made where some platform's packages are missing from the registry installs here and fails elsewhere.
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const nameOf = (location) => location.slice(location.lastIndexOf('node_modules/') + 'node_modules/'.length);
const locked = new Set(Object.keys(packages).map(nameOf));

const missing = Object.entries(packages).flatMap(([location, { optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !locked.has(name))
    .map((name) => `${nameOf(location)} wants ${name}, which has no entry`),
);
if (missing.length > 0) {
  console.error(missing.join('\n'));
  process.exit(1);
}
