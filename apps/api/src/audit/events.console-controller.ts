import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { ConsoleScope, type SignedIn, tenantShown } from '../operator/index.js';
import { Allows, CurrentOperator } from '../operator/operator.guard.js';
import { ConsoleExports, exportRequest } from './console-exports.js';
import { eventPage, eventView, type ShownEvent } from './event-listing.js';
import { eventFilter } from './filters.js';
import { keysetQuery, NEXT_CURSOR } from './keyset.js';

const listQuery = keysetQuery(eventFilter);
const exportBody = exportRequest(eventFilter);

/** The event log, for the console. */
@Controller('console/v1/events')
export class EventsController {
  constructor(
    private readonly scope: ConsoleScope,
    private readonly exports: ConsoleExports,
  ) {}

  /** One page, newest first. */
  @Get()
  @Allows('read', 'events')
  async list(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: listQuery }) { filter, ...where }: z.output<typeof listQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<readonly ShownEvent[]> {
    const shown = { ...filter, ...tenantShown(operator, filter.tenantId) };
    const { rows, next } = await this.scope.read(operator, (open) => eventPage(open, shown, where));
    if (next !== undefined) void reply.header(NEXT_CURSOR, next);
    return rows.map(eventView);
  }

  /** All that a filter finds, as a file. */
  @Post('export')
  @HttpCode(200)
  @Allows('export', 'events')
  export(
    @CurrentOperator() operator: SignedIn,
    @Body({ schema: exportBody }) request: z.output<typeof exportBody>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.exports.send(operator, 'events', request, reply);
  }
}
