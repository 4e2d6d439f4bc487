import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { Standing } from '@latchkey/core';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { ConsoleScope, type SignedIn, tenantShown } from '../../operator/index.js';
import { Allows, CurrentOperator } from '../../operator/operator.guard.js';
import { TenantKeys } from '../../platform/crypto/tenant-keys.js';
import type { newPrice } from '../inputs.js';
import { PriceRepository } from '../price-repository.js';
import type { Rows } from '../tenant-repository.js';
import {
  answerPage,
  changeBody,
  demandOwner,
  found,
  joinId,
  ownedBody,
  ownedListQuery,
  pageOf,
  splitId,
} from './owned.js';

const query = ownedListQuery('country', 'id', 'segment', 'tenantId');

/** What tenants pay for a segment, for the console. */
@Controller('console/v1/prices')
export class PriceConsoleController {
  constructor(
    private readonly scope: ConsoleScope,
    @Inject(TenantKeys) private readonly keys: TenantKeys,
  ) {}

  @Get()
  @Allows('read', 'prices')
  async list(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: query }) asked: z.output<typeof query>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { tenantId } = asked.filter;
    const rows = await this.scope.read(operator, (all) => pricesOf(all, tenantShown(operator, tenantId)));
    return answerPage(reply, 'prices', asked, pageOf(rows, asked));
  }

  @Get(':id')
  @Allows('read', 'prices')
  get(@CurrentOperator() operator: SignedIn, @Param('id') id: string) {
    return this.scope.read(operator, (rows) => find(rows, operator, id));
  }

  /** Makes the country's price, or changes it. */
  @Post()
  @Allows('create', 'prices')
  create(
    @CurrentOperator() operator: SignedIn,
    @Body({ schema: ownedBody }) { tenantId, ...input }: z.output<typeof ownedBody>,
  ) {
    return this.scope.change(operator, async (rows, tell) => {
      await demandOwner(rows, this.keys, operator, tenantId);
      const after = await new PriceRepository(rows).set(tenantId, input as z.input<typeof newPrice>);
      const id = joinId(tenantId, after.country);
      await tell({ action: 'create', resource: 'prices', objectId: id, tenantId, after });
      return find(rows, operator, id);
    });
  }

  @Patch(':id')
  @Allows('update', 'prices')
  change(
    @CurrentOperator() operator: SignedIn,
    @Param('id') id: string,
    @Body({ schema: changeBody }) input: z.output<typeof changeBody>,
  ) {
    return this.scope.change(operator, async (rows, tell) => {
      const before = await find(rows, operator, id);
      const { tenantId, country, segment } = before;
      await new PriceRepository(rows).set(tenantId, { segment, ...input, country });
      const after = await find(rows, operator, id);
      await tell({ action: 'update', resource: 'prices', objectId: id, tenantId, before, after });
      return after;
    });
  }

  @Delete(':id')
  @Allows('delete', 'prices')
  remove(@CurrentOperator() operator: SignedIn, @Param('id') id: string) {
    return this.scope.change(operator, async (rows, tell) => {
      const before = await find(rows, operator, id);
      await new PriceRepository(rows).remove(before.tenantId, before.country);
      await tell({ action: 'delete', resource: 'prices', objectId: id, tenantId: before.tenantId, before });
      return before;
    });
  }
}

async function pricesOf({ price }: Rows, where: { tenantId?: string }) {
  const stored = await price.findMany({ where, include: { tenant: { select: { currency: true } } } });
  return stored.map(({ tenantId, country, segment, tenant: { currency } }) => ({
    id: joinId(tenantId, country),
    tenantId,
    country,
    segment: segment.toString(),
    currency,
  }));
}

async function find(rows: Rows, operator: Standing, id: string) {
  const { tenantId } = splitId(operator, id);
  return found((await pricesOf(rows, { tenantId })).find((price) => price.id === id));
}
