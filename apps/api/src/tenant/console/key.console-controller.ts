import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { Standing } from '@latchkey/core';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { ConsoleScope, type SignedIn, sliceOf } from '../../operator/index.js';
import { Allows, CurrentOperator } from '../../operator/operator.guard.js';
import { TenantKeys } from '../../platform/crypto/tenant-keys.js';
import type { keyChange, newKey } from '../inputs.js';
import { KEY_SUMMARY, KeyRepository } from '../key-repository.js';
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
import { changeOwned } from './owned-changes.js';

const query = namedListQuery('createdAt', 'name', 'id', 'mode', 'lastUsedAt', 'expiresAt', 'revokedAt');
const SHOWN = { ...KEY_SUMMARY, tenantId: true } as const;

/** API keys, for the console. What a key is good for is shown; the key itself only in the answer that makes it. */
@Controller('console/v1/api-keys')
export class KeyConsoleController {
  constructor(
    private readonly scope: ConsoleScope,
    @Inject(TenantKeys) private readonly keys: TenantKeys,
  ) {}

  @Get()
  @Allows('read', 'apiKeys')
  async list(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: query }) asked: z.output<typeof query>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const where = { ...whereOwned(operator, asked.filter), ...whereNamed(asked.filter.q, ['name']) };
    const page = await this.scope.read(operator, async ({ apiKey }) => ({
      total: await apiKey.count({ where }),
      rows: await apiKey.findMany({ where, select: SHOWN, ...sliceOf(asked) }),
    }));
    return answerPage(reply, 'api-keys', asked, page);
  }

  @Get(':id')
  @Allows('read', 'apiKeys')
  get(@CurrentOperator() operator: SignedIn, @Param('id') id: string) {
    return this.scope.read(operator, (rows) => find(rows, operator, id));
  }

  /** The only time the key itself is seen. */
  @Post()
  @Allows('create', 'apiKeys')
  create(
    @CurrentOperator() operator: SignedIn,
    @Body({ schema: ownedBody }) { tenantId, ...input }: z.output<typeof ownedBody>,
  ) {
    return this.scope.change(operator, async (rows, tell) => {
      await demandOwner(rows, this.keys, operator, tenantId);
      const made = await new KeyRepository(rows).create(tenantId, input as z.input<typeof newKey>);
      const { key, ...after } = made;
      await tell({ action: 'create', resource: 'apiKeys', objectId: made.id, tenantId, after });
      return { tenantId, ...after, key };
    });
  }

  @Patch(':id')
  @Allows('update', 'apiKeys')
  change(
    @CurrentOperator() operator: SignedIn,
    @Param('id') id: string,
    @Body({ schema: changeBody }) input: z.output<typeof changeBody>,
  ) {
    return changeOwned(this.scope, operator, { resource: 'apiKeys', id }, find, (rows, tenantId) =>
      new KeyRepository(rows).change(tenantId, id, input as z.input<typeof keyChange>),
    );
  }

  /** Revokes it; the key stays in the list. Works everywhere within five seconds. */
  @Delete(':id')
  @Allows('delete', 'apiKeys')
  revoke(@CurrentOperator() operator: SignedIn, @Param('id') id: string) {
    return this.scope.change(operator, async (rows, tell) => {
      const { tenantId, ...before } = await find(rows, operator, id);
      const after = await new KeyRepository(rows).revoke(tenantId, id);
      await tell({ action: 'delete', resource: 'apiKeys', objectId: id, tenantId, before, after });
      return { tenantId, ...after };
    });
  }
}

async function find({ apiKey }: Rows, operator: Standing, id: string) {
  return found(await apiKey.findFirst({ where: whereOwned(operator, { id: [id] }), select: SHOWN }));
}
