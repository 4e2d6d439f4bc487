import { text } from 'node:stream/consumers';
import { configFromEnvironment } from '../platform/config.js';
import { runCommand } from './run.js';

process.exitCode = await runCommand(process.argv.slice(2), {
  config: configFromEnvironment,
  terminal: {
    print: (line) => console.log(line),
    complain: (line) => console.error(line),
    readInput: () => text(process.stdin),
  },
});
