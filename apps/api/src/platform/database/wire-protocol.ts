/** Pieces of PostgreSQL's frontend/backend protocol 3.0 (https://www.postgresql.org/docs/current/protocol-message-formats.html). */

export const SSL_REQUEST = 80877103;
export const GSS_REQUEST = 80877104;
export const CANCEL_REQUEST = 80877102;

const TERMINATE = 0x58; // 'X', from the client
const READY_FOR_QUERY = 0x5a; // 'Z'
const NOTIFICATION = 0x41; // 'A'
const IDLE = 0x49; // 'I', no transaction is open

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0);
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

const cString = (...texts: string[]): Buffer => Buffer.from(texts.map((text) => `${text}\0`).join(''));

const PARAMETERS = {
  server_version: '18.0',
  client_encoding: 'UTF8',
  DateStyle: 'ISO, MDY',
  TimeZone: 'UTC',
  integer_datetimes: 'on',
  standard_conforming_strings: 'on',
};

/** What a server says after the start-up message: authenticated, parameters, cancel key, ready. */
export const GREETING = Buffer.concat([
  message('R', Buffer.alloc(4)),
  ...Object.entries(PARAMETERS).map(([name, value]) => message('S', cString(name, value))),
  message('K', Buffer.alloc(8)),
  message('Z', Buffer.from('I')),
]);

export const ROLLBACK = message('Q', cString('ROLLBACK'));

export interface StartupMessage {
  readonly code: number;
  readonly rest: Buffer;
}

/** The first message of a connection has no type byte. Undefined until all of it is there. */
export function takeStartup(bytes: Buffer): StartupMessage | undefined {
  if (bytes.length < 8 || bytes.length < bytes.readInt32BE(0)) return undefined;
  return { code: bytes.readInt32BE(4), rest: bytes.subarray(bytes.readInt32BE(0)) };
}

export interface ClientMessage {
  readonly bytes: Buffer;
  readonly terminates: boolean;
  readonly rest: Buffer;
}

export function takeMessage(bytes: Buffer): ClientMessage | undefined {
  if (bytes.length < 5) return undefined;
  const length = 1 + bytes.readInt32BE(1);
  if (bytes.length < length) return undefined;
  return { bytes: bytes.subarray(0, length), terminates: bytes[0] === TERMINATE, rest: bytes.subarray(length) };
}

export interface ReplyFacts {
  /** The reply ends with ReadyForQuery outside a transaction. */
  readonly idle: boolean;
  /** NOTIFY messages, which every connection must see. */
  readonly notifications: readonly Buffer[];
}

export function readReply(reply: Buffer): ReplyFacts {
  let idle = false;
  const notifications: Buffer[] = [];
  for (let at = 0; at + 5 <= reply.length;) {
    const part = reply.subarray(at, at + 1 + reply.readInt32BE(at + 1));
    if (part[0] === READY_FOR_QUERY) idle = part[5] === IDLE;
    if (part[0] === NOTIFICATION) notifications.push(part);
    at += part.length;
  }
  return { idle, notifications };
}
