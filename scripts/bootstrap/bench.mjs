import { build } from './build.mjs';
import { foreground } from './foreground.mjs';
import { install } from './install.mjs';
import { inRoot } from './root.mjs';
import { reportingFailure } from './steps.mjs';
import { findTools } from './system-tools.mjs';

/** `npm run bench`: measures the api beside a bare server that does the same work in Redis. */
export const main = (args) =>
  reportingFailure(async () => {
    await install();
    if (!(await findTools(['redis', 'postgres']))) return 1;
    await build();
    return foreground(inRoot('apps/api/bench/main.mjs'), args);
  });
