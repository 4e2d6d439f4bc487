import { createCipheriv, createDecipheriv } from 'node:crypto';
import { oncePer, randomBuffer } from '@latchkey/core';

/** Where a sealed value lives. It opens nowhere else, so a value copied to another row or tenant is refused. */
export interface SealedPlace {
  /** Empty for what belongs to the installation. */
  readonly tenantId: string;
  readonly table: string;
  readonly column: string;
  readonly row: string;
}

/** A sealed value cannot be opened: it was changed, moved, or its key is gone. Says nothing of the content. */
export class SealedBoxError extends Error {
  override readonly name = 'SealedBoxError';
}

export interface BoxKey {
  /** At most 16 characters of A-Z a-z 0-9 _ and -. */
  readonly id: string;
  /** 32 bytes. */
  readonly secret: Buffer;
}

const VERSION = 'v1';
const SEALED = /^v1\.([A-Za-z0-9_-]{1,16})\.([A-Za-z0-9_-]+)$/;
/** NIST SP 800-38D §8.2.2: random 96-bit nonces are safe for 2^32 values under one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM. Seals with the first key and opens with any; the text `v1.<key id>.<nonce, ciphertext, tag in base64url>` says
 * which, so keys can be replaced one value at a time.
 */
export class SealedBox {
  readonly #keys: readonly BoxKey[];

  constructor(keys: readonly [BoxKey, ...BoxKey[]]) {
    this.#keys = keys;
  }

  seal(value: string | Uint8Array, place: SealedPlace): string {
    const key = this.#newest();
    const nonce = randomBuffer(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key.secret, nonce).setAAD(address(place));
    const body = Buffer.concat([nonce, cipher.update(value), cipher.final(), cipher.getAuthTag()]);
    return `${VERSION}.${key.id}.${body.toString('base64url')}`;
  }

  /** Throws SealedBoxError. */
  open(sealed: string, place: SealedPlace): Buffer {
    const { key, body } = this.#parse(sealed);
    if (body.length < NONCE_BYTES + TAG_BYTES) throw new SealedBoxError('a sealed value is too short');
    const decipher = createDecipheriv('aes-256-gcm', key.secret, body.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(address(place)).setAuthTag(body.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    } catch {
      throw new SealedBoxError(`the sealed value of ${place.table}.${place.column} was changed or moved`);
    }
  }

  /** It was sealed with another key than the newest, or is no sealed value at all. */
  isOutdated(sealed: string): boolean {
    return !sealed.startsWith(`${VERSION}.${this.#newest().id}.`);
  }

  #newest(): BoxKey {
    return this.#keys[0] as BoxKey;
  }

  #parse(sealed: string): { key: BoxKey; body: Buffer } {
    const [, id, body] = SEALED.exec(sealed) ?? [];
    if (id === undefined || body === undefined) throw new SealedBoxError('this is no sealed value');
    const key = this.#keys.find((candidate) => candidate.id === id);
    if (!key) throw new SealedBoxError(`no key "${id}" opens this sealed value`);
    return { key, body: Buffer.from(body, 'base64url') };
  }
}

/** As JSON, so that no two places read alike. */
const address = oncePer(({ tenantId, table, column, row }: SealedPlace) =>
  Buffer.from(JSON.stringify([tenantId, table, column, row])),
);
