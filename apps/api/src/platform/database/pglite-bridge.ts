import { Duplex } from 'node:stream';
import type { PGlite } from '@electric-sql/pglite';
import {
  CANCEL_REQUEST,
  GREETING,
  GSS_REQUEST,
  readReply,
  ROLLBACK,
  SSL_REQUEST,
  takeMessage,
  takeStartup,
} from './wire-protocol.js';

/** As long as a real server lets a transaction idle here: a suspended command line must not stop the product. */
const IDLE_IN_TRANSACTION_MS = 10_000;

/**
 * A PostgreSQL server inside the process, on one PGlite. Pass `connect` to pg.Pool as `stream`, or pipe a socket through it.
 *
 * A connection owns the database from its first message until ReadyForQuery says that no transaction is open, so that the
 * messages and transactions of different clients never interleave (electric-sql/pglite#977 is what happens otherwise).
 * All connections share one session: use SET LOCAL only, no session locks, no temporary tables.
 */
export class PgliteBridge {
  readonly #database: PGlite;
  readonly #connections = new Set<BridgeConnection>();
  #owner: BridgeConnection | undefined;
  #waiting: { connection: BridgeConnection; resume: () => void }[] = [];

  constructor(database: PGlite) {
    this.#database = database;
  }

  readonly connect = (): BridgeConnection => {
    const connection = new BridgeConnection(this);
    this.#connections.add(connection);
    return connection;
  };

  async acquire(connection: BridgeConnection): Promise<void> {
    if (this.#owner === connection) return;
    if (this.#owner === undefined) {
      this.#owner = connection;
      return;
    }
    await new Promise<void>((resume) => this.#waiting.push({ connection, resume }));
  }

  release(connection: BridgeConnection): void {
    if (this.#owner !== connection) return;
    const next = this.#waiting.shift();
    this.#owner = next?.connection;
    next?.resume();
  }

  async execute(bytes: Uint8Array): Promise<Buffer> {
    const reply: Buffer[] = [];
    const onRawData = (part: Uint8Array) => void reply.push(Buffer.from(part));
    await this.#database.runExclusive(() => this.#database.execProtocolRawStream(bytes, { onRawData }));
    return Buffer.concat(reply);
  }

  notifyOthers(notification: Buffer, from: BridgeConnection): void {
    for (const connection of this.#connections) if (connection !== from) connection.push(notification);
  }

  async forget(connection: BridgeConnection): Promise<void> {
    this.#connections.delete(connection);
    this.#waiting = this.#waiting.filter((waiter) => waiter.connection !== connection);
    if (this.#owner !== connection) return;
    // Whatever it left open must not become part of the next client's work. A closed database has nothing to roll back.
    await this.execute(ROLLBACK).catch(() => undefined);
    this.release(connection);
  }
}

class BridgeConnection extends Duplex {
  readonly #bridge: PgliteBridge;
  #received: Buffer = Buffer.alloc(0);
  #started = false;
  #forgotten: Promise<void> | undefined;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(bridge: PgliteBridge) {
    super();
    this.#bridge = bridge;
  }

  // The parts of net.Socket that `pg` calls.
  connect(): this {
    queueMicrotask(() => this.emit('connect'));
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    this.#answer().then(() => done(), done);
  }

  override _final(done: () => void): void {
    this.push(null);
    void this.#forget().finally(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    void this.#forget().finally(() => done(error));
  }

  #forget(): Promise<void> {
    clearTimeout(this.#idleTimer);
    return (this.#forgotten ??= this.#bridge.forget(this));
  }

  async #answer(): Promise<void> {
    while (!this.#started) {
      const startup = takeStartup(this.#received);
      if (!startup) return;
      this.#received = startup.rest;
      if (startup.code === CANCEL_REQUEST) return void this.end();
      if (startup.code === SSL_REQUEST || startup.code === GSS_REQUEST) this.push('N');
      else {
        this.#started = true;
        this.push(GREETING);
      }
    }
    // What a client that is gone had still asked for is not begun: nobody would end it.
    for (let next = takeMessage(this.#received); next && !this.#forgotten; next = takeMessage(this.#received)) {
      this.#received = next.rest;
      if (next.terminates) return void this.end();
      await this.#execute(next.bytes);
    }
  }

  async #execute(bytes: Buffer): Promise<void> {
    await this.#bridge.acquire(this);
    clearTimeout(this.#idleTimer);
    const reply = await this.#bridge.execute(bytes);
    const { idle, notifications } = readReply(reply);
    for (const notification of notifications) this.#bridge.notifyOthers(notification, this);
    if (reply.length > 0) this.push(reply);
    if (idle) this.#bridge.release(this);
    else if (!this.#forgotten) this.#idleTimer = setTimeout(() => this.destroy(), IDLE_IN_TRANSACTION_MS).unref();
  }
}
