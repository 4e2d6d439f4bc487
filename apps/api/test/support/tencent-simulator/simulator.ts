import type { Server } from 'node:http';
import { adminServer } from './admin.js';
import { Api } from './api.js';
import { type Clock, systemClock, unixSeconds } from './clock.js';
import { type Account, type App, type Credential, Directory, type Signature, type Template } from './directory.js';
import { type Fault, Faults } from './faults.js';
import type { SeenRequest } from './journal.js';
import { Ledger, type LedgerEntry } from './ledger.js';
import { type Push, type ReceiptPlan, Receipts } from './receipts.js';
import { apiServer, close, listen } from './server.js';
import type { NumberLimits, State } from './state.js';

export interface SimulatorOptions {
  readonly clock?: Clock;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly adminPort?: number;
  readonly strict?: boolean;
  readonly limits?: Partial<NumberLimits>;
  readonly receiptDelayMs?: number;
  readonly receiptRetryDelayMs?: number;
  readonly receiptTimeoutMs?: number;
}

/** Which account a record is for: any of its secrets; may be left out while there is only one account. */
interface OfAccount {
  readonly secretId?: string;
}
export type NewAccount = Omit<Credential, 'uin'> & Partial<Account>;
export type NewApp = OfAccount & { readonly sdkAppId: string } & Partial<Omit<App, 'uin' | 'sdkAppId'>>;
export type NewSignature = OfAccount & { readonly text: string } & Partial<Omit<Signature, 'uin' | 'text'>>;
export type NewTemplate = OfAccount & { readonly id: string; readonly content: string } & Partial<
    Omit<Template, 'uin'>
  >;

/** A local Tencent Cloud SMS that the real SDK cannot tell from the real one. */
export class TencentSimulator {
  private readonly directory: Directory;
  private readonly ledger = new Ledger();
  private readonly faults = new Faults();
  private readonly journal: SeenRequest[] = [];
  private readonly actions = new Map<string, number>();
  private readonly servers: Server[];
  private listening: string[] = [];

  private constructor(
    private readonly clock: Clock,
    private readonly receipts: Receipts,
    directory: Directory,
    { limits, strict = false }: SimulatorOptions,
  ) {
    this.directory = directory;
    const numberLimits = { sameContentSeconds: 30, perHour: Infinity, perDay: 10, ...limits };
    const state: State = { clock, directory, ledger: this.ledger, receipts, limits: numberLimits };
    const api = new Api(state, strict);
    this.servers = [
      apiServer({ state, api, faults: this.faults, journal: this.journal, actions: this.actions }),
      adminServer(this),
    ];
  }

  static async start(options: SimulatorOptions = {}): Promise<TencentSimulator> {
    const clock = options.clock ?? systemClock;
    const directory = new Directory();
    const receipts = new Receipts({
      clock,
      directory,
      delayMs: options.receiptDelayMs ?? 20,
      retryDelayMs: options.receiptRetryDelayMs ?? 1_000,
      timeoutMs: options.receiptTimeoutMs ?? 5_000,
    });
    const simulator = new TencentSimulator(clock, receipts, directory, options);
    const ports = [options.port ?? 0, options.adminPort ?? 0];
    simulator.listening = await Promise.all(
      simulator.servers.map((server, index) => listen(server, ports[index] ?? 0)),
    );
    return simulator;
  }

  async stop(): Promise<void> {
    this.receipts.stop();
    await Promise.all(this.servers.map(close));
  }

  /** `127.0.0.1:port`, plain HTTP. */
  get endpoint(): string {
    return this.listening[0] ?? '';
  }

  /** `127.0.0.1:port` of the listener that shows messages and takes faults. */
  get adminEndpoint(): string {
    return this.listening[1] ?? '';
  }

  /** Adds a secret. Another secret with the same `uin`, or the same secretId again, replaces nothing but the secret. */
  addAccount({ uin, arrears, individual, ...credential }: NewAccount): Account {
    const owner = uin ?? this.directory.credentials.get(credential.secretId)?.uin ?? credential.secretId;
    const account = this.directory.accounts.get(owner) ?? { uin: owner, arrears: false, individual: false };
    if (arrears !== undefined) account.arrears = arrears;
    if (individual !== undefined) account.individual = individual;
    this.directory.accounts.set(owner, account);
    this.directory.credentials.set(credential.secretId, { ...credential, uin: owner });
    return account;
  }

  addApp({ secretId, ...app }: NewApp): App {
    const added: App = {
      enabled: true,
      packageBalance: Infinity,
      otherPackages: [],
      dailyCap: Infinity,
      closedCountries: [],
      echoesSessionContext: false,
      statusCallbackUrl: undefined,
      replyCallbackUrl: undefined,
      ...app,
      uin: this.directory.account(secretId).uin,
    };
    this.directory.apps.set(added.sdkAppId, added);
    return added;
  }

  addSignature({ secretId, ...signature }: NewSignature): Signature {
    const added: Signature = {
      id: this.directory.nextSignatureId(),
      international: 0,
      createdAtMs: this.clock.now(),
      status: 0,
      reviewReply: '',
      ...signature,
      uin: this.directory.account(secretId).uin,
    };
    this.directory.signatures.push(added);
    return added;
  }

  addTemplate({ secretId, ...template }: NewTemplate): Template {
    const added: Template = {
      name: template.id,
      smsType: 3,
      international: 0,
      createdAtMs: this.clock.now(),
      status: 0,
      reviewReply: '',
      ...template,
      uin: this.directory.account(secretId).uin,
    };
    this.directory.templates.set(added.id, added);
    return added;
  }

  /** Refuses every further message to this E.164 number. */
  blacklist(phone: string): void {
    this.directory.blacklist.add(phone);
  }

  /** The messages that went out, oldest first. */
  messages(): LedgerEntry[] {
    return this.ledger.accepted();
  }

  /** Every SendSms request seen, accepted or not, oldest first. */
  requests(): readonly SeenRequest[] {
    return this.journal;
  }

  inject(fault: Fault): void {
    this.faults.inject(fault);
  }

  clearFaults(): void {
    this.faults.clear();
  }

  planReceipts(plan: ReceiptPlan): void {
    this.receipts.plan(plan);
  }

  /** Every attempt to hand over a receipt or a reply. */
  pushes(): readonly Push[] {
    return this.receipts.pushes;
  }

  /** The phone's owner answers: one object, not an array, goes to the application's reply address; without one, to its queue. */
  async reply(serialNo: string, text: string): Promise<void> {
    const message = this.ledger.bySerialNo(serialNo);
    if (!message) throw new Error('no such message');
    const { national = '', countryCode = '' } = message.number ?? {};
    const time = unixSeconds(this.clock.now());
    const url = this.directory.apps.get(message.sdkAppId)?.replyCallbackUrl;
    const sign = message.signature ?? '';
    if (url)
      return this.receipts.push(url, { extend: '', mobile: national, nationcode: countryCode, sign, text, time });
    this.receipts.addReply(message.sdkAppId, {
      ExtendCode: '',
      CountryCode: countryCode,
      PhoneNumber: message.phone,
      SubscriberNumber: national,
      SignName: sign,
      ReplyContent: text,
      ReplyTime: time,
    });
  }

  /** How many requests of an action came in, answered or not. */
  requestsOf(action: string): number {
    return this.actions.get(action) ?? 0;
  }
}
