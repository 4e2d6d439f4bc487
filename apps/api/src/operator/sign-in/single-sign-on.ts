import { type Clock, Refused } from '@latchkey/core';
import * as oidc from 'openid-client';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { PrismaClient } from '../../generated/prisma/client.js';
import type { SingleSignOnSettings } from '../../platform/config.js';
import type { Rows } from '../../tenant/tenant-repository.js';
import { answerOf } from '../database-answer.js';
import type { OperatorLog } from '../operator-log.js';
import type { OperatorSecrets } from '../operator-secrets.js';
import type { Browser, NewSession, OperatorSession, OperatorSessions } from '../operator-sessions.js';
import { identityOf } from '../operators.js';

const PATIENCE_SECONDS = 10;
const RETRY_AFTER_SECONDS = 10;
export const TICKET_LASTS_SECONDS = 600;
/** How long ago somebody may have signed in at the provider who proves that it is still them. */
const FRESH_SECONDS = 300;
const TICKET = 'single sign-on';

/** What the browser keeps, sealed, while the person is at the provider. */
const ticketContent = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  startedAt: z.number(),
  /** The session that wants fresh proof, and whose it is. */
  proof: z.object({ sessionId: z.string(), operatorId: z.string() }).optional(),
});

type Ticket = z.output<typeof ticketContent>;

export interface Departure {
  /** Where the browser goes. */
  readonly url: string;
  /** What it brings back, in a cookie. */
  readonly ticket: string;
}

/**
 * Signing in at an OpenID Connect provider: authorization code with PKCE. Whoever it confirms by a verified e-mail address is the
 * operator of that sign-in name; nobody becomes an operator by it. A second factor is the provider's to ask for.
 */
export class SingleSignOn {
  private discovered: Promise<oidc.Configuration> | undefined;

  constructor(
    private readonly settings: SingleSignOnSettings,
    private readonly publicUrl: string,
    private readonly prisma: PrismaClient,
    private readonly clock: Clock,
    private readonly secrets: OperatorSecrets,
    private readonly sessions: OperatorSessions,
    private readonly log: OperatorLog,
    private readonly logger: Logger,
  ) {}

  get name(): string {
    return this.settings.name;
  }

  /** With a session, the person there must sign in at the provider anew. Throws Refused with `unavailable`. */
  async depart(proving?: OperatorSession): Promise<Departure> {
    const provider = await this.provider();
    const verifier = oidc.randomPKCECodeVerifier();
    const ticket: Ticket = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier,
      startedAt: this.clock.now(),
      ...(proving ? { proof: { sessionId: proving.sessionId, operatorId: proving.operatorId } } : {}),
    };
    const url = oidc.buildAuthorizationUrl(provider, {
      redirect_uri: this.returnUrl,
      scope: 'openid email',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: ticket.state,
      nonce: ticket.nonce,
      ...(proving ? { max_age: '0', prompt: 'login' } : {}),
    });
    return { url: url.href, ticket: this.secrets.sealTicket(TICKET, JSON.stringify(ticket)) };
  }

  /** What the provider says of who came back; undefined when that lets nobody in. */
  async arrive(query: string, sealedTicket: string | undefined, browser: Browser): Promise<NewSession | undefined> {
    try {
      const ticket = this.readTicket(sealedTicket);
      const email = await this.confirmedEmail(query, ticket);
      return await answerOf(this.prisma.$transaction((rows) => this.letIn(rows, email, ticket, browser)));
    } catch (error) {
      if (error instanceof Refused) throw error;
      const { address, requestId } = browser;
      this.logger.warn({ err: error, address, requestId }, 'single sign-on refused');
      return undefined;
    }
  }

  private readTicket(sealed: string | undefined): Ticket {
    if (sealed === undefined) throw new Error('the browser brought no ticket');
    const ticket = ticketContent.parse(JSON.parse(this.secrets.openTicket(TICKET, sealed)));
    if (this.clock.now() - ticket.startedAt > TICKET_LASTS_SECONDS * 1_000) throw new Error('the ticket is too old');
    return ticket;
  }

  private async confirmedEmail(query: string, { state, nonce, verifier, proof }: Ticket): Promise<string> {
    const tokens = await oidc.authorizationCodeGrant(await this.provider(), new URL(query, this.returnUrl), {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
      ...(proof ? { maxAge: FRESH_SECONDS } : {}),
    });
    const claims: Readonly<Record<string, unknown>> = tokens.claims() ?? {};
    const { email, email_verified: verified } = claims;
    if (typeof email !== 'string' || verified !== true) throw new Error('the provider confirms no e-mail address');
    return email.toLowerCase();
  }

  private async letIn(rows: Rows, email: string, { proof }: Ticket, browser: Browser): Promise<NewSession | undefined> {
    const where = { signInName: email, status: { not: 'disabled' } };
    const operator = await rows.operator.findFirst({ where });
    if (!operator || (proof && proof.operatorId !== operator.id)) throw new Error('no operator has this address');
    const lastSignInAt = new Date(this.clock.now());
    await rows.operator.update({
      where: { id: operator.id },
      data: { lastSignInAt, status: 'active' },
      select: { id: true },
    });
    const made = proof
      ? await this.sessions.renewById(rows, identityOf(operator), proof.sessionId)
      : await this.sessions.open(rows, identityOf(operator), browser);
    if (!made) throw new Error('the session that wanted proof has ended');
    const deed = {
      action: proof ? 'update' : 'create',
      resource: 'sessions',
      objectId: made.session.sessionId,
    } as const;
    const { address, requestId } = browser;
    await this.log.append(rows, { ...made.session, address, requestId }, { ...deed, tenantId: made.session.tenantId });
    return made;
  }

  /** Asks once; after a failure the next person asks again. */
  private async provider(): Promise<oidc.Configuration> {
    this.discovered ??= this.discover();
    try {
      return await this.discovered;
    } catch (error) {
      this.discovered = undefined;
      throw new Refused({ kind: 'unavailable', retryAfterSeconds: RETRY_AFTER_SECONDS }, { cause: error });
    }
  }

  private discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const server = new URL(issuer);
    // The settings allow http for this machine alone.
    const plain = server.protocol === 'http:' ? [oidc.allowInsecureRequests] : [];
    const options = { execute: [oidc.enableNonRepudiationChecks, ...plain], timeout: PATIENCE_SECONDS };
    return oidc.discovery(server, clientId, clientSecret, undefined, options);
  }

  private get returnUrl(): string {
    return `${this.publicUrl}/console/v1/session/sign-on/return`;
  }
}
