import { runCommand } from '../../src/cli/run.js';
import { type Environment, loadConfig } from '../../src/platform/config.js';

/** Runs a command line, within this process, and returns what it wrote. */
export async function run(env: Environment, line: string, input = '') {
  const printed: string[] = [];
  const complaints: string[] = [];
  const exitCode = await runCommand(line.match(/"[^"]*"|\S+/g)?.map((word) => word.replace(/^"|"$/g, '')) ?? [], {
    config: () => loadConfig(env),
    terminal: {
      print: (text) => printed.push(text),
      complain: (text) => complaints.push(text),
      readInput: async () => input,
    },
  });
  return { exitCode, printed, complaints };
}

/** The one object that a command prints with `--json`. */
export async function json(env: Environment, line: string, input = '') {
  const { printed, complaints, ...rest } = await run(env, `${line} --json`, input);
  expect(complaints).toEqual([]);
  expect(printed).toHaveLength(1);
  return { ...rest, object: JSON.parse(printed[0] ?? '') };
}
