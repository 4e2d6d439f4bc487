import type { Server } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { randomHex, Refused } from '@latchkey/core';
import type { FastifyBodyParser, FastifyHttpOptions, FastifyInstance, FastifyRequest } from 'fastify';
import type { Config, TrustedProxies } from '../config.js';
import { faceOf, refuse, refusalOf } from '../refusal.filter.js';
import { networksOf } from './networks.js';
import { replyHeaders } from './reply-headers.js';
import type { RouteTable } from './route-table.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What became of the request, for the metrics: `ok` or the kind of refusal. */
    outcome: string;
  }
}

const BODY_LIMIT = 16 * 1024;
/** Tencent pushes up to 100 receipts at once. */
const CALLBACK_BODY_LIMIT = 256 * 1024;
/** Pictures that prove who a signature is of. */
const APPLICATION_BODY_LIMIT = 4 * 1024 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
const MAX_PARAM_LENGTH = 200;

/** Fastify as the API needs it: small bodies, short patience, an id for every request, no line per request. */
export function createServer(
  { trustedProxies, publicUrl }: Pick<Config, 'trustedProxies' | 'publicUrl'>,
  routes: RouteTable,
): FastifyAdapter {
  const trusts = trustOf(trustedProxies);
  const setHeaders = replyHeaders(publicUrl.startsWith('https:'));
  const options: FastifyHttpOptions<Server> = {
    logger: false,
    trustProxy: trustedProxies === false ? false : trusts,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    // An answer to HEAD would run the handler of GET, which on /v0 sends a message.
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: true },
    requestIdHeader: false,
    genReqId: (raw) => requestId(raw.headers['x-request-id'], () => trusts(raw.socket.remoteAddress ?? '', 0)),
    frameworkErrors: (error, request, reply) => {
      // A URL that cannot be routed meets no hook.
      setHeaders(request, reply, () => refuse(refusalOf(error), request, reply));
    },
  };
  const adapter = new FastifyAdapter({ ...options, skipMiddie: true });
  const instance = adapter.getInstance<FastifyInstance>();
  routes.watch(instance);
  instance.addHook('onRoute', (route) => {
    if (isCallback(route.url)) route.bodyLimit = CALLBACK_BODY_LIMIT;
    if (route.url === '/console/v1/signatures/applications') route.bodyLimit = APPLICATION_BODY_LIMIT;
  });
  instance.decorateRequest('caller', null);
  instance.decorateRequest('outcome', 'ok');
  instance.addHook('onRequest', setHeaders);
  addBodyParsers(instance);
  return adapter;
}

const isCallback = (url: string) => faceOf(url) === 'callback';

const SANE_ID = /^[A-Za-z0-9][\w.-]{7,63}$/;

/** A proxy we trust may have given the request its id already; anybody else's id would let them write into our logs. */
function requestId(given: string | string[] | undefined, isTrusted: () => boolean): string {
  if (typeof given === 'string' && SANE_ID.test(given) && isTrusted()) return given;
  return `req_${randomHex(16)}`;
}

type Trust = (address: string, hop: number) => boolean;

/** A number of hops believes whoever connects; it is for a port that only the proxy can reach. */
function trustOf(proxies: TrustedProxies): Trust {
  if (proxies === false) return () => false;
  if (typeof proxies === 'number') return (_address, hop) => hop < proxies;
  return networksOf(proxies);
}

/**
 * JSON everywhere; forms on the tutorial's wire alone. Anything else is an unsupported media type. What a provider calls it is not
 * documented, so callbacks pass as the text they are, to be read once it is known who sent them.
 */
function addBodyParsers(instance: FastifyInstance): void {
  const parseJson = instance.getDefaultJsonParser('error', 'error');
  instance.removeAllContentTypeParsers();
  const parsers: Readonly<Record<string, FastifyBodyParser<string>>> = {
    'application/json': (request, body, done) => {
      // Clients that always say "JSON" say so of an empty body too.
      if (body === '') done(null, undefined);
      else void parseJson(request, body, done);
    },
    'application/x-www-form-urlencoded': (request, body, done) => {
      if (faceOf(request.url) === 'v0') done(null, parseForm(body));
      else done(new Refused({ kind: 'unsupported_media_type' }));
    },
    '*': (_request, _body, done) => done(new Refused({ kind: 'unsupported_media_type' })),
  };
  for (const [contentType, parse] of Object.entries(parsers)) {
    instance.addContentTypeParser<string>(contentType, { parseAs: 'string' }, (request: FastifyRequest, body, done) => {
      if (isCallback(request.url)) done(null, body);
      else void parse(request, body, done);
    });
  }
}

/** A parameter given twice becomes a list, which no schema takes for text. */
function parseForm(body: string): Record<string, string | string[]> {
  const params: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new URLSearchParams(body)) {
    const known = params[name];
    params[name] = known === undefined ? value : [known, value].flat();
  }
  return params;
}
