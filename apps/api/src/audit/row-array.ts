import type { Column, ColumnType, Value } from './columns.js';

/** Of PostgreSQL's catalog (pg_type.dat): the same in every database. */
const OIDS: Readonly<Record<ColumnType, number>> = {
  text: 25,
  jsonb: 3802,
  uuid: 2950,
  int: 23,
  bigint: 20,
  timestamptz: 1184,
};
/** `record`. A type that a migration made has another number in every database, and PostgreSQL asks for none of them. */
const ANY_ROW = 2249;
const DIMENSIONS = 1;
const FIRST_INDEX = 1;
const NULL_LENGTH = -1;
const JSONB_VERSION = 1;
/** Milliseconds from 1970 to 2000, where PostgreSQL begins to count microseconds. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
/** Dimensions, whether there are nulls, the elements' type; for a dimension its length and first index. */
const EMPTY_HEADER_BYTES = 12;
const HEADER_BYTES = 20;
const FIRST_BYTES = 4_096;
/** Up to this length a loop is quicker than a call of the runtime. */
const SHORT_TEXT = 48;

/** Rows as one parameter, at once. */
export function rowArray<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Buffer {
  const array = new RowArray(columns);
  for (const row of rows) array.add(row);
  return array.written();
}

/**
 * Rows as one parameter: the binary form of an array of a composite type, whose attributes the columns are, in their order. The
 * server unfolds it at less than an array per column costs it, and it is written without a string in between, row by row.
 *
 * The forms are those of array_recv, record_recv and the types' own receive functions (src/backend/utils/adt), which have not
 * changed since PostgreSQL 8; jsonb's is of 9.4.
 */
export class RowArray<Row> {
  private readonly body = new Bytes(FIRST_BYTES);
  private length = 0;

  constructor(private readonly columns: readonly Column<Row>[]) {
    this.body.skip(HEADER_BYTES);
  }

  /** Throws, and is of no more use, when the row cannot be written down. */
  add(row: Row): void {
    const { body, columns } = this;
    const start = body.beginSized();
    body.int32(columns.length);
    for (const [, type, value] of columns) {
      body.int32(OIDS[type]);
      writeValue(body, type, value(row));
    }
    body.endSized(start);
    this.length++;
  }

  written(): Buffer {
    const dimensions = this.length > 0 ? DIMENSIONS : 0;
    this.body.int32sAt(0, [dimensions, 0, ANY_ROW, this.length, FIRST_INDEX]);
    return this.body.written(dimensions > 0 ? undefined : EMPTY_HEADER_BYTES);
  }
}

function writeValue(bytes: Bytes, type: ColumnType, value: Value): void {
  if (value === null || value === undefined) return bytes.int32(NULL_LENGTH);
  const start = bytes.beginSized();
  if (type === 'text') bytes.text(String(value));
  else if (type === 'timestamptz') bytes.scaled(Number(value) - EPOCH_MS, 1_000);
  else if (type === 'uuid') bytes.hex(String(value));
  else if (type === 'int') bytes.int32(Number(value));
  else if (type === 'bigint') bytes.scaled(Number(value), 1);
  else {
    bytes.byte(JSONB_VERSION);
    bytes.text(String(value));
  }
  bytes.endSized(start);
}

/** Bytes that are written one after another. */
class Bytes {
  private buffer: Buffer;
  private at = 0;

  constructor(expected: number) {
    this.buffer = Buffer.allocUnsafe(expected);
  }

  written(length = this.at): Buffer {
    return this.buffer.subarray(0, length);
  }

  skip(bytes: number): void {
    this.room(bytes);
    this.at += bytes;
  }

  int32sAt(at: number, values: readonly number[]): void {
    for (const [index, value] of values.entries()) this.int32At(at + index * 4, value);
  }

  /** Leaves room for a length, which `endSized` writes once it is known. */
  beginSized(): number {
    this.skip(4);
    return this.at;
  }

  endSized(start: number): void {
    this.int32At(start - 4, this.at - start);
  }

  byte(value: number): void {
    this.room(1);
    this.buffer[this.at++] = value;
  }

  int32(value: number): void {
    this.room(4);
    this.int32At(this.at, value);
    this.at += 4;
  }

  /** A 64-bit integer: `value` times `scale`, which may be more than a number holds exactly. */
  scaled(value: number, scale: number): void {
    this.room(8);
    const whole = value * scale;
    if (Number.isSafeInteger(whole)) {
      const high = Math.floor(whole / 2 ** 32);
      this.int32At(this.at, high);
      this.int32At(this.at + 4, whole - high * 2 ** 32);
    } else {
      this.buffer.writeBigInt64BE(BigInt(value) * BigInt(scale), this.at);
    }
    this.at += 8;
  }

  text(value: string): void {
    this.room(value.length * 3);
    if (value.length <= SHORT_TEXT && this.ascii(value)) this.at += value.length;
    else this.at += this.buffer.write(value, this.at);
  }

  /** A UUID's digits, with hyphens or without. */
  hex(value: string): void {
    this.at += this.buffer.write(value.replaceAll('-', ''), this.room(16), 'hex');
  }

  /** False when there is another character, which takes more than a byte. */
  private ascii(value: string): boolean {
    const { buffer, at } = this;
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code > 127) return false;
      buffer[at + index] = code;
    }
    return true;
  }

  private int32At(at: number, value: number): void {
    this.buffer[at] = value >>> 24;
    this.buffer[at + 1] = value >>> 16;
    this.buffer[at + 2] = value >>> 8;
    this.buffer[at + 3] = value;
  }

  /** Where to write; makes the buffer larger when so many more bytes do not fit. */
  private room(bytes: number): number {
    if (this.at + bytes > this.buffer.length) {
      const larger = Buffer.allocUnsafe((this.buffer.length + bytes) * 2);
      this.buffer.copy(larger, 0, 0, this.at);
      this.buffer = larger;
    }
    return this.at;
  }
}
