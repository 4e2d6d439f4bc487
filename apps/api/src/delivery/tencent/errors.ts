import { type Attempt, judged, refused, unknown } from './attempt.js';
import { CREDENTIALS_UNAVAILABLE } from './credentials.js';

/** Our own deadline, should the SDK not heed the abort. */
export class DeadlinePassed extends Error {}

/** What the SDK (4.1) lets one see of a failure: its exception keeps a message and two codes, node-fetch's own errors pass as they are. */
interface SdkFailure {
  readonly message?: unknown;
  /** Set for an API error and for nothing else. */
  readonly code?: unknown;
  /** Set for every HTTP status but 200; the body is lost. */
  readonly httpCode?: unknown;
  /** Set on node-fetch errors, which the SDK does not wrap once headers have come. */
  readonly type?: unknown;
}

/** No connection, no request. An empty reason is Node's AggregateError: every address of the host refused. */
const NOT_CONNECTED = /^request to \S+ failed, reason: (?:(?:connect|getaddrinfo) E|$)/;

/**
 * Judges what the SDK threw. A failure is definite only where it proves that nothing left the house; the rest is `unknown`.
 * Causes are words of ours: messages of node-fetch quote the body they could not read.
 */
export function readFailure(error: unknown): Attempt {
  if (error instanceof DeadlinePassed) return unknown('timeout');
  const { message: text, code, httpCode, type } = (error ?? {}) as SdkFailure;
  const message = typeof text === 'string' ? text : '';
  // A system code on a node-fetch error also sits in `code`, hence `type` first.
  if (type === 'body-timeout' || type === 'aborted') return unknown('timeout');
  if (type === 'invalid-json') return unknown('unreadable_reply');
  if (typeof type === 'string') return unknown('connection_lost');
  if (typeof code === 'string' && code !== '') return judged(code, message);
  // Tencent answers everything with 200, so another status is somebody's in between and says nothing about the message.
  if (typeof httpCode === 'number') return unknown(`http_${httpCode}`);
  if (message === CREDENTIALS_UNAVAILABLE) {
    return refused('configuration', 'Latchkey.CredentialsUnavailable', CREDENTIALS_UNAVAILABLE);
  }
  if (NOT_CONNECTED.test(message))
    return refused('unreachable', 'Latchkey.Unreachable', 'no connection to the provider');
  if (message.startsWith('network timeout at: ') || message === 'The user aborted a request.')
    return unknown('timeout');
  if (message.startsWith('request to ')) return unknown('connection_lost');
  return unknown('unreadable_reply');
}
