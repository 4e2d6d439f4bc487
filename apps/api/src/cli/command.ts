import { type Command, InvalidArgumentError } from 'commander';
import type { Config } from '../platform/config.js';
import type { Answer, Terminal } from './terminal.js';
import { inWorkshop, type Workshop } from './workshop.js';

/** What commands are given by the process that runs them. */
export interface Surroundings {
  readonly terminal: Terminal;
  /** Reads the environment. Throws ConfigError. */
  readonly config: () => Config;
}

/** Collects the answer of the one command that ran. */
export interface Run extends Surroundings {
  answer: Answer | undefined;
}

/** Makes `command` do its work with the database open. It answers nothing where it has printed its result already. */
export function works<Options extends object>(
  run: Run,
  command: Command,
  work: (workshop: Workshop, options: Options, argument: string) => Promise<Answer | undefined>,
): Command {
  return answers<Options>(run, command, (options, argument) =>
    inWorkshop(run.config(), (workshop) => work(workshop, options, argument)),
  );
}

/** Makes `command` answer; every command takes `--json`. */
export function answers<Options extends object>(
  run: Run,
  command: Command,
  work: (options: Options, argument: string) => Promise<Answer | undefined>,
): Command {
  return command.option('--json', 'print one JSON object').action(async () => {
    run.answer = await work(command.opts<Options>(), command.args[0] ?? '');
  });
}

/** Who the operator log says it was. */
export const COMMAND_LINE = { operatorId: '', name: 'command line', address: '', requestId: '' };

export interface OfTenant {
  readonly tenant?: string;
}

export const ofTenant = (command: Command): Command =>
  command.option('--tenant <tenant>', 'id or name; may be left out while there is one tenant');

/** `a,b` as a list. */
export const list = (text: string): string[] => text.split(',').map((part) => part.trim());

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

const UNIT_MS = { h: 3_600_000, d: 86_400_000 };

/** `90d`, `12h`, or a date or time in ISO 8601, which is UTC unless it says otherwise. */
export function timeAhead(text: string): Date {
  const [, amount, unit] = /^(\d{1,5})([dh])$/.exec(text) ?? [];
  const time = amount
    ? new Date(Date.now() + Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS])
    : new Date(/^\d{4}-\d\d-\d\d(T\d\d:\d\d.*)?$/.test(text) ? text : NaN);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError('It must be such as 90d, 12h or 2027-01-31.');
  return time;
}

/** Options that were left out are undefined members, which inputs do not know. */
export function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
