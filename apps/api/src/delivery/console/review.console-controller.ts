import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { type Clock, Refused } from '@latchkey/core';
import type { z } from 'zod';
import { ConsoleScope, demandTenant, type SignedIn, tenantShown } from '../../operator/index.js';
import { Allows, CurrentOperator } from '../../operator/operator.guard.js';
import { CLOCK } from '../../platform/tokens.js';
import { AccountRepository, CredentialVault, type StoredAccount } from '../../tenant/index.js';
import { signatureApplication, templateApplication } from '../reviews/applications.js';
import { ReviewKeeper, toAccount } from '../reviews/review-keeper.js';
import { type CredentialCheck, ReviewOffice } from '../reviews/review-office.js';

/** What an operator has Latchkey ask of Tencent. Providers are asked outside any transaction, for they take seconds. */
@Controller('console/v1')
export class ReviewConsoleController {
  constructor(
    private readonly scope: ConsoleScope,
    private readonly office: ReviewOffice,
    private readonly keeper: ReviewKeeper,
    @Inject(CredentialVault) private readonly vault: CredentialVault,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Whether the account's credentials and application work; nothing is sent. */
  @Post('accounts/:id/check')
  @HttpCode(200)
  @Allows('read', 'accounts')
  async check(@CurrentOperator() operator: SignedIn, @Param('id') id: string): Promise<CredentialCheck> {
    return this.office.check(await this.tencentAccount(operator, id), new Date(this.clock.now()));
  }

  /** Asks now what reviewers say of the account's signatures and templates. */
  @Post('accounts/:id/reviews')
  @HttpCode(200)
  @Allows('update', 'templates')
  async refresh(@CurrentOperator() operator: SignedIn, @Param('id') id: string) {
    const { tenantId } = await this.tencentAccount(operator, id);
    await this.keeper.refresh({ tenantId, id }, new Date(this.clock.now()));
    const { reviewsProblem } = await this.scope.read(operator, ({ providerAccount }) =>
      providerAccount.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id } }, select: { reviewsProblem: true } }),
    );
    return { problem: reviewsProblem };
  }

  /** Files a signature with Tencent and keeps it here, under review. */
  @Post('signatures/applications')
  @Allows('create', 'signatures')
  async applyForSignature(
    @CurrentOperator() operator: SignedIn,
    @Body({ schema: signatureApplication }) application: z.output<typeof signatureApplication>,
  ) {
    const { tenantId, accountId, text, region } = application;
    demandTenant(operator, tenantId);
    await this.office.fileSignature(await this.tencentAccount(operator, accountId, tenantId), application);
    return this.scope.change(operator, async (rows, tell) => {
      const { id } = await new AccountRepository(rows, this.vault).addSignature(tenantId, {
        account: accountId,
        text,
        region,
      });
      const where = { tenantId_id: { tenantId, id } };
      const after = await rows.signature.update({ where, data: { review: 'pending' } });
      await tell({ action: 'create', resource: 'signatures', objectId: id, tenantId, after });
      return after;
    });
  }

  /** Files a template with Tencent and keeps it here, under review, with the id it got there. */
  @Post('templates/applications')
  @Allows('create', 'templates')
  async applyForTemplate(
    @CurrentOperator() operator: SignedIn,
    @Body({ schema: templateApplication }) application: z.output<typeof templateApplication>,
  ) {
    const { tenantId, accountId, content, params, purpose, locale, region } = application;
    demandTenant(operator, tenantId);
    const account = await this.tencentAccount(operator, accountId, tenantId);
    const providerTemplateId = await this.office.fileTemplate(account, application);
    return this.scope.change(operator, async (rows, tell) => {
      const template = { account: accountId, providerTemplateId, content, params, purpose, locale, region };
      const { id } = await new AccountRepository(rows, this.vault).addTemplate(tenantId, template);
      const where = { tenantId_id: { tenantId, id } };
      const after = await rows.template.update({ where, data: { review: 'pending' } });
      await tell({ action: 'create', resource: 'templates', objectId: id, tenantId, after });
      return after;
    });
  }

  /** Throws Refused when the operator has no such account, or when it is none of Tencent's. */
  private async tencentAccount(operator: SignedIn, id: string, tenantId?: string): Promise<StoredAccount> {
    const where = { id, ...tenantShown(operator, tenantId) };
    const row = await this.scope.read(operator, ({ providerAccount }) => providerAccount.findFirst({ where }));
    if (!row) throw new Refused({ kind: 'not_found' });
    if (row.provider === 'tencent') return toAccount(row);
    const message = 'accountId is no account at Tencent';
    throw new Refused({ kind: 'invalid_parameter', field: 'accountId', message });
  }
}
