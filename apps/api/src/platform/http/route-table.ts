import type { FastifyInstance } from 'fastify';

/** The routes that exist, to tell a path nobody serves (404) from a method nobody serves there (405). */
export class RouteTable {
  private readonly methods = new Map<string, { readonly path: RegExp; readonly methods: Set<string> }>();

  /** Must be called before the first route is added. */
  watch(instance: FastifyInstance): void {
    instance.addHook('onRoute', ({ url, method }) => {
      if (url.includes('*')) return; // catch-alls serve pages, and any path would match them
      const entry = this.methods.get(url) ?? { path: pathOf(url), methods: new Set() };
      // OPTIONS is answered to browsers that ask before they ask.
      for (const one of [method].flat()) if (one !== 'OPTIONS') entry.methods.add(one);
      this.methods.set(url, entry);
    });
  }

  /** The methods that the path of a URL answers to; none when nobody serves the path. */
  methodsOf(url: string): string[] {
    const path = url.split(/[?#]/, 1)[0] ?? '';
    const served = [...this.methods.values()].filter((route) => route.path.test(path));
    return [...new Set(served.flatMap((route) => [...route.methods]))];
  }
}

function pathOf(pattern: string): RegExp {
  const segments = pattern.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[^\w-]/g, '\\$&')));
  return new RegExp(`^${segments.join('/')}$`);
}
