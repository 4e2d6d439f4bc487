import { chmod, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createSetupLink } from '../operator/index.js';
import type { Config, TutorialSettings } from '../platform/config.js';
import type { TenantKeys } from '../platform/crypto/tenant-keys.js';
import type { Database } from '../platform/database/database.js';
import { CredentialVault } from './account-credentials.js';
import { AccountRepository } from './account-repository.js';
import { KeyRepository } from './key-repository.js';
import { type Rows, TenantRepository } from './tenant-repository.js';

/** What the first start made; keys and the link are shown now and never again. */
export interface FirstStart {
  readonly url: string;
  readonly tenantId: string;
  readonly tenantName: string;
  readonly provider: 'sandbox' | 'tencent';
  /** Its messages stay in the sandbox. */
  readonly testKey: string;
  /** Where the tutorial's settings made an account that can send. */
  readonly liveKey?: string;
  readonly setupUrl: string;
}

type FirstStartConfig = Pick<Config, 'tutorial' | 'tencent' | 'tencentCredentials' | 'publicUrl'>;

const ONE_AT_A_TIME = 'latchkey first start';
/** Prisma's five seconds are short for a small machine that has just begun to work. */
const PATIENCE = { maxWait: 30_000, timeout: 30_000 };

/**
 * On an installation without tenants makes the first one: a demo tenant on the sandbox, or, from the settings of the
 * tutorial, one that sends through Tencent. Undefined when there are tenants. Of several processes at once one makes it.
 */
export async function firstStart(
  { prisma }: Pick<Database, 'prisma'>,
  keys: TenantKeys,
  config: FirstStartConfig,
): Promise<FirstStart | undefined> {
  return prisma.$transaction(async (rows) => {
    await rows.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${ONE_AT_A_TIME}))`;
    if ((await rows.tenant.count()) > 0) return undefined;
    const provider = config.tutorial ? 'tencent' : 'sandbox';
    const tenants = new TenantRepository(rows, keys);
    const { id: tenantId, name: tenantName } = await tenants.create({ name: config.tutorial ? 'Default' : 'Demo' });
    const accounts = new AccountRepository(rows, new CredentialVault(keys));
    if (config.tutorial) await addTencentAccount(accounts, tenantId, config, config.tutorial);
    else await addSandboxAccount(accounts, tenantId);
    return {
      url: config.publicUrl,
      tenantId,
      tenantName,
      provider,
      ...(await addKeys(rows, tenantId, provider)),
      setupUrl: await createSetupLink(rows, config.publicUrl, new Date()),
    };
  }, PATIENCE);
}

async function addKeys(rows: Rows, tenantId: string, provider: FirstStart['provider']) {
  const keys = new KeyRepository(rows);
  const { key: testKey } = await keys.create(tenantId, { name: 'first test key', kind: 'test' });
  if (provider === 'sandbox') return { testKey };
  const { key: liveKey } = await keys.create(tenantId, { name: 'first live key', kind: 'live' });
  return { testKey, liveKey };
}

async function addSandboxAccount(accounts: AccountRepository, tenantId: string): Promise<void> {
  await accounts.set(tenantId, { provider: 'sandbox' });
  await accounts.addSignature(tenantId, { text: 'Latchkey' });
  const texts = {
    en: '{1} is your verification code, valid for {2} minutes.',
    'zh-CN': '{1}为您的验证码，请于{2}分钟内填写，如非本人操作，请忽略本短信。',
  };
  for (const [locale, content] of Object.entries(texts)) {
    await accounts.addTemplate(tenantId, { providerTemplateId: `demo-${locale}`, locale, content });
  }
}

/** Temporary credentials are never stored: the account then reads the environment for each message. */
async function addTencentAccount(
  accounts: AccountRepository,
  tenantId: string,
  { tencent, tencentCredentials }: FirstStartConfig,
  { sdkAppId, signature, templateId }: TutorialSettings,
): Promise<void> {
  const found = tencentCredentials();
  const permanent = found && !found.temporary ? { secretId: found.secretId, secretKey: found.secretKey } : undefined;
  await accounts.set(tenantId, {
    provider: 'tencent',
    settings: { sdkAppId, region: tencent.region, credentials: permanent ? 'sealed' : 'environment' },
    ...(permanent ? { credentials: permanent } : {}),
  });
  await accounts.addSignature(tenantId, { text: signature });
  // Tencent keeps the approved text; this one has the same variables and is what test keys see.
  const content = '{1}为您的登录验证码，请于{2}分钟内填写，如非本人操作，请忽略本短信。';
  await accounts.addTemplate(tenantId, { providerTemplateId: templateId, content });
}

/** DATA_DIR/quickstart.json, for scripts; readable by its owner alone, for it holds keys. */
export async function writeQuickstart(dataDir: string, first: FirstStart): Promise<string> {
  const { url, tenantId, testKey, liveKey, setupUrl } = first;
  const file = path.join(dataDir, 'quickstart.json');
  const draft = `${file}.new`;
  const content = { url, tenantId, apiKey: testKey, ...(liveKey ? { liveKey } : {}), setupUrl };
  await writeFile(draft, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600); // the mode above is for a new file only
  await rename(draft, file);
  return file;
}
