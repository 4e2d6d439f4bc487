import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Headers, Inject, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Refused } from '@latchkey/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../platform/config.js';
import { CONFIG } from '../platform/tokens.js';
import { Metrics } from '../platform/metrics.js';
import { Public } from '../tenant/api-key.guard.js';
import { Readiness, type ReadinessReport } from './readiness.js';

/** For orchestrators and monitoring. No key, no limits. */
@ApiExcludeController()
@Public()
@Controller()
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The process runs and its event loop turns. */
  @Get('livez')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 503 while traffic should go elsewhere; says why. */
  @Get('readyz')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessReport> {
    const report = await this.readiness.report();
    if (report.status === 'not_ready') void reply.code(503);
    return report;
  }

  /** In Prometheus' text format. Asks for METRICS_TOKEN; without one, only this machine may read. */
  @Get('metrics')
  async scrape(
    @Req() request: FastifyRequest,
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { metricsToken } = this.config;
    const allowed = metricsToken
      ? sameText(authorization ?? '', `Bearer ${metricsToken}`)
      : isLoopback(request.socket.remoteAddress) && request.headers['x-forwarded-for'] === undefined;
    if (!allowed) throw new Refused({ kind: 'unauthenticated' });
    void reply.type(this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest();
const sameText = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));

const isLoopback = (address: string | undefined) => address !== undefined && /^(::ffff:)?127\.|^::1$/.test(address);
