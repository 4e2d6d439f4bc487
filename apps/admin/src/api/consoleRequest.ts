import { HttpError } from 'react-admin';
import { refusalKey, refusalOf } from './refusal';

/** An answer of the console API. */
export interface Answer {
  readonly headers: Headers;
  readonly body: unknown;
}

interface Options {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: object;
  readonly signal?: AbortSignal | undefined;
}

/** Forms and pages of other sites cannot send this header without asking first, and nobody lets them. */
const OURS = { 'x-latchkey-console': '1', accept: 'application/json' };

/** Asks the person to prove that it is still them; rejects when they do not care to. */
let askForProof: (() => Promise<void>) | undefined;

/** What to do when the server wants fresh proof before it answers. Returns how to undo that. */
export function onProofNeeded(ask: () => Promise<void>): () => void {
  askForProof = ask;
  return () => {
    askForProof = undefined;
  };
}

/**
 * Asks the console API, and once more after the person has proven that it is still them, where that is needed. Rejects with an
 * HttpError whose status is 0 when there was no answer, and whose message is the translation key of what went wrong: what the
 * server says is for programs, in one language.
 */
export async function consoleRequest(path: string, options: Options = {}): Promise<Answer> {
  const response = await consoleResponse(path, options);
  const body: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  return { headers: response.headers, body };
}

/** The same for an answer that is no JSON, such as a file. */
export async function consoleResponse(path: string, options: Options = {}): Promise<Response> {
  try {
    return await ask(path, options);
  } catch (error) {
    if (refusalOf(error)?.code !== 'reauthentication_required' || !askForProof) throw error;
    await askForProof();
    return ask(path, options);
  }
}

async function ask(path: string, { method = 'GET', body, signal }: Options): Promise<Response> {
  const response = await fetch(`/console/v1/${path}`, {
    method,
    credentials: 'same-origin',
    headers: body ? { ...OURS, 'content-type': 'application/json' } : OURS,
    ...(body ? { body: JSON.stringify(body) } : {}),
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new HttpError(errorKey(0), 0);
  });
  if (response.ok) return response;
  const answer: unknown = await response.json().catch(() => undefined);
  throw new HttpError(errorKey(response.status, answer), response.status, answer);
}

/** The HTTP status of a failed request; 0 when nothing answered, undefined when it was no request that failed. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof HttpError ? Number(error.status) : undefined;
}

function errorKey(status: number, body?: unknown): string {
  const { error } = (body ?? {}) as { error?: { code?: unknown } };
  const told = refusalKey(error?.code);
  if (told !== undefined) return told;
  const known: Record<number, string> = {
    0: 'unreachable',
    400: 'invalid',
    401: 'unauthenticated',
    403: 'forbidden',
    404: 'not_found',
    429: 'rate_limited',
    503: 'unavailable',
  };
  return `latchkey.error.${known[status] ?? 'internal'}`;
}
