import { parseCookie, type SetCookie, stringifySetCookie } from 'cookie';
import type { OperatorSession } from './operator-sessions.js';

const TOKEN = /^[\w-]{1,64}$/;

/** How the browser keeps the session: out of reach of scripts, and never sent along by another site's pages. */
export class SessionCookie {
  private readonly name: string;
  private readonly ticketName: string;
  private readonly attributes: Omit<SetCookie, 'name' | 'value'>;

  /** Browsers keep a `__Host-` cookie only when it comes over https, for this very host. */
  constructor(publicUrl: string) {
    const secure = publicUrl.startsWith('https:');
    const prefix = secure ? '__Host-' : '';
    this.name = `${prefix}latchkey_session`;
    this.ticketName = `${prefix}latchkey_sign_on`;
    this.attributes = { path: '/', httpOnly: true, secure };
  }

  /** The token in a `Cookie` header. */
  read(header: string | undefined): string | undefined {
    const token = valueOf(header, this.name);
    return token !== undefined && TOKEN.test(token) ? token : undefined;
  }

  /** The `Set-Cookie` header that keeps a token as long as its session lasts. An age, for the browser's clock may be wrong. */
  write(token: string, { signedInAt, expiresAt }: Pick<OperatorSession, 'signedInAt' | 'expiresAt'>): string {
    return this.setCookie(token, Math.floor((expiresAt.getTime() - signedInAt.getTime()) / 1000));
  }

  /** The `Set-Cookie` header that forgets it. */
  clear(): string {
    return this.setCookie('', 0);
  }

  /** The ticket of somebody who comes back from the identity provider. */
  readTicket(header: string | undefined): string | undefined {
    return valueOf(header, this.ticketName) || undefined;
  }

  /** Lax: one comes back from the identity provider by a link of its site. */
  writeTicket(ticket: string, maxAge: number): string {
    return stringifySetCookie({ name: this.ticketName, value: ticket, maxAge, ...this.attributes, sameSite: 'lax' });
  }

  clearTicket(): string {
    return this.writeTicket('', 0);
  }

  private setCookie(value: string, maxAge: number): string {
    return stringifySetCookie({ name: this.name, value, maxAge, ...this.attributes, sameSite: 'strict' });
  }
}

const valueOf = (header: string | undefined, name: string) =>
  header === undefined ? undefined : parseCookie(header)[name];
