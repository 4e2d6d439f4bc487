import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Refused } from '@latchkey/core';

/** Where the console is built to. */
export const CONSOLE_DIRECTORY = fileURLToPath(new URL('../../../admin/dist', import.meta.url));

/** Paths that are answered by programs and never by the console's page. */
const NOT_PAGES = /^\/(v0|v1|console|callbacks|docs|docs-json|livez|readyz|metrics|assets)([/?#]|$)/;

/** Serves the console at `/`, when it is built. Its deep links answer with its page. */
export async function serveConsole(app: NestFastifyApplication, root = CONSOLE_DIRECTORY): Promise<boolean> {
  if (!existsSync(`${root}/index.html`)) return false;
  await app.register(fastifyStatic, {
    root,
    prefix: '/',
    wildcard: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      // Names in /assets carry a hash of their content.
      const cache = path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
      void reply.header('cache-control', cache);
    },
  });
  app
    .getHttpAdapter()
    .getInstance()
    .get('/*', (request, reply) => {
      if (NOT_PAGES.test(request.url) || !wantsPage(request.headers.accept)) throw new Refused({ kind: 'not_found' });
      return reply.header('cache-control', 'no-cache').sendFile('index.html');
    });
  return true;
}

/** Browsers name HTML when somebody opens a page; a program that mistyped a path must not get one with status 200. */
const wantsPage = (accept: string | undefined) => accept?.includes('text/html') ?? false;
