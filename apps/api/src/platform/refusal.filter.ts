import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import { type Refusal, Refused } from '@latchkey/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { type Face, present } from './error-table.js';
import { RouteTable } from './http/route-table.js';
import { LOGGER } from './logger.js';

/** At most one line a second while something is unavailable: an outage must not fill the disk. */
const UNAVAILABLE_LOG_INTERVAL_MS = 1000;

/** The one place where a failure becomes a reply. */
@Catch()
export class RefusalFilter implements ExceptionFilter {
  private unavailableLoggedAt = 0;

  constructor(
    private readonly routes: RouteTable,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(exception, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Whatever was thrown on the way to an answer becomes the answer. */
  answer(exception: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const refusal = this.refusalFor(exception, request, reply);
    this.report(refusal, exception, request);
    if (!reply.sent) refuse(refusal, request, reply);
  }

  private refusalFor(exception: unknown, request: FastifyRequest, reply: FastifyReply): Refusal {
    const refusal = refusalOf(exception);
    const methods = refusal.kind === 'not_found' && isUnrouted(request) ? this.routes.methodsOf(request.url) : [];
    // An id too long for any route is missing, though its path takes the method.
    if (methods.length === 0 || methods.includes(request.method)) return refusal;
    void reply.header('allow', methods.join(', '));
    return { kind: 'method_not_allowed' };
  }

  /** Expected refusals leave no line: the event log and the metrics hold them. */
  private report(refusal: Refusal, exception: unknown, request: FastifyRequest): void {
    if (refusal.kind === 'internal') this.logger.error({ ...whereOf(request), err: exception }, 'request failed');
    const cause = exception instanceof Error ? exception.cause : undefined;
    if (refusal.kind !== 'unavailable' || cause === undefined) return;
    const now = Date.now();
    if (now - this.unavailableLoggedAt < UNAVAILABLE_LOG_INTERVAL_MS) return;
    this.unavailableLoggedAt = now;
    this.logger.warn({ ...whereOf(request), err: cause }, 'request refused: unavailable');
  }
}

const whereOf = ({ id, routeOptions }: FastifyRequest) => ({ requestId: id, route: routeOptions.url });

/** Nobody serves the path, or only the console's page would. */
const isUnrouted = ({ is404, routeOptions }: FastifyRequest) => is404 || routeOptions.url === '/*';

/** Writes a refusal as the wire of the request's path shows it. */
export function refuse(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): void {
  const { status, body, retryAfterSeconds } = present(refusal, faceOf(request.url), request.id);
  request.outcome = refusal.kind;
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', retryAfterSeconds);
  void reply.code(status).type('application/json; charset=utf-8').send(body);
}

export function faceOf(url: string): Face | 'callback' {
  if (/^\/v0(?:[/?#]|$)/.test(url)) return 'v0';
  return url.startsWith('/callbacks/') ? 'callback' : 'v1';
}

/** What a thrown value means to the caller. Anything unexpected is a bug, and says nothing of itself. */
export function refusalOf(exception: unknown): Refusal {
  if (exception instanceof Refused) return exception.refusal;
  const status =
    exception instanceof HttpException
      ? exception.getStatus()
      : (exception as { code?: unknown; statusCode?: unknown } | null | undefined);
  if (typeof status === 'number') return ofStatus(status);
  if (typeof status?.code !== 'string' || !status.code.startsWith('FST_ERR_')) return { kind: 'internal' };
  return typeof status.statusCode === 'number' ? ofStatus(status.statusCode) : { kind: 'internal' };
}

function ofStatus(status: number): Refusal {
  switch (status) {
    case 401:
      return { kind: 'unauthenticated' };
    case 403:
      return { kind: 'forbidden', message: 'Not allowed.' };
    case 404:
    case 414: // a path parameter longer than any id names nothing
      return { kind: 'not_found' };
    case 405:
      return { kind: 'method_not_allowed' };
    case 413:
      return { kind: 'payload_too_large' };
    case 415:
      return { kind: 'unsupported_media_type' };
    default:
      return status >= 400 && status < 500
        ? { kind: 'invalid_parameter', field: 'request', message: 'The request cannot be read.' }
        : { kind: 'internal' };
  }
}
