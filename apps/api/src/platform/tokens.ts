/** Injection tokens of what the process opened before its modules were built. */
export const CONFIG = Symbol('CONFIG');
export const DATABASE = Symbol('DATABASE');
export const EVENT_LOG = Symbol('EVENT_LOG');
export const CLOCK = Symbol('CLOCK');
export const DATABASE_POOL = Symbol('DATABASE_POOL');
