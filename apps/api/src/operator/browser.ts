import type { FastifyRequest } from 'fastify';
import type { Browser } from './operator-sessions.js';
import type { SessionCookie } from './session-cookie.js';

/** Where a request comes from. */
export function browserOf({ ip, id, headers }: FastifyRequest, cookie: SessionCookie): Browser {
  return { address: ip, userAgent: headers['user-agent'] ?? '', requestId: id, token: cookie.read(headers.cookie) };
}
