import { Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { Refused } from '@latchkey/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { browserOf } from './browser.js';
import {
  AllowsEveryOperator,
  AllowsReturning,
  AllowsVisitors,
  CurrentOperator,
  type SignedIn,
} from './operator.guard.js';
import type { OperatorSession } from './operator-sessions.js';
import { SessionCookie } from './session-cookie.js';
import { type SingleSignOn, TICKET_LASTS_SECONDS } from './sign-in/single-sign-on.js';

/** Injection token of single sign-on; null where it is not set up. */
export const SINGLE_SIGN_ON = Symbol('SINGLE_SIGN_ON');

/** Signing in at somebody else's. */
@Controller('console/v1/session')
export class SingleSignOnController {
  constructor(
    @Inject(SINGLE_SIGN_ON) private readonly signOn: SingleSignOn | null,
    private readonly cookie: SessionCookie,
  ) {}

  /** How one can sign in besides with a password. */
  @Get('ways')
  @AllowsVisitors()
  ways(): { singleSignOn: { name: string } | null } {
    return { singleSignOn: this.signOn && { name: this.signOn.name } };
  }

  /** Where to go to sign in. */
  @Post('sign-on')
  @HttpCode(200)
  @AllowsVisitors()
  begin(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ url: string }> {
    return this.depart(reply);
  }

  /** Where to go to prove that it is still the same person. */
  @Post('sign-on/proof')
  @HttpCode(200)
  @AllowsEveryOperator()
  prove(
    @CurrentOperator() operator: SignedIn,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ url: string }> {
    return this.depart(reply, operator);
  }

  /** The way back. Leads to the console, or to where one signs in when nobody was let in. */
  @Get('sign-on/return')
  @AllowsReturning()
  async arrive(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { cookie } = this;
    const browser = browserOf(request, cookie);
    const made = await this.demanded().arrive(queryOf(request.url), cookie.readTicket(request.headers.cookie), browser);
    const kept = made ? [cookie.write(made.token, made.session)] : [];
    await reply
      .header('set-cookie', [cookie.clearTicket(), ...kept])
      .redirect(made ? '/' : '/login#sign-on-failed', 303);
  }

  private async depart(reply: FastifyReply, proving?: OperatorSession): Promise<{ url: string }> {
    const { url, ticket } = await this.demanded().depart(proving);
    void reply.header('set-cookie', this.cookie.writeTicket(ticket, TICKET_LASTS_SECONDS));
    return { url };
  }

  private demanded(): SingleSignOn {
    if (!this.signOn) throw new Refused({ kind: 'not_found' });
    return this.signOn;
  }
}

const queryOf = (url: string) => (url.includes('?') ? url.slice(url.indexOf('?')) : '');
