import { chmod, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { PgliteBridge } from './pglite-bridge.js';

/** sockaddr_un.sun_path holds 104 bytes on macOS and 108 on Linux, the closing zero included. */
const LONGEST_PATH = 103;
/** How long `close` lets others finish what they are doing. */
const FAREWELL_MS = 5_000;

/** Where PostgreSQL clients look for a server when their host is the directory; undefined when the path is too long. */
export function socketPath(directory: string): string | undefined {
  const file = path.join(directory, '.s.PGSQL.5432');
  return Buffer.byteLength(file) > LONGEST_PATH ? undefined : file;
}

export interface GuestSocket {
  /** Takes no new guests, waits a while for those there are, then closes their connections. */
  close(): Promise<void>;
}

/**
 * Lets other processes of the same OS user use the embedded database: the command line beside a running server, or psql.
 * Undefined when the directory's path is too long for a socket; the database then serves this process alone.
 */
export async function listenForGuests(directory: string, bridge: PgliteBridge): Promise<GuestSocket | undefined> {
  const file = socketPath(directory);
  if (file === undefined) return undefined;
  const guests = new Set<Socket>();
  const server = createServer((socket) => {
    guests.add(socket);
    const connection = bridge.connect();
    socket.on('error', () => socket.destroy());
    connection.on('error', () => socket.destroy());
    connection.on('close', () => socket.destroy());
    socket.on('close', () => {
      guests.delete(socket);
      connection.destroy();
    });
    socket.pipe(connection).pipe(socket);
  });
  await rm(file, { force: true }); // left by a process that was killed: the lock on the directory is ours
  await new Promise<void>((listening, failed) => server.once('error', failed).listen(file, listening));
  await chmod(file, 0o600);
  server.unref();

  const close = async () => {
    const closed = new Promise<void>((done) => server.close(() => done()));
    await Promise.race([closed, wait(FAREWELL_MS, undefined, { ref: false })]);
    for (const guest of guests) guest.destroy();
    await closed;
    await rm(file, { force: true });
  };
  return { close };
}
