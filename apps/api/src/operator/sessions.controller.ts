import { Controller, Delete, Get, HttpCode, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { contentRange } from './list-query.js';
import { Allows, CurrentOperator, type SignedIn } from './operator.guard.js';
import { SessionListing, sessionListQuery, type SessionRow } from './session-listing.js';

/** Everybody's sessions, for the console. */
@Controller('console/v1/sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionListing) {}

  @Get()
  @Allows('read', 'sessions')
  async list(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: sessionListQuery }) query: z.output<typeof sessionListQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<readonly SessionRow[]> {
    const page = await this.sessions.page(operator, query);
    void reply.header('content-range', contentRange('sessions', query.range[0], page));
    return page.rows;
  }

  /** Ends it at once, in every process. */
  @Delete(':id')
  @HttpCode(204)
  @Allows('delete', 'sessions')
  end(@CurrentOperator() operator: SignedIn, @Param('id') id: string): Promise<void> {
    return this.sessions.end(operator, id);
  }
}
