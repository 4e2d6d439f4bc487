import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { Standing } from '@latchkey/core';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { ConsoleScope, type SignedIn, sliceOf } from '../../operator/index.js';
import { Allows, CurrentOperator } from '../../operator/operator.guard.js';
import { TenantKeys } from '../../platform/crypto/tenant-keys.js';
import { CredentialVault } from '../account-credentials.js';
import { AccountRepository } from '../account-repository.js';
import type { newTemplate } from '../inputs.js';
import type { Rows } from '../tenant-repository.js';
import { answerPage, changeBody, found, ownedBody, namedListQuery, whereNamed, whereOwned } from './owned.js';
import { addOwned, changeOwned } from './owned-changes.js';

const query = namedListQuery('providerTemplateId', 'id', 'purpose', 'locale', 'region', 'review');

/** Templates, for the console. */
@Controller('console/v1/templates')
export class TemplateConsoleController {
  constructor(
    private readonly scope: ConsoleScope,
    @Inject(TenantKeys) private readonly keys: TenantKeys,
    @Inject(CredentialVault) private readonly vault: CredentialVault,
  ) {}

  @Get()
  @Allows('read', 'templates')
  async list(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: query }) asked: z.output<typeof query>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const where = {
      ...whereOwned(operator, asked.filter),
      ...whereNamed(asked.filter.q, ['providerTemplateId', 'purpose', 'locale', 'content']),
    };
    const page = await this.scope.read(operator, async ({ template }) => ({
      total: await template.count({ where }),
      rows: await template.findMany({ where, ...sliceOf(asked) }),
    }));
    return answerPage(reply, 'templates', asked, page);
  }

  @Get(':id')
  @Allows('read', 'templates')
  get(@CurrentOperator() operator: SignedIn, @Param('id') id: string) {
    return this.scope.read(operator, (rows) => find(rows, operator, id));
  }

  @Post()
  @Allows('create', 'templates')
  create(
    @CurrentOperator() operator: SignedIn,
    @Body({ schema: ownedBody }) { tenantId, ...input }: z.output<typeof ownedBody>,
  ) {
    return addOwned(this.scope, this.keys, operator, { resource: 'templates', tenantId }, (rows) =>
      new AccountRepository(rows, this.vault).addTemplate(tenantId, input as z.input<typeof newTemplate>),
    );
  }

  @Patch(':id')
  @Allows('update', 'templates')
  change(
    @CurrentOperator() operator: SignedIn,
    @Param('id') id: string,
    @Body({ schema: changeBody }) input: z.output<typeof changeBody>,
  ) {
    return changeOwned(this.scope, operator, { resource: 'templates', id }, find, (rows, tenantId) =>
      new AccountRepository(rows, this.vault).changeTemplate(tenantId, id, input),
    );
  }

  @Delete(':id')
  @Allows('delete', 'templates')
  remove(@CurrentOperator() operator: SignedIn, @Param('id') id: string) {
    return this.scope.change(operator, async (rows, tell) => {
      const before = await find(rows, operator, id);
      const { tenantId } = before;
      await new AccountRepository(rows, this.vault).removeTemplate(tenantId, id);
      await tell({ action: 'delete', resource: 'templates', objectId: id, tenantId, before });
      return before;
    });
  }
}

async function find({ template }: Rows, operator: Standing, id: string) {
  return found(await template.findFirst({ where: whereOwned(operator, { id: [id] }) }));
}
