// Behind npm start, npm test, npm run simulator and npm run bench. It runs before anything is installed, so it depends on Node alone.
import { refuseOldNode } from './bootstrap/node-version.mjs';

refuseOldNode();
// Not imported statically, nor awaited at the top level: an old Node has to get as far as the line above.
void import('./bootstrap/main.mjs').then(({ main }) => main(process.argv.slice(2)));
