import { Refused } from '@latchkey/core';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What a page may send, and what it may read of a reply besides the body. */
const ALLOWED_HEADERS = 'Authorization, Content-Type, Idempotency-Key, X-Api-Key';
const EXPOSED_HEADERS = 'RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id';
/** How long a browser need not ask again. The request itself is judged each time, so this may outlive the key. */
const PREFLIGHT_SECONDS = 600;

/**
 * Lets the page that asked read the reply, if its origin is one of these; throws Refused otherwise. Programs that are no pages, such
 * as mini-programs and servers, send no Origin and are let in: leaving it out is easy for everything but a page.
 *
 * No library does this: which origins are allowed is known with the key, long after the hooks that a plugin would use.
 */
export function allowOrigin(
  { headers: { origin } }: FastifyRequest,
  reply: FastifyReply,
  origins: ReadonlySet<string> | undefined,
): void {
  void reply.header('vary', 'Origin');
  if (origin === undefined) return;
  if (!origins?.has(origin)) throw new Refused({ kind: 'origin_not_allowed' });
  void reply.header('access-control-allow-origin', origin);
  void reply.header('access-control-expose-headers', EXPOSED_HEADERS);
}

/** The origin that a browser asks for before the request itself; undefined when nothing of the sort is asked. */
export function preflightOrigin({ headers }: FastifyRequest): string | undefined {
  return headers['access-control-request-method'] === undefined ? undefined : headers.origin;
}

/** @param methods that the path takes, such as `GET, POST` */
export function allowPreflight(reply: FastifyReply, origin: string, methods: string): void {
  void reply
    .code(204)
    .header('access-control-allow-origin', origin)
    .header('access-control-allow-methods', methods)
    .header('access-control-allow-headers', ALLOWED_HEADERS)
    .header('access-control-max-age', PREFLIGHT_SECONDS)
    .send();
}
