import { randomBytes } from 'node:crypto';
import { type Algorithm, hash, verify } from '@node-rs/argon2';

/** OWASP ASVS 5.0, appendix C: argon2id with one pass over 46 MiB. About 60 ms, on a thread of its own. */
const COST = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 46 * 1024, timeCost: 1, parallelism: 1 };

/** One password has several spellings in Unicode, and keyboards do not agree on one (NIST SP 800-63B §3.1.1.2). */
const spelled = (password: string) => password.normalize('NFKC');

export const hashPassword = (password: string): Promise<string> => hash(spelled(password), COST);

let nobodys: Promise<string> | undefined;

/** Takes as long for somebody who has no password, or is not there at all. */
export async function isPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  nobodys ??= hashPassword(randomBytes(32).toString('base64'));
  const right = await verify(stored ?? (await nobodys), spelled(password));
  return right && typeof stored === 'string';
}
