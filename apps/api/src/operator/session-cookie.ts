import type { OperatorSession } from './operator-sessions.js';

const TOKEN = /^[\w-]{1,64}$/;

/**
 * How the browser keeps the session: out of reach of scripts, and never sent along by another site's pages. Our tokens need
 * no encoding, and the cookie plugin would look at every request of every tenant, so the header is read and written here.
 */
export class SessionCookie {
  private readonly name: string;
  private readonly attributes: string;
  private readonly ticketName: string;
  private readonly ticketAttributes: string;

  /** Browsers keep a `__Host-` cookie only when it comes over https, for this very host. */
  constructor(publicUrl: string) {
    const secure = publicUrl.startsWith('https:');
    const prefix = secure ? '__Host-' : '';
    this.name = `${prefix}latchkey_session`;
    this.ticketName = `${prefix}latchkey_sign_on`;
    // Lax: one comes back from the identity provider by a link of its site.
    this.ticketAttributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
    this.attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  }

  /** The token in a `Cookie` header. */
  read(header: string | undefined): string | undefined {
    const token = valueOf(header, this.name);
    return TOKEN.test(token) ? token : undefined;
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

  writeTicket(ticket: string, maxAgeSeconds: number): string {
    return `${this.ticketName}=${ticket}; Max-Age=${maxAgeSeconds}; ${this.ticketAttributes}`;
  }

  clearTicket(): string {
    return this.writeTicket('', 0);
  }

  private setCookie(value: string, maxAgeSeconds: number): string {
    return `${this.name}=${value}; Max-Age=${maxAgeSeconds}; ${this.attributes}`;
  }
}

function valueOf(header: string | undefined, name: string): string {
  const start = `${name}=`;
  const pair = header?.split(/; */).find((part) => part.startsWith(start));
  return pair?.slice(start.length) ?? '';
}
