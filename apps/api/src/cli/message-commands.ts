import type { Command } from 'commander';
import type { z } from 'zod';
import type { SignatureSummary, TemplateSummary } from '../tenant/account-repository.js';
import type { newSignature, newTemplate } from '../tenant/inputs.js';
import { given, list, type OfTenant, ofTenant, type Run, works } from './command.js';
import { sheet, table } from './terminal.js';
import { theTenant } from './workshop.js';

type Region = z.input<typeof newSignature>['region'];

interface AddSignature extends OfTenant {
  readonly account?: string;
  readonly region?: Region;
}

export function addSignatureCommands(program: Command, run: Run): void {
  const signature = program.command('signature').description('approved sender names');

  const add = ofTenant(signature.command('add'))
    .argument('<text>', 'as approved, without brackets')
    .description('add a signature')
    .option('--account <account>', 'provider account, by id or name (default: default)')
    .option('--region <region>', 'mainland, international or any (default: any)');
  works<AddSignature>(run, add, async (workshop, { tenant, account, region }, text) => {
    const { id: tenantId } = await theTenant(workshop, tenant);
    const added = await workshop.accounts.addSignature(tenantId, { text, ...given({ account, region }) });
    return { json: { tenantId, signature: added }, text: sheet({ ...added }) };
  });

  works<OfTenant>(run, ofTenant(signature.command('list')).description('show them'), async (workshop, { tenant }) => {
    const { id: tenantId } = await theTenant(workshop, tenant);
    const signatures = await workshop.accounts.signatures(tenantId);
    return { json: { tenantId, signatures }, text: table(signatures, SIGNATURE_COLUMNS) };
  });
}

interface AddTemplate extends AddSignature {
  readonly content: string;
  readonly params?: string[];
  readonly purpose?: string;
  readonly locale?: string;
}

export function addTemplateCommands(program: Command, run: Run): void {
  const template = program.command('template').description('approved texts');

  const add = ofTenant(template.command('add'))
    .argument('<id>', 'the provider’s template id')
    .description('add a template')
    .requiredOption('--content <text>', 'the approved text with {1}, {2}…')
    .option('--params <params>', 'what {1}, {2}… stand for (default: code,minutes)', list)
    .option('--account <account>', 'provider account, by id or name (default: default)')
    .option('--purpose <purpose>', 'such as login (default: any)')
    .option('--locale <tag>', 'such as zh-CN (default: any)')
    .option('--region <region>', 'mainland, international or any (default: any)');
  works<AddTemplate>(run, add, async (workshop, { tenant, content, ...options }, providerTemplateId) => {
    const { id: tenantId } = await theTenant(workshop, tenant);
    const { account, purpose, locale, region } = options;
    // Names of params are judged by the input's schema.
    const params = options.params as z.input<typeof newTemplate>['params'];
    const input = { providerTemplateId, content, ...given({ account, purpose, locale, region, params }) };
    const added = await workshop.accounts.addTemplate(tenantId, input);
    return { json: { tenantId, template: added }, text: sheet({ ...added }) };
  });

  works<OfTenant>(run, ofTenant(template.command('list')).description('show them'), async (workshop, { tenant }) => {
    const { id: tenantId } = await theTenant(workshop, tenant);
    const templates = await workshop.accounts.templates(tenantId);
    return { json: { tenantId, templates }, text: table(templates, TEMPLATE_COLUMNS) };
  });
}

const SIGNATURE_COLUMNS = {
  ID: ({ id }: SignatureSummary) => id,
  TEXT: ({ text }: SignatureSummary) => text,
  REGION: ({ region }: SignatureSummary) => region,
  ACCOUNT: ({ accountId }: SignatureSummary) => accountId,
};

const TEMPLATE_COLUMNS = {
  ID: ({ id }: TemplateSummary) => id,
  TEMPLATE: ({ providerTemplateId }: TemplateSummary) => providerTemplateId,
  PURPOSE: ({ purpose }: TemplateSummary) => purpose,
  LOCALE: ({ locale }: TemplateSummary) => locale,
  REGION: ({ region }: TemplateSummary) => region,
  PARAMS: ({ params }: TemplateSummary) => params,
  ACCOUNT: ({ accountId }: TemplateSummary) => accountId,
  CONTENT: ({ content }: TemplateSummary) => content,
};
