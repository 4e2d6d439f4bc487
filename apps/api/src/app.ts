import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { guardConsole } from './operator/console-door.js';
import { serveConsole } from './operator/console-static.js';
import type { Parts } from './parts.js';
import type { Config } from './platform/config.js';
import { HybridThrottlerStorage } from './platform/http/hybrid-throttler-storage.js';
import { RouteTable } from './platform/http/route-table.js';
import { createServer } from './platform/http/server.js';
import { NestLogger } from './platform/logger.js';
import { serveOpenApi } from './platform/openapi.js';
import { PageOrigins } from './tenant/page-origins.js';
import { serveDirectly } from './verification/direct-routes.js';
import { servePreflights } from './verification/preflights.js';

/**
 * The HTTP side of the process, ready to listen.
 * @param serveUseCases what takes Nest out of the way of starting and checking; a test compares it with nothing.
 */
export async function createApp(
  parts: Parts,
  serveUseCases: (app: NestFastifyApplication) => void = serveDirectly,
): Promise<NestFastifyApplication> {
  const { config, clock, live, logger, metrics } = parts;
  const routes = new RouteTable();
  const storage = new HybridThrottlerStorage(clock, live.hits);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(parts, routes, storage),
    createServer(config, routes),
    { logger: new NestLogger(logger), bodyParser: false, abortOnError: false },
  );
  const instance = app.getHttpAdapter().getInstance();
  metrics.watchRequests(instance);
  instance.addHook('onClose', (_instance, done) => {
    storage.stop();
    done();
  });
  if (config.roles.has('api')) serveUseCases(app);
  if (config.roles.has('api')) servePreflights(app, new PageOrigins(parts.database.pool, clock));
  if (config.roles.has('api')) serveOpenApi(app);
  if (config.roles.has('console')) guardConsole(app);
  if (config.roles.has('console')) await serveConsole(app);
  return app;
}

/** Without Nest's own `listen`, which writes its failure to the log before anybody can say it better. */
export async function listen(
  app: NestFastifyApplication,
  { port, host }: Pick<Config, 'port' | 'host'>,
): Promise<void> {
  await app.init();
  await app.getHttpAdapter().getInstance().listen({ port, host });
}
