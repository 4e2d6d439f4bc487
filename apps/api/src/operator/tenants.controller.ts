import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { contentRange } from './list-query.js';
import { Allows, CurrentOperator, type SignedIn } from './operator.guard.js';
import { TenantListing, tenantListQuery, type TenantView } from './tenant-listing.js';

/** Tenants, for the console. */
@Controller('console/v1/tenants')
export class TenantsController {
  constructor(private readonly tenants: TenantListing) {}

  /** One page of tenants; how many there are in all stands in `Content-Range`. */
  @Get()
  @Allows('read', 'tenants')
  async list(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: tenantListQuery }) query: z.output<typeof tenantListQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<readonly TenantView[]> {
    const page = await this.tenants.page(operator, query);
    void reply.header('content-range', contentRange('tenants', query.range[0], page));
    return page.rows;
  }

  /** One tenant. */
  @Get(':id')
  @Allows('read', 'tenants')
  get(@CurrentOperator() operator: SignedIn, @Param('id') id: string): Promise<TenantView> {
    return this.tenants.get(operator, id);
  }
}
