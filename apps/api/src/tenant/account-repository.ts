import { newId, Refused } from '@latchkey/core';
import type { z } from 'zod';
import type { Prisma } from '../generated/prisma/client.js';
import type { CredentialVault } from './account-credentials.js';
import { newSignature, newTemplate, parseInput, providerAccount, signatureChange, templateContent } from './inputs.js';
import { one } from './one.js';
import { refuseTaken, type Rows } from './tenant-repository.js';

export interface AccountSummary {
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  readonly priority: number;
  readonly enabled: boolean;
  readonly settings: unknown;
  /** Credentials are write-only: all that is told is whether there are some. */
  readonly hasCredentials: boolean;
  /** When the provider was last asked about signatures and templates, and what it refused that with. */
  readonly reviewsAskedAt: Date | null;
  readonly reviewsProblem: string;
}

export interface SignatureSummary {
  readonly id: string;
  readonly accountId: string;
  readonly text: string;
  readonly region: string;
  /** What the provider says of it; null until it was asked. */
  readonly review: string | null;
  readonly reviewReply: string;
}

export interface TemplateSummary {
  readonly id: string;
  readonly accountId: string;
  readonly providerTemplateId: string;
  readonly purpose: string;
  readonly locale: string;
  readonly region: string;
  readonly content: string;
  readonly params: readonly string[];
  readonly review: string | null;
  readonly reviewReply: string;
}

/** A tenant's provider accounts with their signatures and templates. */
export class AccountRepository {
  constructor(
    private readonly rows: Rows,
    private readonly vault: CredentialVault,
  ) {}

  /** Makes the account of this name, or changes it: settings are replaced, credentials kept unless new ones are given. */
  async set(tenantId: string, input: z.input<typeof providerAccount>): Promise<AccountSummary> {
    const account = parseInput(providerAccount, input);
    const { name } = account;
    const known = await this.rows.providerAccount.findUnique({ where: { tenantId_name: { tenantId, name } } });
    return this.write(tenantId, account, known ?? undefined);
  }

  /** Throws Refused when the tenant has an account of this name. */
  async add(tenantId: string, input: z.input<typeof providerAccount>): Promise<AccountSummary> {
    return refuseTaken('name', this.write(tenantId, parseInput(providerAccount, input), undefined));
  }

  /** Changes what is given; settings are replaced whole. Throws Refused with `not_found`. */
  async change(tenantId: string, id: string, input: object): Promise<AccountSummary> {
    const known = await this.rows.providerAccount.findUnique({ where: { tenantId_id: { tenantId, id } } });
    if (!known) throw new Refused({ kind: 'not_found' });
    const { name, provider, settings } = known;
    const account = parseInput(providerAccount, { name, provider, settings, ...input });
    return refuseTaken('name', this.write(tenantId, account, known));
  }

  private async write(
    tenantId: string,
    { name, provider, priority, enabled, settings, credentials }: z.output<typeof providerAccount>,
    known: { id: string; provider: string; sealedCredentials: string | null } | undefined,
  ): Promise<AccountSummary> {
    if (known && known.provider !== provider) throw invalid('provider', `is ${known.provider} for this account`);
    const id = known?.id ?? newId('acc');
    const fromEnvironment = settings['credentials'] === 'environment';
    if (provider === 'tencent' && !fromEnvironment && !credentials && !known?.sealedCredentials) {
      throw invalid('credentials', 'are missing: the secret id and key of the account');
    }
    const data = {
      name,
      settings,
      ...(priority === undefined ? {} : { priority }),
      ...(enabled === undefined ? {} : { enabled }),
      ...(fromEnvironment ? { sealedCredentials: null } : {}),
      ...(credentials ? { sealedCredentials: await this.vault.seal(tenantId, id, credentials) } : {}),
    };
    const stored = await this.rows.providerAccount.upsert({
      where: { tenantId_id: { tenantId, id } },
      create: { tenantId, id, provider, ...data },
      update: data,
    });
    return accountSummary(stored);
  }

  /** Together with its signatures and templates, and the addresses that receipts come to. Throws Refused with `not_found`. */
  async remove(tenantId: string, id: string): Promise<void> {
    await this.rows.template.deleteMany({ where: { tenantId, accountId: id } });
    await this.rows.signature.deleteMany({ where: { tenantId, accountId: id } });
    await this.rows.callbackToken.deleteMany({ where: { tenantId, accountId: id } });
    const { count } = await this.rows.providerAccount.deleteMany({ where: { tenantId, id } });
    if (count === 0) throw new Refused({ kind: 'not_found' });
  }

  async list(tenantId: string): Promise<AccountSummary[]> {
    const orderBy = [{ priority: 'asc' }, { id: 'asc' }] as const;
    return (await this.rows.providerAccount.findMany({ where: { tenantId }, orderBy: [...orderBy] })).map(
      accountSummary,
    );
  }

  async addSignature(tenantId: string, input: z.input<typeof newSignature>): Promise<SignatureSummary> {
    const { account, ...signature } = parseInput(newSignature, input);
    const accountId = await this.accountId(tenantId, account);
    const data = { ...signature, tenantId, accountId, id: newId('sig') };
    return this.rows.signature.create({ data, omit: { tenantId: true } });
  }

  /** What a reviewer said of the former text says nothing of another. Throws Refused with `not_found`. */
  async changeSignature(tenantId: string, id: string, input: z.input<typeof signatureChange>) {
    const data = { ...parseInput(signatureChange, input), ...UNREVIEWED } as Prisma.SignatureUpdateManyMutationInput;
    const changed = this.rows.signature.updateManyAndReturn({
      where: { tenantId, id },
      data,
      omit: { tenantId: true },
    });
    return one<SignatureSummary>(await changed);
  }

  /** Throws Refused with `not_found`. */
  async removeSignature(tenantId: string, id: string): Promise<void> {
    const { count } = await this.rows.signature.deleteMany({ where: { tenantId, id } });
    if (count === 0) throw new Refused({ kind: 'not_found' });
  }

  signatures(tenantId: string): Promise<SignatureSummary[]> {
    return this.rows.signature.findMany({ where: { tenantId }, omit: { tenantId: true }, orderBy: { id: 'asc' } });
  }

  async addTemplate(tenantId: string, input: z.input<typeof newTemplate>): Promise<TemplateSummary> {
    const { account, ...template } = parseInput(newTemplate, input);
    const accountId = await this.accountId(tenantId, account);
    const data = { ...template, tenantId, accountId, id: newId('tpl') };
    return this.rows.template.create({ data, omit: { tenantId: true } });
  }

  /** Changes what is given; its text and what stands in it must fit afterwards. Throws Refused with `not_found`. */
  async changeTemplate(tenantId: string, id: string, input: object) {
    const known = await this.rows.template.findUnique({
      where: { tenantId_id: { tenantId, id } },
      select: TEMPLATE_TEXT,
    });
    if (!known) throw new Refused({ kind: 'not_found' });
    const data = { ...parseInput(templateContent, { ...known, ...input }), ...UNREVIEWED };
    const changed = this.rows.template.updateManyAndReturn({ where: { tenantId, id }, data, omit: { tenantId: true } });
    return one<TemplateSummary>(await changed);
  }

  /** Throws Refused with `not_found`. */
  async removeTemplate(tenantId: string, id: string): Promise<void> {
    const { count } = await this.rows.template.deleteMany({ where: { tenantId, id } });
    if (count === 0) throw new Refused({ kind: 'not_found' });
  }

  templates(tenantId: string): Promise<TemplateSummary[]> {
    return this.rows.template.findMany({ where: { tenantId }, omit: { tenantId: true }, orderBy: { id: 'asc' } });
  }

  /** By id or name; another tenant's answers like a missing one. */
  private async accountId(tenantId: string, account: string): Promise<string> {
    const where = { tenantId, OR: [{ id: account }, { name: account }] };
    const found = await this.rows.providerAccount.findFirst({ where, select: { id: true } });
    if (!found) throw invalid('account', 'is not among the provider accounts of this tenant');
    return found.id;
  }
}

const TEMPLATE_TEXT = {
  providerTemplateId: true,
  purpose: true,
  locale: true,
  region: true,
  content: true,
  params: true,
} as const;

const UNREVIEWED = { review: null, reviewReply: '' };

function invalid(field: string, message: string): Refused {
  return new Refused({ kind: 'invalid_parameter', field, message: `${field} ${message}` });
}

/** What may be shown of a stored account. */
export function accountSummary({
  sealedCredentials,
  ...account
}: Omit<AccountSummary, 'hasCredentials'> & { tenantId: string; sealedCredentials: string | null }): AccountSummary {
  const { id, provider, name, priority, enabled, settings, reviewsAskedAt, reviewsProblem } = account;
  const hasCredentials = sealedCredentials !== null;
  return { id, provider, name, priority, enabled, settings, hasCredentials, reviewsAskedAt, reviewsProblem };
}
