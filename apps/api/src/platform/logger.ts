import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import { redact, scrub } from './redaction.js';

/** Injection token of the process's logger. */
export const LOGGER = Symbol('LOGGER');

/** JSON lines; secrets, codes and numbers are taken out before a line is written, wherever they stand. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (alreadyRedacted: unknown) => alreadyRedacted },
    formatters: { level: (label: string) => ({ level: label }), log: redact },
    hooks: {
      logMethod(args: unknown[], method: (...args: unknown[]) => void) {
        method.apply(
          this,
          args.map((arg) => (typeof arg === 'string' ? scrub(arg) : arg)),
        );
      },
    },
  } as const;
  return (destination ? pino(options as object, destination) : pino(options as object)) as Logger;
}

/** Nest's own messages. Its account of modules and routes is of interest to nobody who runs it, so it goes to `debug`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log = (message: unknown, context?: string) => this.logger.debug({ context }, String(message));
  debug = (message: unknown, context?: string) => this.logger.debug({ context }, String(message));
  verbose = (message: unknown, context?: string) => this.logger.trace({ context }, String(message));
  warn = (message: unknown, context?: string) => this.logger.warn({ context }, String(message));
  error = (message: unknown, ...rest: unknown[]) => this.problem('error', message, rest);
  fatal = (message: unknown, ...rest: unknown[]) => this.problem('fatal', message, rest);

  private problem(level: 'error' | 'fatal', message: unknown, [stack]: unknown[]): void {
    if (message instanceof Error) this.logger[level]({ err: message }, message.message);
    else this.logger[level]({ stack: typeof stack === 'string' ? scrub(stack) : undefined }, String(message));
  }
}
