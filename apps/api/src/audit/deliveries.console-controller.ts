import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { ConsoleScope, type SignedIn, tenantShown } from '../operator/index.js';
import { Allows, CurrentOperator } from '../operator/operator.guard.js';
import { ConsoleExports, exportRequest } from './console-exports.js';
import { deliveryPage, type DeliveryView, deliveryView, storedDelivery } from './delivery-listing.js';
import { deliveryFilter } from './filters.js';
import { keysetQuery, NEXT_CURSOR } from './keyset.js';

const listQuery = keysetQuery(deliveryFilter);
const exportBody = exportRequest(deliveryFilter);

/** Messages handed to providers, for the console. */
@Controller('console/v1/deliveries')
export class DeliveriesController {
  constructor(
    private readonly scope: ConsoleScope,
    private readonly exports: ConsoleExports,
  ) {}

  /** One page, newest first. */
  @Get()
  @Allows('read', 'deliveries')
  async list(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: listQuery }) { filter, ...where }: z.output<typeof listQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<readonly DeliveryView[]> {
    const shown = { ...filter, ...tenantShown(operator, filter.tenantId) };
    const { rows, next } = await this.scope.read(operator, (open) => deliveryPage(open, shown, where));
    if (next !== undefined) void reply.header(NEXT_CURSOR, next);
    return rows.map(deliveryView);
  }

  /** One message. */
  @Get(':id')
  @Allows('read', 'deliveries')
  async get(@CurrentOperator() operator: SignedIn, @Param('id') id: string): Promise<DeliveryView> {
    return deliveryView(await this.scope.read(operator, (rows) => storedDelivery(rows, operator.tenantId, id)));
  }

  /** All that a filter finds, as a file. */
  @Post('export')
  @HttpCode(200)
  @Allows('export', 'deliveries')
  export(
    @CurrentOperator() operator: SignedIn,
    @Body({ schema: exportBody }) request: z.output<typeof exportBody>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.exports.send(operator, 'deliveries', request, reply);
  }
}
