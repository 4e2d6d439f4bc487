import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
  SetMetadata,
  type Type,
} from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import { type Caller, type Permission, Refused } from '@latchkey/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestLimits } from '../platform/http/request-limits.js';
import { allowOrigin } from '../platform/http/cors.js';
import { CALLERS, type Callers, type KeyCaller } from './callers.js';

const ACCESS = 'latchkey:access';

/** Lets callers in whose key has one of the permissions. */
export const RequirePermission = (...permissions: readonly Permission[]) =>
  applyDecorators(SetMetadata(ACCESS, permissions), ApiSecurity('bearer'), ApiSecurity('apiKey'));

/** No API key is asked for. */
export const Public = () => SetMetadata(ACCESS, 'public');

export type Access = 'public' | readonly Permission[];

type Handler = ReturnType<ExecutionContext['getHandler']>;

/** Injects who is asking. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!caller) throw new Error('a route without a key has no caller');
  return caller;
});

/**
 * Finds out who is asking by the API key. A handler that does not say who may use it is closed to all.
 * A key known a moment ago is admitted without waiting for anything.
 */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    @Inject(CALLERS) private readonly callers: Callers,
    private readonly limits: RequestLimits,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = accessOf(context.getHandler(), context.getClass());
    const http = context.switchToHttp();
    return this.admit(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), access);
  }

  /** Throws Refused, or rejects with it, when the caller may not use what asks for `access`. */
  admit(request: FastifyRequest, reply: FastifyReply, access: Access): boolean | Promise<boolean> {
    if (access === 'public') return true;
    const presented = presentedKey(request);
    const caller = presented && this.callers.cachedCaller(presented.key);
    return caller
      ? admit(request, reply, caller, presented.inPath, access)
      : this.lookUp(request, reply, presented, access);
  }

  private async lookUp(
    request: FastifyRequest,
    reply: FastifyReply,
    presented: PresentedKey | undefined,
    access: readonly Permission[],
  ): Promise<boolean> {
    this.limits.refuseFullAddress(request.ip);
    const caller = presented && (await this.callers.caller(presented.key));
    if (caller) return admit(request, reply, caller, presented.inPath, access);
    this.limits.countAddress(request.ip);
    throw new Refused({ kind: 'unauthenticated' });
  }
}

/** What a handler, or its controller, says of who may use it. */
export function accessOf(handler: Handler, controller: Type): Access {
  const access = (Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, controller)) as
    Access | undefined;
  if (access === undefined) throw new Error(`${controller.name} does not say who may use it`);
  return access;
}

interface PresentedKey {
  readonly key: string;
  readonly inPath: boolean;
}

/** A key in the path counts, whatever the headers say: a secret one must be told about, not worked around. */
function presentedKey({ headers, params }: FastifyRequest): PresentedKey | undefined {
  const { key } = params as { key?: string };
  if (key !== undefined) return { key, inPath: true };
  const { authorization } = headers;
  if (authorization !== undefined) {
    const isBearer = authorization.slice(0, 7).toLowerCase() === 'bearer ';
    return isBearer ? { key: authorization.slice(7).trim(), inPath: false } : undefined;
  }
  const header = headers['x-api-key'];
  return typeof header === 'string' ? { key: header, inPath: false } : undefined;
}

function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  caller: KeyCaller,
  inPath: boolean,
  access: readonly Permission[],
): boolean {
  if (caller.publishable) allowOrigin(request, reply, caller.origins);
  else refuseExposed(request, inPath);
  if (caller.sources && !caller.sources(request.ip)) refuseSource();
  if (caller.tenant.status === 'suspended') throw new Refused({ kind: 'tenant_suspended' });
  if (!access.some((permission) => caller.permissions.has(permission))) lacks(access[0]);
  request.caller = caller;
  return true;
}

/** A secret key in a URL ends up in logs and histories; one in a browser is read by whoever uses the page. */
function refuseExposed({ headers }: FastifyRequest, inPath: boolean): void {
  const message = inPath
    ? 'A secret key must not stand in a URL. Replace this key, and send it in a header.'
    : 'A secret key must not be used from a browser. Replace this key, and call from your server.';
  if (inPath || headers.origin !== undefined) throw new Refused({ kind: 'forbidden', message });
}

function refuseSource(): never {
  throw new Refused({ kind: 'forbidden', message: 'This key is not accepted from this address.' });
}

/** For handlers that serve more than one use case. */
export function demandPermission(caller: Caller, permission: Permission): void {
  if (!caller.permissions.has(permission)) lacks(permission);
}

function lacks(permission: Permission | undefined): never {
  throw new Refused({ kind: 'forbidden', message: `This key lacks the permission ${permission ?? ''}.` });
}
