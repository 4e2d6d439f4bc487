import { build } from './build.mjs';
import { foreground } from './foreground.mjs';
import { install } from './install.mjs';
import { inRoot } from './root.mjs';
import { reportingFailure } from './steps.mjs';

/** `npm start`: installs, builds what changed, and runs the product in the foreground. */
export const main = () =>
  reportingFailure(async () => {
    await install();
    await build();
    return foreground(inRoot('apps/api/dist/main.js'));
  });
