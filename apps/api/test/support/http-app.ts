import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Message, Provider, SendOutcome } from '@latchkey/core';
import { createApp } from '../../src/app.js';
import { closeParts, openParts } from '../../src/open-parts.js';
import type { Parts } from '../../src/parts.js';
import { loadConfig } from '../../src/platform/config.js';
import { createLogger } from '../../src/platform/logger.js';
import { AccountRepository } from '../../src/tenant/account-repository.js';
import { KeyRepository } from '../../src/tenant/key-repository.js';
import { TenantRepository } from '../../src/tenant/tenant-repository.js';

/** A vendor under the test's control: it accepts, unless told otherwise for a number. */
export class ScriptedVendor implements Provider {
  readonly sent: Message[] = [];
  private readonly script = new Map<string, () => Promise<SendOutcome>>();

  answer(phone: string, outcome: () => Promise<SendOutcome>): void {
    this.script.set(phone, outcome);
  }

  async send(_account: unknown, message: Message): Promise<SendOutcome> {
    this.sent.push(message);
    const scripted = this.script.get(message.phone);
    return scripted ? scripted() : { outcome: 'accepted', providerMessageId: message.deliveryId, segments: 1 };
  }
}

/** The API within this process: real code on the memory store and the embedded database, with every log line captured. */
export class HttpApp {
  readonly tenants: TenantRepository;
  readonly accounts: AccountRepository;
  readonly keys: KeyRepository;

  private constructor(
    readonly app: NestFastifyApplication,
    readonly parts: Parts,
    readonly vendor: ScriptedVendor,
    readonly url: string,
    readonly logLines: readonly string[],
  ) {
    const { prisma } = parts.database;
    this.tenants = new TenantRepository(prisma, parts.tenantKeys);
    this.accounts = new AccountRepository(prisma, parts.vault);
    this.keys = new KeyRepository(prisma);
  }

  /** `change` may replace parts before the application is built. */
  static async start(env: Record<string, string> = {}, change: (parts: Parts) => Partial<Parts> = () => ({})) {
    const logLines: string[] = [];
    const logger = createLogger('trace', { write: (line: string) => void logLines.push(line) });
    const config = loadConfig({ MASTER_KEY: randomBytes(32).toString('base64'), ...env });
    const opened = await openParts({ ...config, dataDir: 'memory://' }, logger);
    const vendor = new ScriptedVendor();
    const parts: Parts = { ...opened, providers: { ...opened.providers, tencent: vendor }, ...change(opened) };
    const app = await createApp(parts);
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    return new HttpApp(app, parts, vendor, `http://127.0.0.1:${port}`, logLines);
  }

  /** A tenant whose live messages go to the scripted vendor. */
  async newTenant(name: string): Promise<string> {
    const { id } = await this.tenants.create({ name });
    const credentials = { secretId: 'AKIDexample', secretKey: 'secret-of-the-account' };
    await this.accounts.set(id, { provider: 'tencent', settings: { sdkAppId: '1400000001' }, credentials });
    await this.accounts.addSignature(id, { text: name });
    await this.accounts.addTemplate(id, { providerTemplateId: '1111', content: 'code {1}, {2} minutes' });
    return id;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await closeParts(this.parts);
  }
}
