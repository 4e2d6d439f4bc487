import type { Caller } from '@latchkey/core';
import type { Networks } from '../platform/http/networks.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the key guard. */
    caller: KeyCaller | null;
  }
}

/** Injection token of `Callers`. */
export const CALLERS = Symbol('CALLERS');

/** A caller as its key made it known. */
export interface KeyCaller extends Caller {
  /** The key may be seen by anyone: it may stand in a path and be used from a browser. */
  readonly publishable: boolean;
  /** Where it is accepted from; absent: from anywhere. */
  readonly sources?: Networks;
  /** Of the pages it may be used from; absent: from no page. */
  readonly origins?: ReadonlySet<string>;
}

/** What the guard asks of the tenant directory. */
export interface Callers {
  /** The caller of a key that was looked up a moment ago; undefined when that has to be done now. */
  cachedCaller(rawKey: string): KeyCaller | undefined;
  /** Undefined for a key that is none, is unknown, revoked or expired. Throws Refused when nobody can tell now. */
  caller(rawKey: string): Promise<KeyCaller | undefined>;
}
