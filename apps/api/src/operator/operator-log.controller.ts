import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { Refused } from '@latchkey/core';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { contentRange } from './list-query.js';
import { Allows, CurrentOperator, type SignedIn } from './operator.guard.js';
import type { LogCheck } from './operator-log-check.js';
import { type LogView, OperatorLogListing, operatorLogQuery } from './operator-log-listing.js';

/** Injection token of what checks the log's chain. */
export const CHECK_OPERATOR_LOG = Symbol('CHECK_OPERATOR_LOG');

/** What operators did, for the console. */
@Controller('console/v1/operator-log')
export class OperatorLogController {
  constructor(
    private readonly log: OperatorLogListing,
    @Inject(CHECK_OPERATOR_LOG) private readonly checkChain: () => Promise<LogCheck>,
  ) {}

  @Get()
  @Allows('read', 'operatorLog')
  async list(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: operatorLogQuery }) query: z.output<typeof operatorLogQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<readonly LogView[]> {
    const page = await this.log.page(operator, query);
    void reply.header('content-range', contentRange('operator-log', query.range[0], page));
    return page.rows;
  }

  /** Whether the log is as it was written. The chain runs through every tenant's entries, so it is the platform's to check. */
  @Get('check')
  @Allows('read', 'operatorLog')
  check(@CurrentOperator() { tenantId }: SignedIn): Promise<LogCheck> {
    if (tenantId !== undefined) throw new Refused({ kind: 'forbidden', message: 'The platform checks its own log.' });
    return this.checkChain();
  }

  @Get(':id')
  @Allows('read', 'operatorLog')
  get(@CurrentOperator() operator: SignedIn, @Param('id') id: string): Promise<LogView> {
    return this.log.get(operator, id);
  }
}
