import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { contentRange } from './list-query.js';
import { Allows, CurrentOperator, type SignedIn } from './operator.guard.js';
import { newOperator, operatorChange, type OperatorView } from './operators.js';
import { type Invited, operatorListQuery, People } from './people.js';

/** Operators, for the console. */
@Controller('console/v1/operators')
export class OperatorsController {
  constructor(private readonly people: People) {}

  @Get()
  @Allows('read', 'operators')
  async list(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: operatorListQuery }) query: z.output<typeof operatorListQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<readonly OperatorView[]> {
    const page = await this.people.page(operator, query);
    void reply.header('content-range', contentRange('operators', query.range[0], page));
    return page.rows;
  }

  @Get(':id')
  @Allows('read', 'operators')
  get(@CurrentOperator() operator: SignedIn, @Param('id') id: string): Promise<OperatorView> {
    return this.people.get(operator, id);
  }

  /** Answers with the link by which the new operator gets in, this once. */
  @Post()
  @Allows('create', 'operators')
  invite(
    @CurrentOperator() operator: SignedIn,
    @Body({ schema: newOperator }) body: z.output<typeof newOperator>,
  ): Promise<Invited> {
    return this.people.invite(operator, body);
  }

  @Patch(':id')
  @Allows('update', 'operators')
  change(
    @CurrentOperator() operator: SignedIn,
    @Param('id') id: string,
    @Body({ schema: operatorChange }) body: z.output<typeof operatorChange>,
  ): Promise<OperatorView> {
    return this.people.change(operator, id, body);
  }

  /** A new link for whoever lost the first, the password or the authenticator. */
  @Post(':id/link')
  @HttpCode(200)
  @Allows('update', 'operators')
  link(@CurrentOperator() operator: SignedIn, @Param('id') id: string): Promise<Invited> {
    return this.people.link(operator, id);
  }
}
