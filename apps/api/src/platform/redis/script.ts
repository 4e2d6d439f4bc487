import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { Command } from 'ioredis';
import { Deadlines } from './deadlines.js';
import type { RedisClient } from './redis.js';
import { throwingUnavailable } from './unavailable.js';

type Argument = string | number;
type RunDefined = (numberOfKeys: number, ...keysAndArgs: Argument[]) => Promise<unknown>;

/**
 * One Lua script, run by its digest; sent in full where the server does not know it.
 *
 * ioredis goes on to route commands, to follow a cluster's redirections and to read replies. What it does for every command
 * besides costs more than all the rest of a check: four closures, two promises, a timer and a write to the socket each. Here
 * a command is one text, its patience is kept by a timer for all, and what one turn of the event loop sends is written together.
 */
export class Script {
  readonly #redis: RedisClient;
  readonly #name: string;
  readonly #head: string;

  constructor(redis: RedisClient, name: string, lua: string) {
    this.#redis = redis;
    this.#name = `latchkey_${name}`;
    this.#head = bulk('EVALSHA') + bulk(createHash('sha1').update(lua).digest('hex'));
    redis.defineCommand(this.#name, { lua });
  }

  /** Throws Refused with `unavailable` when Redis cannot be reached or cannot take it. */
  run(keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const failed = (error: Error) => {
        // Nothing has run, so it may be sent again: by ioredis' own way, which loads the script.
        const again = error.message.startsWith('NOSCRIPT') ? this.#runInFull(keys, args) : Promise.reject(error);
        throwingUnavailable(again).then(resolve, reject);
      };
      this.#redis.sendCommand(new ScriptCommand(this.#head, keys, args, resolve, failed));
    });
  }

  #runInFull(keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    const defined = this.#redis as unknown as Record<string, RunDefined>;
    return defined[this.#name]!(keys.length, ...keys, ...args);
  }
}

/** Says what became of it to `answered` or `failed`; its promise, which costs more than both, stays as it is. */
class ScriptCommand extends Command {
  readonly #keys: readonly string[];
  readonly #text: string;
  #isWatched = false;

  constructor(
    head: string,
    keys: readonly string[],
    args: readonly Argument[],
    answered: (reply: unknown) => void,
    failed: (error: Error) => void,
  ) {
    super('evalsha');
    this.#keys = keys;
    this.#text = encode(head, keys, args);
    // Said before anybody asks: its arguments are nobody's to trace.
    this.isTraced = true;
    this.resolve = (reply: unknown) => {
      this.isSettled = true;
      answered(decode(reply));
    };
    this.reject = (error) => {
      this.isSettled = true;
      failed(error);
    };
  }

  /** By which a cluster is told the node. */
  override getKeys(): string[] {
    return [...this.#keys];
  }

  override toWritable(socket: object): string {
    gather(socket as Writable);
    return this.#text;
  }

  override setTimeout(ms: number): void {
    if (this.#isWatched) return;
    this.#isWatched = true;
    deadlinesOf(ms).watch(this);
  }

  giveUp(): void {
    this.reject(new Error('Command timed out'));
  }
}

/** Texts come as bytes. */
function decode(reply: unknown): unknown {
  if (Array.isArray(reply)) return reply.map(decode);
  return Buffer.isBuffer(reply) ? reply.toString() : reply;
}

/** There is one setting of patience, so there is one of these. */
const deadlines = new Map<number, Deadlines>();

function deadlinesOf(ms: number): Deadlines {
  let known = deadlines.get(ms);
  if (!known) deadlines.set(ms, (known = new Deadlines(ms)));
  return known;
}

/** Commands that go to Redis by one system call. With more, Redis waits while a turn's requests are read, and then the api for Redis. */
const MOST_GATHERED = 8;

/** How many commands each socket was given in this turn of the event loop. */
const gathered = new WeakMap<Writable, number>();

/** Holds back what is written until enough has come together or the turn is over: one system call takes it all. */
function gather(socket: Writable): void {
  const count = gathered.get(socket) ?? 0;
  gathered.set(socket, count + 1);
  if (count === 0) {
    socket.cork();
    setImmediate(() => {
      gathered.delete(socket);
      socket.uncork();
    });
  } else if (count % MOST_GATHERED === 0) {
    socket.uncork();
    socket.cork();
  }
}

/**
 * A command as Redis reads it. Nearly always all of it is ASCII, which one look at the whole text tells: asking every part for
 * its length in bytes would take several times as long. It goes to the socket as text, since a buffer of it would be garbage.
 */
function encode(head: string, keys: readonly string[], args: readonly Argument[]): string {
  const text = textOf(head, keys, args, true);
  return Buffer.byteLength(text) === text.length ? text : textOf(head, keys, args, false);
}

function textOf(head: string, keys: readonly string[], args: readonly Argument[], isAscii: boolean): string {
  let text = `*${3 + keys.length + args.length}\r\n${head}${bulk(String(keys.length))}`;
  for (const key of keys) text += announced(key, isAscii) + key + END;
  for (const arg of args) {
    const part = typeof arg === 'string' ? arg : String(arg);
    text += announced(part, isAscii) + part + END;
  }
  return text;
}

const END = '\r\n';
/** Writing a number takes longer than looking it up, and most parts are short. */
const ANNOUNCED = Array.from({ length: 1024 }, (_, length) => `$${length}${END}`);

/** What stands before a part: its length in bytes. */
function announced(part: string, isAscii: boolean): string {
  const length = isAscii ? part.length : Buffer.byteLength(part);
  return ANNOUNCED[length] ?? `$${length}${END}`;
}

/** A string as Redis reads it, of ASCII alone. */
const bulk = (text: string) => announced(text, true) + text + END;
