import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { type OperatorRole, type Permissions, permissionsOf, Refused } from '@latchkey/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { RequestLimits } from '../platform/http/request-limits.js';
import { browserOf } from './browser.js';
import { AllowsEveryOperator, AllowsVisitors, CurrentOperator, type SignedIn } from './operator.guard.js';
import { type NewSession, type OperatorSession, OperatorSessions } from './operator-sessions.js';
import { SessionCookie } from './session-cookie.js';
import { Setup, setupAnswer, setupLook, type SetupOffer } from './setup.js';
import { proofBody, SignIn, signInBody } from './sign-in/sign-in.js';

/** Who is signed in, and what the console may offer them. */
export interface SessionView {
  /** Of the operator. */
  readonly id: string;
  readonly name: string;
  readonly role: OperatorRole;
  /** The one tenant they are bound to; null for operators of the platform. */
  readonly tenantId: string | null;
  readonly permissions: Permissions;
  readonly signedInAt: Date;
  readonly expiresAt: Date;
}

/** Signing in and out of the console. */
@Controller('console/v1/session')
export class SessionController {
  constructor(
    private readonly signIns: SignIn,
    private readonly setup: Setup,
    private readonly sessions: OperatorSessions,
    private readonly cookie: SessionCookie,
    private readonly limits: RequestLimits,
  ) {}

  /** Signs in with name, password and the code of an authenticator. Whatever is wrong, and unknown names, are answered alike. */
  @Post()
  @AllowsVisitors()
  async signIn(
    @Body({ schema: signInBody }) body: z.output<typeof signInBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    return this.keep(await this.signIns.open(body, browserOf(request, this.cookie)), reply);
  }

  /** What the page of a one-time link must show. Links that are wrong, used or expired are answered alike. */
  @Post('setup/look')
  @HttpCode(200)
  @AllowsVisitors()
  look(
    @Body({ schema: setupLook }) { token }: z.output<typeof setupLook>,
    @Req() { ip }: FastifyRequest,
  ): Promise<SetupOffer> {
    return this.counted(ip, () => this.setup.look(token));
  }

  /** Uses the link up, and signs in. The recovery codes are shown this once. */
  @Post('setup')
  @AllowsVisitors()
  async finishSetup(
    @Body({ schema: setupAnswer }) body: z.output<typeof setupAnswer>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView & { recoveryCodes: readonly string[] }> {
    const made = await this.counted(request.ip, () => this.setup.finish(body, browserOf(request, this.cookie)));
    return { ...this.keep(made, reply), recoveryCodes: made.recoveryCodes };
  }

  /** Who is signed in. */
  @Get()
  @AllowsEveryOperator()
  show(@CurrentOperator() operator: OperatorSession): SessionView {
    return viewOf(operator);
  }

  /** Proves that it is still the same person, for the five minutes that showing and taking away what is secret needs. */
  @Post('proof')
  @AllowsEveryOperator()
  async prove(
    @CurrentOperator() operator: SignedIn,
    @Body({ schema: proofBody }) body: z.output<typeof proofBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    return this.keep(await this.signIns.prove(operator, body, browserOf(request, this.cookie)), reply);
  }

  /** Signs out. Whoever is not signed in is told the same. */
  @Delete()
  @HttpCode(204)
  @AllowsVisitors()
  async signOut(@Req() { headers }: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const token = this.cookie.read(headers.cookie);
    if (token !== undefined) await this.sessions.end(token);
    void reply.header('set-cookie', this.cookie.clear());
  }

  /** Guesses at links count against the address. */
  private async counted<T>(ip: string, answer: () => Promise<T>): Promise<T> {
    this.limits.refuseFullAddress(ip);
    try {
      return await answer();
    } catch (error) {
      if (error instanceof Refused && error.refusal.kind === 'unauthenticated') this.limits.countAddress(ip);
      throw error;
    }
  }

  private keep({ session, token }: NewSession, reply: FastifyReply): SessionView {
    void reply.header('set-cookie', this.cookie.write(token, session));
    return viewOf(session);
  }
}

function viewOf({ operatorId, name, role, tenantId, signedInAt, expiresAt }: OperatorSession): SessionView {
  const permissions = permissionsOf({ role, tenantId });
  return { id: operatorId, name, role, tenantId: tenantId ?? null, permissions, signedInAt, expiresAt };
}
