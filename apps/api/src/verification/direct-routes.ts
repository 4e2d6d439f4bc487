import { HttpStatus, type INestApplication, type Type } from '@nestjs/common';
import { HTTP_CODE_METADATA } from '@nestjs/common/constants.js';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Caller } from '@latchkey/core';
import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { requestContext, type RequestContext } from '../platform/http/request-context.js';
import { parseRequest } from '../platform/http/request.pipe.js';
import { ThrottlingGuard } from '../platform/http/throttling.guard.js';
import { RefusalFilter } from '../platform/refusal.filter.js';
import { accessOf, ApiKeyGuard } from '../tenant/api-key.guard.js';
import { TutorialController } from './tutorial.controller.js';
import { VerificationController } from './verification.controller.js';
import { checkBody, startBody } from './verification.requests.js';

/** A controller's method that Fastify calls without Nest in between. */
interface DirectRoute<Controller = unknown> {
  readonly method: string;
  readonly url: string;
  readonly controller: Type<Controller>;
  /** Says who may use it, and its status. */
  readonly handler: keyof Controller & string;
  readonly call: (
    controller: Controller,
    caller: Caller,
    context: RequestContext,
    request: FastifyRequest,
  ) => Promise<unknown>;
}

const onV1: readonly DirectRoute<VerificationController>[] = [
  {
    method: 'POST',
    url: '/v1/verifications',
    controller: VerificationController,
    handler: 'start',
    call: (controller, caller, context, { body }) => controller.start(caller, context, parseRequest(startBody, body)),
  },
  {
    method: 'POST',
    url: '/v1/verifications/check',
    controller: VerificationController,
    handler: 'check',
    call: (controller, caller, context, { body }) => controller.check(caller, context, parseRequest(checkBody, body)),
  },
];

const onV0 = ['/v0', '/v0/:key'].flatMap((url): DirectRoute<TutorialController>[] => [
  {
    method: 'GET',
    url,
    controller: TutorialController,
    handler: 'fromQuery',
    call: (controller, caller, context, { query }) => controller.fromQuery(caller, context, query),
  },
  {
    method: 'POST',
    url,
    controller: TutorialController,
    handler: 'fromBody',
    call: (controller, caller, context, { body }) => controller.fromBody(caller, context, body),
  },
]);

/**
 * Takes Nest's pipeline out of the way of the two use cases (docs/adr/0008): guards, schemas, controllers and the table of errors
 * are the very same, called one after another instead of through a dozen promises. Must be called before routes are made.
 */
export function serveDirectly(app: NestFastifyApplication): void {
  const routes = new Map<string, RouteHandlerMethod>();
  for (const route of [...onV1, ...onV0]) routes.set(`${route.method} ${route.url}`, direct(app, route as DirectRoute));
  const instance = app.getHttpAdapter().getInstance();
  instance.addHook('onRoute', (options) => {
    const name = `${String(options.method)} ${options.url}`;
    const handler = routes.get(name);
    if (handler) options.handler = handler;
    routes.delete(name);
  });
  instance.addHook('onReady', (done) => {
    done(routes.size === 0 ? undefined : new Error(`no controller serves ${[...routes.keys()].join(', ')}`));
  });
}

function direct(app: INestApplication, route: DirectRoute): RouteHandlerMethod {
  const guard = app.get(ApiKeyGuard, { strict: false });
  const throttling = app.get(ThrottlingGuard, { strict: false });
  const refusals = app.get(RefusalFilter, { strict: false });
  const controller = app.get(route.controller, { strict: false });
  const handler = (controller as Record<string, () => unknown>)[route.handler]!;
  const access = accessOf(handler, route.controller);
  // As Nest has it where the handler does not say.
  const usualStatus = route.method === 'POST' ? HttpStatus.CREATED : HttpStatus.OK;
  const status = (Reflect.getMetadata(HTTP_CODE_METADATA, handler) as number | undefined) ?? usualStatus;

  const answer = (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    throttling.count(request, reply);
    const context = requestContext(request);
    return route.call(controller, request.caller!, context, request);
  };
  const afterLookUp = async (admitted: Promise<boolean>, request: FastifyRequest, reply: FastifyReply) => {
    if (await admitted) return answer(request, reply);
    throw new Error('the key guard refuses by throwing');
  };

  return (request, reply) => {
    const refuse = (error: unknown) => refusals.answer(error, request, reply);
    const send = (body: unknown) => {
      try {
        void reply.code(status).send(body);
      } catch (error) {
        refuse(error);
      }
    };
    try {
      const admitted = guard.admit(request, reply, access);
      const answered =
        admitted === true ? answer(request, reply) : afterLookUp(Promise.resolve(admitted), request, reply);
      void answered.then(send, refuse);
    } catch (error) {
      refuse(error);
    }
  };
}
