type Json = string | number | boolean | null | readonly Json[] | { readonly [member: string]: Json };

const LEFT_OUT = '[not logged]';

/** Members whose values never stand in the operator log, whatever they hold. */
const SECRET_NAME = /password|secret|token|credential|hash|recovery|^(key|data_?key|sealed.*|.*api_?key)$/i;

/** A copy that is fit for the log: plain JSON that PostgreSQL takes, with secrets left out. Null for nothing. */
export function withoutSecrets(value: object | undefined): Json {
  if (value === undefined) return null;
  // Dates become text here, and what JSON does not know is gone.
  const plain = JSON.parse(JSON.stringify(value, (_, member: unknown) => textOfBigInt(member))) as Json;
  return cleaned(plain);
}

function cleaned(value: Json): Json {
  // jsonb refuses the character U+0000.
  if (typeof value === 'string') return value.replaceAll('\0', '');
  if (Array.isArray(value)) return (value as readonly Json[]).map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, isSecret(name, member) ? LEFT_OUT : cleaned(member as Json)]),
  );
}

/** Whether there is one may be said: an account with and one without credentials differ. */
const isSecret = (name: string, member: unknown) =>
  SECRET_NAME.test(name) && member !== null && typeof member !== 'boolean';

const textOfBigInt = (value: unknown) => (typeof value === 'bigint' ? String(value) : value);

/** JSON with the members of every object in order, as PostgreSQL may give them back in another. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
