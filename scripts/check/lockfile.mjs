// A lockfile made where some platform's packages are missing from the registry installs there and fails elsewhere.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** @typedef {Record<string, { optionalDependencies?: Record<string, string> }>} LockedPackages */

/**
 * Optional dependencies that no entry of the lockfile stands for.
 * @param {LockedPackages} packages
 */
export function missingEntries(packages) {
  const locked = new Set(Object.keys(packages).map(nameOf));
  return Object.entries(packages).flatMap(([location, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !locked.has(name))
      .map((name) => `${nameOf(location) || 'the root'} wants ${name}, which has no entry`),
  );
}

/** @param {string} location such as `apps/api/node_modules/pg` */
const nameOf = (location) => location.slice(location.lastIndexOf('node_modules/') + 'node_modules/'.length);

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const missing = missingEntries(JSON.parse(readFileSync('package-lock.json', 'utf8')).packages);
  if (missing.length > 0) console.error(missing.join('\n'));
  process.exitCode = missing.length > 0 ? 1 : 0;
}
