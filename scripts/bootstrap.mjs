// Runs before anything is installed, so it depends on Node alone.   npm start | npm test | npm run simulator | npm run bench
import { refuseOldNode } from './bootstrap/node-version.mjs';

refuseOldNode();

const MODES = {
  start: () => import('./bootstrap/start.mjs'),
  test: () => import('./bootstrap/test.mjs'),
  simulator: () => import('./bootstrap/simulator.mjs'),
  bench: () => import('./bootstrap/bench.mjs'),
};

const [mode = '', ...args] = process.argv.slice(2);
const load = MODES[mode];
if (!load) {
  console.error(`usage: node scripts/bootstrap.mjs ${Object.keys(MODES).join('|')}`);
  process.exit(2);
}
const { main } = await load();
process.exitCode = await main(args);
