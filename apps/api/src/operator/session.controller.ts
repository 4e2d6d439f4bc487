import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Refused } from '@latchkey/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RequestLimits } from '../platform/http/request-limits.js';
import { Public } from '../tenant/api-key.guard.js';
import { ConsoleRequestGuard } from './console-request.guard.js';
import { CurrentOperator, OperatorSessionGuard } from './operator-session.guard.js';
import { type OperatorSession, OperatorSessions } from './operator-sessions.js';
import { SessionCookie } from './session-cookie.js';

const signInBody = z.strictObject({ token: z.string('must be a text').min(1).max(200) });

/** Signing in and out of the console. */
@ApiExcludeController()
@Public()
@UseGuards(ConsoleRequestGuard)
@Controller('console/v1/session')
export class SessionController {
  constructor(
    private readonly sessions: OperatorSessions,
    private readonly cookie: SessionCookie,
    private readonly limits: RequestLimits,
  ) {}

  /** Signs in with the token of a one-time link. One that is wrong, used or expired is answered alike. */
  @Post()
  async signIn(
    @Body({ schema: signInBody }) { token }: z.output<typeof signInBody>,
    @Req() { ip, headers }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperatorSession> {
    this.limits.refuseFullAddress(ip);
    const made = await this.sessions.signIn(token, this.cookie.read(headers.cookie));
    if (!made) {
      this.limits.countAddress(ip);
      throw new Refused({ kind: 'unauthenticated' });
    }
    void reply.header('set-cookie', this.cookie.write(made.token, made.session));
    return made.session;
  }

  /** Who is signed in. */
  @Get()
  @UseGuards(OperatorSessionGuard)
  show(@CurrentOperator() operator: OperatorSession): OperatorSession {
    return operator;
  }

  /** Signs out. Whoever is not signed in is told the same. */
  @Delete()
  @HttpCode(204)
  async signOut(@Req() { headers }: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const token = this.cookie.read(headers.cookie);
    if (token !== undefined) await this.sessions.end(token);
    void reply.header('set-cookie', this.cookie.clear());
  }
}
