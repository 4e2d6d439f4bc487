import { Refused } from '@latchkey/core';
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { z } from 'zod';

const LONGEST = 128;
const SHORTEST = 12;
/** Where a password is all that is asked for (NIST SP 800-63B §3.1.1.2). */
const SHORTEST_ALONE = 15;
/** Of 0 to 4: more than 10^8 guesses that know the common passwords, keyboards, dates and this person's names. */
const HARD_TO_GUESS = 3;

export const passwordText = z
  .string('must be a text')
  .min(1, 'must not be empty')
  .max(LONGEST, `must have at most ${LONGEST} characters`);

export interface PasswordCircumstances {
  readonly secondFactor: boolean;
  /** Names of the person, which their password must not be made of. */
  readonly names: readonly string[];
}

/** Throws Refused for a password that is too short or one of the first that anybody would try. No kinds of characters are asked for. */
export async function refuseWeakPassword(
  password: string,
  { secondFactor, names }: PasswordCircumstances,
): Promise<void> {
  const shortest = secondFactor ? SHORTEST : SHORTEST_ALONE;
  if ([...password].length < shortest) refuse(`password must have at least ${shortest} characters`);
  const { score } = (await estimator()).check(password, ['latchkey', ...names.flatMap(partsOf)]);
  if (score < HARD_TO_GUESS) refuse('password is too easy to guess');
}

/** `olga@example.com` gives away `olga` and `example` too. */
const partsOf = (name: string) => [name, ...name.split(/[^\p{L}\p{N}]+/u)];

function refuse(message: string): never {
  throw new Refused({ kind: 'invalid_parameter', field: 'password', message });
}

let loaded: Promise<ZxcvbnFactory> | undefined;

/** Its lists take a moment and some memory, and passwords are chosen rarely. */
function estimator(): Promise<ZxcvbnFactory> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Estimator }, { dictionary, adjacencyGraphs: graphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new Estimator({ dictionary, graphs });
}
