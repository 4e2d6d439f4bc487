import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { demandOf } from '../../src/operator/operator.guard.js';

/** A route of the console, and whom it lets in. */
export interface ConsoleRoute {
  readonly method: string;
  /** With `:parameters`. */
  readonly path: string;
  readonly demand: ReturnType<typeof demandOf>;
}

type Handler = (...args: never[]) => unknown;

/** Every route under `/console/v1` that the application serves, read from the controllers themselves. */
export function consoleRoutes(app: NestFastifyApplication): ConsoleRoute[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers
    .flatMap(({ metatype }) => routesOf(metatype as new () => unknown))
    .filter(({ path }) => path.startsWith('/console/'))
    .sort((a, b) => `${a.path} ${a.method}`.localeCompare(`${b.path} ${b.method}`));
}

function routesOf(controller: new () => unknown): ConsoleRoute[] {
  const bases = [Reflect.getMetadata(PATH_METADATA, controller) as string | string[]].flat();
  const handlers = Object.getOwnPropertyNames(controller.prototype)
    .map((name) => (controller.prototype as Record<string, unknown>)[name])
    .filter((member): member is Handler => typeof member === 'function')
    .filter((member) => Reflect.hasMetadata(METHOD_METADATA, member));
  return bases.flatMap((base) =>
    handlers.flatMap((handler) =>
      [Reflect.getMetadata(PATH_METADATA, handler) as string | string[]].flat().map((path) => ({
        method: RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number] ?? '',
        path: `/${[base, path]
          .map((part) => part.replace(/^\/|\/$/g, ''))
          .filter(Boolean)
          .join('/')}`,
        demand: demandOf(handler),
      })),
    ),
  );
}
