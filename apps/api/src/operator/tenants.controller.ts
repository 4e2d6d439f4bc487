import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { contentRange } from './list-query.js';
import { ForOperators } from './operator-session.guard.js';
import { TenantListing, tenantListQuery, type TenantView } from './tenant-listing.js';

/** Tenants, for the console. */
@ForOperators()
@Controller('console/v1/tenants')
export class TenantsController {
  constructor(private readonly tenants: TenantListing) {}

  /** One page of tenants; how many there are in all stands in `Content-Range`. */
  @Get()
  async list(
    @Query({ schema: tenantListQuery }) query: z.output<typeof tenantListQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<readonly TenantView[]> {
    const page = await this.tenants.page(query);
    void reply.header('content-range', contentRange('tenants', query.range[0], page));
    return page.rows;
  }

  /** One tenant. */
  @Get(':id')
  get(@Param('id') id: string): Promise<TenantView> {
    return this.tenants.get(id);
  }
}
