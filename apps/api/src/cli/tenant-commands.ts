import type { Command } from 'commander';
import type { TenantSummary } from '../tenant/tenant-repository.js';
import { given, list, type Run, works } from './command.js';
import { type Answer, sheet, table } from './terminal.js';
import type { Workshop } from './workshop.js';

interface NewTenant {
  readonly timeZone?: string;
  readonly locale?: string;
  readonly homeCountry?: string;
  readonly countries?: string[];
}

export function addTenantCommands(program: Command, run: Run): void {
  const tenant = program.command('tenant').description('organisations that send codes');

  const create = tenant
    .command('create')
    .argument('<name>')
    .description('make a tenant')
    .option('--time-zone <zone>', 'IANA name; daily limits follow it (default: Asia/Shanghai)')
    .option('--locale <tag>', 'language of its messages (default: zh-CN)')
    .option('--home-country <code>', 'ISO 3166 code (default: CN)')
    .option('--countries <codes>', 'where it may send, such as CN,HK (default: its home country)', list);
  works<NewTenant>(run, create, async ({ tenants }, { countries, timeZone, locale, homeCountry }, name) =>
    one(await tenants.create({ name, ...given({ timeZone, locale, homeCountry, allowedCountries: countries }) })),
  );

  works(run, tenant.command('list').description('show all tenants'), async ({ tenants }) => {
    const found = await tenants.list();
    return { json: { tenants: found }, text: table(found, COLUMNS) };
  });

  const suspend = tenant.command('suspend').argument('<tenant>', 'id or name').description('refuse all its requests');
  works(run, suspend, async ({ tenants }, _, name) => one(await tenants.setStatus(name, 'suspended')));

  const resume = tenant.command('resume').argument('<tenant>', 'id or name').description('end its suspension');
  works(run, resume, async ({ tenants }, _, name) => one(await tenants.setStatus(name, 'active')));

  addSendingCommands(program, run);
}

/** The kill switch: of one tenant, or of all. */
function addSendingCommands(program: Command, run: Run): void {
  const sending = program.command('sending').description('stop or resume sending; checks go on in any case');
  const stop = sending.command('stop').argument('[tenant]', 'id or name; left out: all tenants');
  works(run, stop.description('refuse starts within 5 s'), (workshop, _, tenant) =>
    setSending(workshop, tenant, false),
  );
  const resume = sending.command('resume').argument('[tenant]', 'id or name; left out: all tenants');
  works(run, resume.description('accept starts again'), (workshop, _, tenant) => setSending(workshop, tenant, true));
}

async function setSending({ tenants, installation }: Workshop, tenant: string, sending: boolean): Promise<Answer> {
  if (tenant !== '') return one(await tenants.setSending(tenant, sending));
  await installation.setSending(sending);
  return { json: { installation: { sending } }, text: sheet({ sending }) };
}

const COLUMNS = {
  ID: ({ id }: TenantSummary) => id,
  NAME: ({ name }: TenantSummary) => name,
  STATUS: ({ status }: TenantSummary) => status,
  SENDING: ({ sending }: TenantSummary) => sending,
  COUNTRIES: ({ allowedCountries }: TenantSummary) => allowedCountries,
  CREATED: ({ createdAt }: TenantSummary) => createdAt,
};

const one = (tenant: TenantSummary): Answer => ({ json: { tenant }, text: sheet({ ...tenant }) });
