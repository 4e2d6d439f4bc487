import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Refusal, Refused } from '@latchkey/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { allowPreflight, preflightOrigin } from '../platform/http/cors.js';
import { RefusalFilter } from '../platform/refusal.filter.js';
import type { PageOrigins } from '../tenant/page-origins.js';

/** All that a publishable key may do. No other path is ever allowed to pages of another origin. */
const METHODS = {
  '/v0': 'GET, POST',
  '/v0/:key': 'GET, POST',
  '/v1/verifications': 'POST',
  '/v1/verifications/check': 'POST',
};

/**
 * Answers browsers that ask whether a page may start and check. They are asked by origin alone, as the key comes with the request
 * itself: allowed is what some live publishable key names.
 */
export function servePreflights(app: NestFastifyApplication, origins: PageOrigins): void {
  const refusals = app.get(RefusalFilter, { strict: false });
  const answer = async (methods: string, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const origin = preflightOrigin(request);
    void reply.header('vary', 'Origin');
    if (origin === undefined) {
      void reply.header('allow', methods);
      refuseWith({ kind: 'method_not_allowed' });
    } else if (await origins.include(origin)) allowPreflight(reply, origin, methods);
    else refuseWith({ kind: 'origin_not_allowed' });
  };
  const instance = app.getHttpAdapter().getInstance();
  for (const [url, methods] of Object.entries(METHODS)) {
    instance.options(url, (request, reply) => {
      answer(methods, request, reply).catch((error: unknown) => refusals.answer(error, request, reply));
    });
  }
}

function refuseWith(refusal: Refusal): never {
  throw new Refused(refusal);
}
