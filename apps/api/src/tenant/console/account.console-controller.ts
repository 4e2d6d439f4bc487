import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { Standing } from '@latchkey/core';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { ConsoleScope, type SignedIn, sliceOf } from '../../operator/index.js';
import { Allows, CurrentOperator } from '../../operator/operator.guard.js';
import { TenantKeys } from '../../platform/crypto/tenant-keys.js';
import { CredentialVault } from '../account-credentials.js';
import { AccountRepository, accountSummary } from '../account-repository.js';
import type { providerAccount } from '../inputs.js';
import type { Rows } from '../tenant-repository.js';
import {
  answerPage,
  changeBody,
  demandOwner,
  found,
  ownedBody,
  namedListQuery,
  whereNamed,
  whereOwned,
} from './owned.js';
import { addOwned, changeOwned } from './owned-changes.js';

const query = namedListQuery('name', 'id', 'provider', 'priority', 'enabled');

/** Provider accounts, for the console. Their credentials go in and never come out. */
@Controller('console/v1/accounts')
export class AccountConsoleController {
  constructor(
    private readonly scope: ConsoleScope,
    @Inject(TenantKeys) private readonly keys: TenantKeys,
    @Inject(CredentialVault) private readonly vault: CredentialVault,
  ) {}

  @Get()
  @Allows('read', 'accounts')
  async list(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: query }) asked: z.output<typeof query>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const where = { ...whereOwned(operator, asked.filter), ...whereNamed(asked.filter.q, ['name']) };
    const page = await this.scope.read(operator, async ({ providerAccount: accounts }) => ({
      total: await accounts.count({ where }),
      rows: (await accounts.findMany({ where, ...sliceOf(asked) })).map(viewOf),
    }));
    return answerPage(reply, 'accounts', asked, page);
  }

  @Get(':id')
  @Allows('read', 'accounts')
  get(@CurrentOperator() operator: SignedIn, @Param('id') id: string) {
    return this.scope.read(operator, (rows) => find(rows, operator, id));
  }

  @Post()
  @Allows('create', 'accounts')
  create(
    @CurrentOperator() operator: SignedIn,
    @Body({ schema: ownedBody }) { tenantId, ...input }: z.output<typeof ownedBody>,
  ) {
    return addOwned(this.scope, this.keys, operator, { resource: 'accounts', tenantId }, (rows) =>
      new AccountRepository(rows, this.vault).add(tenantId, input as z.input<typeof providerAccount>),
    );
  }

  @Patch(':id')
  @Allows('update', 'accounts')
  change(
    @CurrentOperator() operator: SignedIn,
    @Param('id') id: string,
    @Body({ schema: changeBody }) input: z.output<typeof changeBody>,
  ) {
    return changeOwned(this.scope, operator, { resource: 'accounts', id }, find, async (rows, tenantId) => {
      await demandOwner(rows, this.keys, operator, tenantId);
      return new AccountRepository(rows, this.vault).change(tenantId, id, input);
    });
  }

  /** With its signatures and templates. */
  @Delete(':id')
  @HttpCode(200)
  @Allows('delete', 'accounts')
  remove(@CurrentOperator() operator: SignedIn, @Param('id') id: string) {
    return this.scope.change(operator, async (rows, tell) => {
      const { tenantId, ...before } = await find(rows, operator, id);
      await new AccountRepository(rows, this.vault).remove(tenantId, id);
      await tell({ action: 'delete', resource: 'accounts', objectId: id, tenantId, before });
      return { tenantId, ...before };
    });
  }
}

async function find({ providerAccount: accounts }: Rows, operator: Standing, id: string) {
  return viewOf(found(await accounts.findFirst({ where: whereOwned(operator, { id: [id] }) })));
}

const viewOf = (row: Parameters<typeof accountSummary>[0]) => ({ tenantId: row.tenantId, ...accountSummary(row) });
