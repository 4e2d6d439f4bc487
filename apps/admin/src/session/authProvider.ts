import type { AuthProvider } from 'react-admin';
import { consoleRequest, statusOf } from '../api/consoleRequest';
import { currentSession, forgetSession, permits, readSession } from './session';

/** Whoever is not signed in is shown how to sign in; an error message on top would accuse them of a first visit. */
const NOT_SIGNED_IN = Object.assign(new Error('not signed in'), { message: false });

/** These pages do not need a session, and finding that there is none is no error worth a line in the browser's console. */
const FOR_ANYBODY = ['/setup', '/login'];

export interface Credentials {
  readonly signInName: string;
  readonly password: string;
  /** Of the authenticator, or a recovery code. */
  readonly code?: string;
}

/** The session is a cookie that no script can read: the console API knows it, the browser keeps it, nothing is stored here. */
export const authProvider: AuthProvider = {
  async login(credentials: Credentials) {
    await consoleRequest('session', { method: 'POST', body: credentials });
    forgetSession();
  },

  /** Ends the session on the server; rejects when that failed, for then one is still signed in. */
  async logout() {
    await consoleRequest('session', { method: 'DELETE' });
    forgetSession();
  },

  /** A server that is away says nothing about the session: the page then shows what it could not load. */
  async checkAuth() {
    if (FOR_ANYBODY.includes(window.location.pathname)) throw NOT_SIGNED_IN;
    try {
      await readSession();
    } catch (error) {
      if (statusOf(error) === 401) throw NOT_SIGNED_IN;
    }
  },

  /** A request may have left with the token that fresh proof has just replaced: then there is a session all the same. */
  async checkError(error: unknown) {
    if (statusOf(error) !== 401) return;
    await readSession().catch(() => Promise.reject(NOT_SIGNED_IN));
  },

  async getIdentity() {
    const { id, name, tenantId } = await currentSession();
    return { id, fullName: name, tenantId };
  },

  canAccess: async ({ action, resource }) => permits(await currentSession(), action, resource),
};
