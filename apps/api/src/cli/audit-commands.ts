import { type Command, InvalidArgumentError, Option } from 'commander';
import { parsePhone, type Phone, Refused } from '@latchkey/core';
import {
  deliveryFilter,
  erasePhone,
  eventFilter,
  EXPORT_FORMATS,
  type ExportFormat,
  Exports,
  Retention,
  type Retired,
  type Timeline,
  timelineOf,
  verificationPage,
} from '../audit/index.js';
import { OperatorLog } from '../operator/index.js';
import { createLogger } from '../platform/logger.js';
import { Metrics } from '../platform/metrics.js';
import { COMMAND_LINE, given, type OfTenant, ofTenant, type Run, works } from './command.js';
import { sheet, table } from './terminal.js';
import { theTenant } from './workshop.js';

const FOUND = 50;

interface Export extends OfTenant {
  readonly format: ExportFormat;
  readonly from?: string;
  readonly to?: string;
  readonly reveal?: boolean;
}

/** Looking things up in the log, taking them out, and taking them away. */
export function addAuditCommands(program: Command, run: Run): void {
  const verification = program.command('verification').description('what happened to one number or one code');

  const show = verification.command('show').argument('<id>', 'ver_…').description('everything that happened to it');
  works(run, show, async ({ database }, _, id) => {
    const timeline = await timelineOf(database.prisma, undefined, id);
    return { json: timeline, text: describeTimeline(timeline) };
  });

  const find = ofTenant(verification.command('find').argument('<phone>').description('verifications of a number'));
  works<OfTenant>(run, find, async (workshop, { tenant }, text) => {
    const tenantId = tenant === undefined ? undefined : (await theTenant(workshop, tenant)).id;
    const phoneKey = workshop.hashes.phoneKey(fullNumber(text).e164);
    const filter = given({ tenantId, phoneKey });
    const { rows } = await verificationPage(workshop.database.prisma, filter, { limit: FOUND });
    const columns = {
      ASKED: (row: (typeof rows)[number]) => row.at,
      ID: (row: (typeof rows)[number]) => row.verificationId,
      TENANT: (row: (typeof rows)[number]) => row.tenantId,
      PURPOSE: (row: (typeof rows)[number]) => row.purpose,
      OUTCOME: (row: (typeof rows)[number]) => row.outcome,
      MESSAGE: (row: (typeof rows)[number]) => row.delivery,
    };
    return { json: { verifications: rows }, text: table(rows, columns) };
  });

  const exporting = program.command('export').description('write rows to standard output, newest first');
  addExport(exporting, run, 'events', 'the event log');
  addExport(exporting, run, 'deliveries', 'messages handed to providers');

  const erase = program
    .command('erase')
    .argument('<phone>', 'such as +8618500000000')
    .description('make a number unfindable and unreadable in what a tenant has of it');
  works<OfTenant>(run, ofTenant(erase), async (workshop, { tenant }, text) => {
    const phone = fullNumber(text);
    const { id: tenantId } = await theTenant(workshop, tenant);
    const erased = await workshop.database.prisma.$transaction(async (rows) => {
      const done = await erasePhone(rows, workshop.hashes, tenantId, phone);
      const deed = {
        action: 'delete',
        resource: 'verifications',
        objectId: done.id,
        tenantId,
        after: done.rows,
      } as const;
      await operatorLog().append(rows, COMMAND_LINE, deed);
      return done;
    });
    return { json: erased, text: sheet({ erased: erased.phone, ...erased.rows }) };
  });

  const retention = program.command('retention').description('rows that are past their time');
  const retire = retention
    .command('run')
    .description('delete them now; the worker does it every hour')
    .option('--dry-run', 'say what would go, and leave it');
  works<{ dryRun?: boolean }>(run, retire, async ({ database, config }, { dryRun }) => {
    const work = new Retention(database.pool, config.retentionDays, new Metrics(), createLogger('silent'));
    const retired = dryRun ? await work.preview(new Date()) : await work.run(new Date());
    return { json: { dryRun: dryRun ?? false, ...retired }, text: describeRetired(retired) };
  });
}

function addExport(exporting: Command, run: Run, resource: 'events' | 'deliveries', what: string): void {
  const command = ofTenant(exporting.command(resource).description(what))
    .addOption(new Option('--format <format>', 'how rows are written').choices([...EXPORT_FORMATS]).default('csv'))
    .option('--from <time>', 'from this time on, in ISO 8601', momentText)
    .option('--to <time>', 'up to this time', momentText)
    .option('--reveal', 'numbers in full, where they are kept');
  works<Export>(run, command, async (workshop, { tenant, format, from, to, reveal = false }) => {
    const { prisma } = workshop.database;
    const tenantId = tenant === undefined ? undefined : (await theTenant(workshop, tenant)).id;
    const asked = given({ tenantId, from, to });
    const deed = { action: 'export', resource, objectId: '', tenantId, after: { format, reveal, ...asked } } as const;
    await prisma.$transaction((rows) => operatorLog().append(rows, COMMAND_LINE, deed));
    const exports = new Exports(workshop.tenantKeys);
    const read = <T>(work: (rows: typeof prisma) => Promise<T>) => work(prisma);
    const text =
      resource === 'events'
        ? exports.events(read, eventFilter.parse(asked), { format, reveal })
        : exports.deliveries(read, deliveryFilter.parse(asked), { format, reveal });
    for await (const part of text) run.terminal.print(part.replace(/\r?\n$/, ''));
    return undefined;
  });
}

const operatorLog = () => new OperatorLog({ now: () => Date.now() });

/** Throws Refused for what is no number. */
export function fullNumber(text: string): Phone {
  const phone = parsePhone(text);
  if (phone) return phone;
  const message = 'It must be a full number such as +8618500000000.';
  throw new Refused({ kind: 'invalid_parameter', field: 'phone', message });
}

function momentText(text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError('It must be such as 2026-11-24T00:00:00Z.');
  return time.toISOString();
}

function describeTimeline({ events, windows, deliveries, ...facts }: Timeline): string {
  const happened = table(events, {
    TIME: ({ at }) => at,
    WHAT: ({ type, outcome }) => `${type} ${outcome}`,
    ATTEMPT: ({ attempt }) => attempt,
    WINDOW: ({ window }) => window,
    CODE: ({ providerCode }) => providerCode || null,
  });
  const messages = table(deliveries, {
    MESSAGE: ({ id }) => id,
    STATE: ({ state }) => state,
    ACCOUNT: ({ accountId }) => accountId,
    CODE: ({ providerCode }) => providerCode || null,
  });
  const limits = table(windows, {
    WINDOW: ({ name }) => name,
    USED: ({ used, limit }) => `${used} of ${limit}`,
  });
  const { id, tenantId, mode, purpose, phone, country, startedAt, outcome } = facts;
  const head = sheet({ id, tenant: tenantId, mode, purpose, phone, country, startedAt, outcome });
  return [head, happened, messages, limits].join('\n\n');
}

function describeRetired({ rows, partitions }: Retired): string {
  if (partitions.length === 0 && Object.keys(rows).length === 0) return 'nothing is past its time';
  return sheet({ ...rows, ...(partitions.length > 0 ? { partitions } : {}) });
}
