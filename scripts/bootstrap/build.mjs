import { inRoot } from './root.mjs';
import { step } from './steps.mjs';

/** Builds what changed since the last build. */
export function build(...tasks) {
  const wanted = tasks.length > 0 ? tasks : ['build'];
  return step('Building what changed', process.execPath, [
    inRoot('node_modules/turbo/bin/turbo'),
    'run',
    ...wanted,
    '--output-logs=errors-only',
  ]);
}
