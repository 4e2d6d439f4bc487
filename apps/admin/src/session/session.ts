import { HttpError } from 'react-admin';
import type { Action, OperatorRole, Permissions, Resource } from '@latchkey/core';
import { consoleRequest } from '../api/consoleRequest';

/** Who is signed in and what they may do, as the console API says it. */
export interface Session {
  /** Of the operator. */
  readonly id: string;
  readonly name: string;
  readonly role: OperatorRole;
  /** The one tenant they are bound to. */
  readonly tenantId: string | null;
  readonly permissions: Permissions;
  readonly signedInAt: string;
  readonly expiresAt: string;
}

/** Asked once for each page and not once for each of its buttons. */
let known: Promise<Session> | undefined;

/** Rejects with an HttpError; its status is 401 when nobody is signed in. */
export function readSession(): Promise<Session> {
  const asked = consoleRequest('session').then(({ body }) => {
    if (!isSession(body)) throw new HttpError('latchkey.error.internal', 500);
    return body;
  });
  known = asked;
  asked.catch(() => forgetSession());
  return asked;
}

export const currentSession = (): Promise<Session> => known ?? readSession();

export function forgetSession(): void {
  known = undefined;
}

const isSession = (body: unknown): body is Session =>
  typeof body === 'object' && body !== null && 'id' in body && 'permissions' in body;

/** What react-admin calls the things that may be done to a resource. */
const ACTION_OF: Readonly<Record<string, Action>> = { list: 'read', show: 'read', edit: 'update' };

/** The server decides by the same permissions; this keeps people from being offered what would be refused. */
export function permits({ permissions }: Session, action: string, resource: string): boolean {
  const allowed = permissions[nounOf(resource)] as readonly string[] | undefined;
  return allowed?.includes(ACTION_OF[action] ?? action) ?? false;
}

/** `api-keys` is `apiKeys`. */
const nounOf = (resource: string) =>
  resource.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()) as Resource;
