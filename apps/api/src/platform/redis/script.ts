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
 * a command is one text, its patience is kept by a timer for all, and what one turn of the event loop sends is written at once.
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
    const command = new ScriptCommand(this.#head, keys, args);
    this.#redis.sendCommand(command);
    return command.promise.catch((error: Error) =>
      // Nothing has run, so it may be sent again: by ioredis' own way, which loads the script.
      throwingUnavailable(error.message.startsWith('NOSCRIPT') ? this.#runInFull(keys, args) : Promise.reject(error)),
    );
  }

  #runInFull(keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    const defined = this.#redis as unknown as Record<string, RunDefined>;
    return defined[this.#name]!(keys.length, ...keys, ...args);
  }
}

class ScriptCommand extends Command {
  readonly #keys: readonly string[];
  readonly #bytes: Buffer;
  #isWatched = false;

  constructor(head: string, keys: readonly string[], args: readonly Argument[]) {
    super('evalsha', [], { replyEncoding: 'utf8' });
    this.#keys = keys;
    this.#bytes = encode(head, keys, args);
    // Said before anybody asks: its arguments are nobody's to trace.
    this.isTraced = true;
  }

  /** By which a cluster is told the node. */
  override getKeys(): string[] {
    return [...this.#keys];
  }

  override toWritable(socket: object): Buffer {
    gather(socket as Writable);
    return this.#bytes;
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

/** There is one setting of patience, so there is one of these. */
const deadlines = new Map<number, Deadlines>();

function deadlinesOf(ms: number): Deadlines {
  let known = deadlines.get(ms);
  if (!known) deadlines.set(ms, (known = new Deadlines(ms)));
  return known;
}

/** Holds back what is written until this turn of the event loop is over: one system call takes it all. */
function gather(socket: Writable): void {
  if (socket.writableCorked > 0) return;
  socket.cork();
  setImmediate(() => socket.uncork());
}

/**
 * Nearly always all is ASCII, which one look at the whole text tells: asking every part for its length in bytes, and writing
 * the text as UTF-8, would take several times as long.
 */
function encode(head: string, keys: readonly string[], args: readonly Argument[]): Buffer {
  const text = textOf(head, keys, args, (part) => part.length);
  return Buffer.byteLength(text) === text.length
    ? Buffer.from(text, 'latin1')
    : Buffer.from(textOf(head, keys, args, (part) => Buffer.byteLength(part)));
}

/** A command as Redis reads it. */
function textOf(
  head: string,
  keys: readonly string[],
  args: readonly Argument[],
  lengthOf: (part: string) => number,
): string {
  let text = `*${3 + keys.length + args.length}\r\n${head}${bulk(String(keys.length))}`;
  for (const key of keys) text += `$${lengthOf(key)}\r\n${key}\r\n`;
  for (const arg of args) {
    const part = typeof arg === 'string' ? arg : String(arg);
    text += `$${lengthOf(part)}\r\n${part}\r\n`;
  }
  return text;
}

/** A string as Redis reads it, of ASCII alone. */
const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;
