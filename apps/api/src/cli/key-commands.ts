import type { Command } from 'commander';
import type { KeySummary } from '../tenant/key-repository.js';
import type { newKey } from '../tenant/inputs.js';
import type { z } from 'zod';
import { given, list, type OfTenant, ofTenant, type Run, timeAhead, works } from './command.js';
import { sheet, table } from './terminal.js';
import { theTenant } from './workshop.js';

interface NewKey extends OfTenant {
  readonly name?: string;
  readonly test?: true;
  readonly publishable?: true;
  readonly scopes?: string[];
  readonly sources?: string[];
  readonly origins?: string[];
  readonly expires?: Date;
}

export function addKeyCommands(program: Command, run: Run): void {
  const key = program.command('key').description('API keys of a tenant');

  const create = ofTenant(key.command('create'))
    .description('make a key; this is the only time it is shown')
    .option('--name <name>', 'what it is for')
    .option('--test', 'its messages stay in the sandbox')
    .option('--publishable', 'may be seen by anyone: starts and checks only')
    .option('--scopes <scopes>', 'such as verification:start,verification:check', list)
    .option(
      '--sources <networks>',
      'where it is accepted from, such as 203.0.113.7,10.0.0.0/8 (default: anywhere)',
      list,
    )
    .option('--origins <origins>', 'pages a publishable key is used from, such as https://shop.example', list)
    .option('--expires <when>', 'such as 90d or 2027-01-31', timeAhead);
  create.options.find((option) => option.long === '--test')?.conflicts('publishable');
  works<NewKey>(run, create, async (workshop, { tenant, test, publishable, name, scopes, ...rest }) => {
    const { id: tenantId } = await theTenant(workshop, tenant);
    const { sources, origins, expires } = rest;
    const kind = test ? 'test' : publishable ? 'pub' : 'live';
    // Scopes are judged by the input's schema, which names the ones there are.
    const permissions = scopes as z.input<typeof newKey>['permissions'];
    const made = await workshop.keys.create(tenantId, {
      kind,
      ...given({ name, permissions, sources, origins, expiresAt: expires }),
    });
    return { json: { tenantId, key: made }, text: sheet({ tenant: tenantId, ...made }) };
  });

  works<OfTenant>(run, ofTenant(key.command('list')).description('show its keys'), async (workshop, { tenant }) => {
    const { id: tenantId } = await theTenant(workshop, tenant);
    const keys = await workshop.keys.list(tenantId);
    return { json: { tenantId, keys }, text: table(keys, COLUMNS) };
  });

  const revoke = ofTenant(key.command('revoke'))
    .argument('<id>', 'such as key_1aB…')
    .description('end a key within 5 s');
  works<OfTenant>(run, revoke, async (workshop, { tenant }, id) => {
    const { id: tenantId } = await theTenant(workshop, tenant);
    const revoked = await workshop.keys.revoke(tenantId, id);
    return { json: { tenantId, key: revoked }, text: sheet({ ...revoked }) };
  });
}

const COLUMNS = {
  ID: ({ id }: KeySummary) => id,
  NAME: ({ name }: KeySummary) => name,
  KIND: ({ mode, publishable }: KeySummary) => (publishable ? 'publishable' : mode),
  ENDS: ({ last4 }: KeySummary) => `…${last4}`,
  SCOPES: ({ permissions }: KeySummary) => permissions,
  SOURCES: ({ sources }: KeySummary) => sources,
  ORIGINS: ({ origins }: KeySummary) => origins,
  EXPIRES: ({ expiresAt }: KeySummary) => expiresAt,
  REVOKED: ({ revokedAt }: KeySummary) => revokedAt,
  USED: ({ lastUsedAt }: KeySummary) => lastUsedAt,
};
