import { Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { contentRange, listQuery, type SignedIn } from '../operator/index.js';
import { Allows, CurrentOperator } from '../operator/operator.guard.js';
import { ConsoleDeadLetters, type DeadLetterView, type RetriedAll, type RetriedOne } from './console-dead-letters.js';

const id = z.string().min(1).max(64);
const query = listQuery(['at', 'tenantId', 'retriedAt'], z.strictObject({ tenantId: id.optional() }));

/** Events that the database refused, for operators of the platform. */
@Controller('console/v1/dead-letters')
export class DeadLettersController {
  constructor(private readonly deadLetters: ConsoleDeadLetters) {}

  @Get()
  @Allows('read', 'deadLetters')
  async list(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: query }) asked: z.output<typeof query>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<readonly DeadLetterView[]> {
    const page = await this.deadLetters.page(operator, asked);
    void reply.header('content-range', contentRange('dead-letters', asked.range[0], page));
    return page.rows;
  }

  @Get(':id')
  @Allows('read', 'deadLetters')
  get(@CurrentOperator() operator: SignedIn, @Param('id') id: string): Promise<DeadLetterView> {
    return this.deadLetters.get(operator, id);
  }

  /** Stores one as the worker would. What is refused again stays. */
  @Post(':id/retry')
  @HttpCode(200)
  @Allows('update', 'deadLetters')
  retry(@CurrentOperator() operator: SignedIn, @Param('id') id: string): Promise<RetriedOne> {
    return this.deadLetters.retry(operator, id);
  }

  /** The same with up to a thousand of them, those that wait longest for another try first. */
  @Post('retries')
  @HttpCode(200)
  @Allows('update', 'deadLetters')
  retryAll(@CurrentOperator() operator: SignedIn): Promise<RetriedAll> {
    return this.deadLetters.retryAll(operator);
  }

  /** Gives one up: the event is gone. */
  @Delete(':id')
  @HttpCode(200)
  @Allows('delete', 'deadLetters')
  discard(@CurrentOperator() operator: SignedIn, @Param('id') id: string): Promise<DeadLetterView> {
    return this.deadLetters.discard(operator, id);
  }
}
