import { Command, CommanderError } from 'commander';
import { Refused } from '@latchkey/core';
import { ConfigError } from '../platform/config.js';
import { addAccountCommands } from './account-commands.js';
import type { Run, Surroundings } from './command.js';
import { addDeadLetterCommands } from './dead-letter-commands.js';
import { addAuditCommands } from './audit-commands.js';
import { addHoldCommands } from './hold-commands.js';
import { addKeyCommands } from './key-commands.js';
import { addMaintenanceCommands } from './maintenance-commands.js';
import { addReconcileCommand } from './reconcile-command.js';
import { addSignatureCommands, addTemplateCommands } from './message-commands.js';
import { addOptOutCommands } from './opt-out-commands.js';
import { addOperatorCommands } from './operator-commands.js';
import { addPolicyCommands } from './policy-commands.js';
import { addStatsCommands } from './stats-commands.js';
import { addTenantCommands } from './tenant-commands.js';

/** Runs one command and returns its exit code. With `--json` it prints exactly one object, whatever happens. */
export async function runCommand(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
  const run: Run = { ...surroundings, answer: undefined };
  const json = args.includes('--json');
  try {
    await buildProgram(run).parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0; // help was asked for and printed
    const problem = explain(error);
    if (json) terminal.print(JSON.stringify({ error: problem }));
    else terminal.complain(problem.message);
    return 1;
  }
  const { answer } = run;
  if (answer) terminal.print(json ? JSON.stringify(answer.json) : answer.text);
  return answer?.failed ? 1 : 0;
}

function buildProgram(run: Run): Command {
  const program = new Command('latchkey').description('One-time passcodes over SMS: work on an installation');
  // Errors are thrown and told once, by the caller; subcommands copy these settings, so they come first.
  program.exitOverride().configureOutput({
    writeOut: (text) => run.terminal.print(text.trimEnd()),
    writeErr: () => undefined,
  });
  addTenantCommands(program, run);
  addKeyCommands(program, run);
  addAccountCommands(program, run);
  addSignatureCommands(program, run);
  addTemplateCommands(program, run);
  addPolicyCommands(program, run);
  addDeadLetterCommands(program, run);
  addOptOutCommands(program, run);
  addReconcileCommand(program, run);
  addStatsCommands(program, run);
  addAuditCommands(program, run);
  addHoldCommands(program, run);
  addOperatorCommands(program, run);
  addMaintenanceCommands(program, run);
  return program;
}

interface Problem {
  readonly code: string;
  readonly message: string;
  readonly field?: string;
}

function explain(error: unknown): Problem {
  if (error instanceof Refused) return explainRefusal(error);
  if (error instanceof CommanderError) return { code: 'usage', message: usage(error) };
  if (error instanceof ConfigError) return { code: 'configuration', message: error.message };
  const { name, message } = error as Error;
  // Only the first line: the rest of a driver's message may hold values of a query.
  return { code: snake(name), message: message.trim().split('\n', 1)[0] ?? '' };
}

function explainRefusal({ refusal }: Refused): Problem {
  if (refusal.kind === 'invalid_parameter') {
    return { code: refusal.kind, message: refusal.message, field: refusal.field };
  }
  return { code: refusal.kind, message: refusal.kind === 'not_found' ? 'there is nothing of this name' : refusal.kind };
}

function usage({ code, message }: CommanderError): string {
  if (code === 'commander.help') return 'name a command; `latchkey --help` shows them';
  return message.replace(/^error: /, '');
}

/** `DataDirectoryError` becomes `data_directory`. */
const snake = (name: string) =>
  name
    .replace(/Error$/, '')
    .replace(/(?<=.)[A-Z]/g, (capital) => `_${capital}`)
    .toLowerCase() || 'error';
