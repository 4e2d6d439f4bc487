import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Clock, Message, ProviderAccount } from '@latchkey/core';
import { sms } from 'tencentcloud-sdk-nodejs-sms';
import { Breaker, type BreakerOptions } from '../breaker.js';
import { ConcurrencyCap } from '../concurrency-cap.js';
import type { Attempt } from './attempt.js';
import { type CredentialSources, credentialsOf } from './credentials.js';
import { DeadlinePassed, readFailure } from './errors.js';
import { queryFailure } from './query-failure.js';
import { readReply } from './reply.js';
import type { TencentEndpoint, TencentSettings } from './settings.js';

export interface LinkOptions extends TencentEndpoint, CredentialSources {
  readonly clock: Clock;
  readonly deadlineMs: number;
  readonly concurrency: number;
  readonly breaker: Partial<BreakerOptions>;
}

/** Free sockets are closed before the other side is likely to: a request on a socket just closed there ends as `unknown`. */
const IDLE_SOCKET_MS = 5_000;
const MAX_SOCKETS = 50;

/** All that belongs to one provider account: its SDK client on its own connections, its breaker, its share of our attention. */
export class AccountLink {
  readonly breaker: Breaker;
  readonly cap: ConcurrencyCap;
  private readonly client: InstanceType<typeof sms.v20210111.Client>;
  private readonly deadlineMs: number;

  constructor(
    account: ProviderAccount,
    readonly settings: TencentSettings,
    options: LinkOptions,
  ) {
    this.breaker = new Breaker(options.clock, options.breaker);
    this.cap = new ConcurrencyCap(options.concurrency);
    this.deadlineMs = options.deadlineMs;
    const protocol = options.protocol ?? 'https://';
    const Agent = protocol === 'http://' ? HttpAgent : HttpsAgent;
    this.client = new sms.v20210111.Client({
      credential: credentialsOf(account, settings.credentials, options),
      region: settings.region,
      profile: {
        language: 'en-US',
        httpProfile: {
          protocol,
          ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
          reqTimeout: options.deadlineMs / 1000,
          // Any agent of ours also keeps the SDK from following `http_proxy`, which it would for https and loopback alike.
          agent: new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS, timeout: IDLE_SOCKET_MS }),
        },
      },
    });
  }

  /** Calls SendSms once, for one number. Does not throw. */
  async call(message: Message, deadline: AbortSignal): Promise<Attempt> {
    const request = {
      PhoneNumberSet: [message.phone],
      SmsSdkAppId: this.settings.sdkAppId,
      TemplateId: message.providerTemplateId,
      SessionContext: message.deliveryId,
      ...(message.signature !== undefined && { SignName: message.signature }),
      ...(message.params.length > 0 && { TemplateParamSet: [...message.params] }),
    };
    try {
      // `request`, because the typed method takes no signal.
      return readReply(await before(deadline, this.client.request('SendSms', request, { signal: deadline })));
    } catch (error) {
      return readFailure(error);
    }
  }

  /** Calls an action that sends nothing and answers the content of `Response`. Throws QueryFailure. */
  ask(action: string, request: object): Promise<unknown> {
    return this.askAccount(action, { SmsSdkAppId: this.settings.sdkAppId, ...request });
  }

  /** The same about the account itself: signatures and templates belong to no application. Throws QueryFailure. */
  async askAccount(action: string, request: object): Promise<unknown> {
    const deadline = AbortSignal.timeout(this.deadlineMs);
    try {
      return await before(deadline, this.client.request(action, request, { signal: deadline }));
    } catch (error) {
      throw queryFailure(error);
    }
  }
}

function before<T>(deadline: AbortSignal, work: Promise<T>): Promise<T> {
  const passed = new Promise<never>((_, reject) => {
    deadline.addEventListener('abort', () => reject(new DeadlinePassed()), { once: true });
  });
  return Promise.race([work, passed]);
}
