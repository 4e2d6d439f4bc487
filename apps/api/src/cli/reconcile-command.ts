import { type Command, InvalidArgumentError } from 'commander';
import { agrees, chinaDay, dayBefore, isDay, type Reconciled, tencentAccounts } from '../delivery/index.js';
import { type OfTenant, ofTenant, type Run, works } from './command.js';
import { table } from './terminal.js';
import { theTenant } from './workshop.js';

interface Reconcile extends OfTenant {
  readonly day?: string;
}

export function addReconcileCommand(program: Command, run: Run): void {
  const reconcile = ofTenant(program.command('reconcile'))
    .description('compare a day with what Tencent counted; exit code 1 when they differ')
    .option('--day <day>', 'such as 2026-11-23, in China (default: yesterday)', day);
  works<Reconcile>(run, reconcile, async (workshop, { tenant, day = dayBefore(chinaDay(Date.now())) }) => {
    const { id: tenantId } = await theTenant(workshop, tenant);
    const accounts: Reconciled[] = [];
    for (const account of await tencentAccounts(workshop.database.pool, tenantId)) {
      accounts.push(await workshop.reconciler.reconcile(account, day));
    }
    const differs = accounts.some((account) => !agrees(account));
    return { json: { tenantId, day, accounts }, text: table(accounts.flatMap(linesOf), COLUMNS), failed: differs };
  });
}

function day(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('It must be such as 2026-11-23.');
  return text;
}

const linesOf = (reconciled: Reconciled) =>
  (Object.keys(reconciled.ours) as (keyof Reconciled['ours'])[]).map((sum) => ({ ...reconciled, sum }));

type Line = ReturnType<typeof linesOf>[number];

const COLUMNS = {
  ACCOUNT: ({ account }: Line) => account,
  DAY: ({ day: of }: Line) => of,
  SUM: ({ sum }: Line) => sum,
  OURS: ({ ours, sum }: Line) => ours[sum],
  TENCENT: ({ theirs, sum }: Line) => theirs[sum],
  DIFFERENCE: ({ difference, sum }: Line) => difference[sum],
};
