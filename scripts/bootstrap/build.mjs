import { existsSync } from 'node:fs';
import { inRoot } from './root.mjs';
import { step } from './steps.mjs';

/**
 * Builds what changed since the last build. Turbo decides, by content; with nothing to do it takes a fifth of a second, so there
 * is no stamp of our own.
 * @param {...string} tasks of turbo.json
 */
export function build(...tasks) {
  const turbo = [process.execPath, inRoot('node_modules/turbo/bin/turbo'), 'run', ...tasks];
  // A console without a page has nothing to build.
  const filters = existsSync(inRoot('apps/admin/index.html')) ? [] : ['--filter=!@latchkey/admin'];
  return step('Building what changed', [...turbo, ...filters, '--output-logs=errors-only']);
}
