import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import { ConsoleScope, type SignedIn, tenantShown } from '../operator/index.js';
import { type Concern, Concerns } from './attention.js';
import { Allows, CurrentOperator } from '../operator/operator.guard.js';
import {
  breakdownOf,
  type Point,
  type Problem,
  problemsOf,
  seriesOf,
  type Share,
  type Summary,
  summaryOf,
} from './statistics.js';
import { attentionQuery, breakdownQuery, seriesQuery, summaryQuery } from './statistics-query.js';

/** Statistics, for the console: of the operator's tenant, of one that is asked for, or of all. */
@Controller('console/v1/statistics')
export class StatisticsController {
  constructor(
    private readonly scope: ConsoleScope,
    private readonly concerns: Concerns,
  ) {}

  /** What needs attention now. */
  @Get('attention')
  @Allows('read', 'statistics')
  attention(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: attentionQuery }) query: z.output<typeof attentionQuery>,
  ): Promise<Concern[]> {
    const { tenantId } = tenantShown(operator, query.tenantId);
    return this.scope.read(operator, (rows) => this.concerns.now(rows, tenantId));
  }

  /** Sums, rates, durations and cost, beside those of the period before. */
  @Get('summary')
  @Allows('read', 'statistics')
  summary(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: summaryQuery }) query: z.output<typeof summaryQuery>,
  ): Promise<Summary> {
    return this.scope.read(operator, (rows) => summaryOf(rows, { ...query, ...tenantShown(operator, query.tenantId) }));
  }

  /** Sums hour by hour or day by day. */
  @Get('series')
  @Allows('read', 'statistics')
  series(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: seriesQuery }) query: z.output<typeof seriesQuery>,
  ): Promise<Point[]> {
    return this.scope.read(operator, (rows) => seriesOf(rows, { ...query, ...tenantShown(operator, query.tenantId) }));
  }

  /** Sums by country, purpose, template, account or tenant. */
  @Get('breakdown')
  @Allows('read', 'statistics')
  breakdown(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: breakdownQuery }) query: z.output<typeof breakdownQuery>,
  ): Promise<Share[]> {
    const selected = { ...query, ...tenantShown(operator, query.tenantId) };
    return this.scope.read(operator, (rows) => breakdownOf(rows, selected));
  }

  /** What stopped messages: limits, refusals, carriers. */
  @Get('problems')
  @Allows('read', 'statistics')
  problems(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: summaryQuery }) query: z.output<typeof summaryQuery>,
  ): Promise<Problem[]> {
    return this.scope.read(operator, (rows) =>
      problemsOf(rows, { ...query, ...tenantShown(operator, query.tenantId) }),
    );
  }
}
