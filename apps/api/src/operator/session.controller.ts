import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { type OperatorRole, type Permissions, permissionsOf, Refused } from '@latchkey/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RequestLimits } from '../platform/http/request-limits.js';
import { AllowsEveryOperator, AllowsVisitors, CurrentOperator } from './operator.guard.js';
import { type OperatorSession, OperatorSessions } from './operator-sessions.js';
import { SessionCookie } from './session-cookie.js';

const signInBody = z.strictObject({ token: z.string('must be a text').min(1).max(200) });

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
    private readonly sessions: OperatorSessions,
    private readonly cookie: SessionCookie,
    private readonly limits: RequestLimits,
  ) {}

  /** Signs in with the token of a one-time link. One that is wrong, used or expired is answered alike. */
  @Post()
  @AllowsVisitors()
  async signIn(
    @Body({ schema: signInBody }) { token }: z.output<typeof signInBody>,
    @Req() { ip, headers }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    this.limits.refuseFullAddress(ip);
    const made = await this.sessions.signIn(token, this.cookie.read(headers.cookie));
    if (!made) {
      this.limits.countAddress(ip);
      throw new Refused({ kind: 'unauthenticated' });
    }
    void reply.header('set-cookie', this.cookie.write(made.token, made.session));
    return viewOf(made.session);
  }

  /** Who is signed in. */
  @Get()
  @AllowsEveryOperator()
  show(@CurrentOperator() operator: OperatorSession): SessionView {
    return viewOf(operator);
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
}

function viewOf({ operatorId, name, role, tenantId, signedInAt, expiresAt }: OperatorSession): SessionView {
  const permissions = permissionsOf({ role, tenantId });
  return { id: operatorId, name, role, tenantId: tenantId ?? null, permissions, signedInAt, expiresAt };
}
