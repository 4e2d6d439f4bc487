import { build } from './build.mjs';
import { foreground } from './foreground.mjs';
import { install } from './install.mjs';
import { inRoot } from './root.mjs';
import { reportingFailure } from './steps.mjs';

/** `npm run simulator`: a local SMS API that speaks Tencent's protocol. */
export const main = () =>
  reportingFailure(async () => {
    await install();
    await build('build:simulator');
    return foreground(inRoot('apps/api/dist/simulator/main.js'));
  });
