import type { Command } from 'commander';
import { Refused } from '@latchkey/core';
import { checkOperatorLog, createSetupLink, OperatorLog } from '../operator/index.js';
import { type Run, works } from './command.js';
import { type Answer, table } from './terminal.js';
import type { Workshop } from './workshop.js';

interface OperatorRow {
  readonly id: string;
  readonly name: string;
  readonly signInName: string;
  readonly role: string;
  readonly tenantId: string | null;
  readonly status: string;
  readonly lastSignInAt: Date | null;
}

const SHOWN = {
  id: true,
  name: true,
  signInName: true,
  role: true,
  tenantId: true,
  status: true,
  lastSignInAt: true,
} as const;

/** What whoever runs the machine may always do: nobody is locked out of their own installation. */
export function addOperatorCommands(program: Command, run: Run): void {
  const operator = program.command('operator').description('people in the console');

  works(run, operator.command('list').description('show them'), async ({ database }) => {
    const found = await database.prisma.operator.findMany({ select: SHOWN, orderBy: { signInName: 'asc' } });
    return { json: { operators: found }, text: table(found, COLUMNS) };
  });

  const reset = operator
    .command('reset')
    .argument('<operator>', 'id or sign-in name')
    .description('print a one-time link by which they choose password and authenticator anew, and enable them');
  works(run, reset, (workshop, _, named) => resetOperator(workshop, named));

  const log = program.command('operator-log').description('what operators did');
  works(run, log.command('verify').description('find out whether it is as it was written'), async ({ database }) => {
    const check = await checkOperatorLog(database.prisma);
    const { intact, entries, brokenAt, fault } = check;
    const text = intact ? `${entries} entries, unchanged` : `entry ${brokenAt} is ${fault}`;
    return { json: { ...check }, text, failed: !intact };
  });
}

function resetOperator({ database, config }: Workshop, named: string): Promise<Answer> {
  const now = new Date();
  return database.prisma.$transaction(async (rows) => {
    const where = { OR: [{ id: named }, { signInName: named.toLowerCase() }] };
    const found = await rows.operator.findFirst({ where, select: { ...SHOWN, passwordHash: true } });
    if (!found) throw new Refused({ kind: 'not_found' });
    const { id, tenantId, passwordHash } = found;
    const status = passwordHash === null ? 'invited' : 'active';
    await rows.operator.update({ where: { id }, data: { status }, select: { id: true } });
    await rows.signInFailure.deleteMany({});
    const setupUrl = await createSetupLink(rows, config.publicUrl, now, { operatorId: id, tenantId });
    const deed = { action: 'update', resource: 'operators', objectId: id, after: { link: 'made', status } } as const;
    const log = new OperatorLog({ now: () => now.getTime() });
    await log.append(rows, COMMAND_LINE, {
      ...deed,
      before: { status: found.status },
      tenantId: tenantId ?? undefined,
    });
    return { json: { operatorId: id, setupUrl }, text: setupUrl };
  });
}

/** Who types is not known here: whoever may read the configuration may do all of this. */
const COMMAND_LINE = { operatorId: '', name: 'command line', address: '', requestId: '' };

const COLUMNS = {
  ID: ({ id }: OperatorRow) => id,
  NAME: ({ name }: OperatorRow) => name,
  'SIGNS IN AS': ({ signInName }: OperatorRow) => signInName,
  ROLE: ({ role }: OperatorRow) => role,
  TENANT: ({ tenantId }: OperatorRow) => tenantId,
  STATUS: ({ status }: OperatorRow) => status,
  'LAST SIGN-IN': ({ lastSignInAt }: OperatorRow) => lastSignInAt,
};
