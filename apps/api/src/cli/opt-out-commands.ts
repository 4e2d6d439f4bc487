import type { Command } from 'commander';
import type { OptOutSummary } from '../delivery/index.js';
import { type OfTenant, ofTenant, type Run, works } from './command.js';
import { sheet, table } from './terminal.js';
import { theTenant } from './workshop.js';

export function addOptOutCommands(program: Command, run: Run): void {
  const optOut = program.command('opt-out').description('numbers that want no messages of a tenant');

  works<OfTenant>(run, ofTenant(optOut.command('list')).description('show them'), async (workshop, { tenant }) => {
    const { id: tenantId } = await theTenant(workshop, tenant);
    const optOuts = await workshop.optOuts.list(tenantId);
    return { json: { tenantId, optOuts }, text: table(optOuts, COLUMNS) };
  });

  const add = ofTenant(optOut.command('add'))
    .argument('<phone>', 'such as +8618500000000')
    .description('send it no messages, within seconds');
  works<OfTenant>(run, add, async (workshop, { tenant }, phone) => {
    const { id: tenantId } = await theTenant(workshop, tenant);
    const added = await workshop.optOuts.add(tenantId, phone);
    return { json: { tenantId, optOut: added }, text: sheet({ ...added }) };
  });

  const remove = ofTenant(optOut.command('remove'))
    .argument('<phone>', 'such as +8618500000000')
    .description('let it be sent to again');
  works<OfTenant>(run, remove, async (workshop, { tenant }, phone) => {
    const { id: tenantId } = await theTenant(workshop, tenant);
    const removed = await workshop.optOuts.remove(tenantId, phone);
    return { json: { tenantId, removed }, text: sheet({ ...removed }) };
  });
}

const COLUMNS = {
  PHONE: ({ phone }: OptOutSummary) => phone,
  SOURCE: ({ source }: OptOutSummary) => source,
  SINCE: ({ createdAt }: OptOutSummary) => createdAt,
};
