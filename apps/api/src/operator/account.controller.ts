import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Account, confirmation, passwordChange } from './account.js';
import { contentRange } from './list-query.js';
import { AllowsEveryOperator, CurrentOperator, NeedsFreshProof, type SignedIn } from './operator.guard.js';
import type { OperatorView } from './operators.js';
import { SessionListing, sessionListQuery, type SessionRow } from './session-listing.js';

/** What is everybody's own: password, authenticator, sessions. */
@Controller('console/v1/account')
export class AccountController {
  constructor(
    private readonly account: Account,
    private readonly sessions: SessionListing,
  ) {}

  @Get()
  @AllowsEveryOperator()
  show(@CurrentOperator() operator: SignedIn): Promise<OperatorView & { recoveryCodesLeft: number }> {
    return this.account.show(operator);
  }

  @Put('password')
  @HttpCode(204)
  @AllowsEveryOperator(NeedsFreshProof)
  changePassword(
    @CurrentOperator() operator: SignedIn,
    @Body({ schema: passwordChange }) body: z.output<typeof passwordChange>,
  ): Promise<void> {
    return this.account.changePassword(operator, body);
  }

  /** A secret for another authenticator; nothing changes until its code confirms it. */
  @Post('authenticator')
  @AllowsEveryOperator(NeedsFreshProof)
  offerAuthenticator(@CurrentOperator() operator: SignedIn): Promise<{ secret: string; uri: string }> {
    return this.account.offerAuthenticator(operator);
  }

  @Put('authenticator')
  @AllowsEveryOperator(NeedsFreshProof)
  async confirmAuthenticator(
    @CurrentOperator() operator: SignedIn,
    @Body({ schema: confirmation }) body: z.output<typeof confirmation>,
  ): Promise<{ recoveryCodes: readonly string[] }> {
    return { recoveryCodes: await this.account.confirmAuthenticator(operator, body) };
  }

  @Post('recovery-codes')
  @AllowsEveryOperator(NeedsFreshProof)
  async renewRecoveryCodes(@CurrentOperator() operator: SignedIn): Promise<{ recoveryCodes: readonly string[] }> {
    return { recoveryCodes: await this.account.renewRecoveryCodes(operator) };
  }

  @Get('sessions')
  @AllowsEveryOperator()
  async listSessions(
    @CurrentOperator() operator: SignedIn,
    @Query({ schema: sessionListQuery }) query: z.output<typeof sessionListQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<readonly SessionRow[]> {
    const page = await this.sessions.own(operator, query);
    void reply.header('content-range', contentRange('sessions', query.range[0], page));
    return page.rows;
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @AllowsEveryOperator()
  endSession(@CurrentOperator() operator: SignedIn, @Param('id') id: string): Promise<void> {
    return this.sessions.endOwn(operator, id);
  }
}
