import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { Refused } from '@latchkey/core';
import type { FastifyRequest } from 'fastify';

/** What a use case is told of the request besides its parameters. */
export interface RequestContext {
  readonly requestId: string;
  readonly idempotencyKey?: string | undefined;
}

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** Injects the request's id and its Idempotency-Key. */
export const CurrentRequest = createParamDecorator((_: unknown, context: ExecutionContext) =>
  requestContext(context.switchToHttp().getRequest<FastifyRequest>()),
);

export function requestContext({ id, headers }: Pick<FastifyRequest, 'id' | 'headers'>): RequestContext {
  const key = headers['idempotency-key'];
  if (key === undefined) return { requestId: id };
  if (typeof key === 'string' && IDEMPOTENCY_KEY.test(key)) return { requestId: id, idempotencyKey: key };
  throw new Refused({
    kind: 'invalid_parameter',
    field: 'Idempotency-Key',
    message: 'Idempotency-Key must be 1 to 255 visible ASCII characters.',
  });
}
