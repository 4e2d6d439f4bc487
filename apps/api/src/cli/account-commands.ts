import type { Command } from 'commander';
import { Refused } from '@latchkey/core';
import type { AccountCredentials } from '../tenant/account-credentials.js';
import type { AccountSummary } from '../tenant/account-repository.js';
import { given, type OfTenant, ofTenant, type Run, wholeNumber, works } from './command.js';
import { sheet, table } from './terminal.js';
import { theTenant } from './workshop.js';

interface SetAccount extends OfTenant {
  readonly name?: string;
  readonly provider: 'tencent' | 'sandbox';
  readonly sdkAppId?: string;
  readonly region?: string;
  readonly priority?: number;
  readonly enable?: true;
  readonly disable?: true;
  readonly credentialsStdin?: true;
  readonly credentialsFromEnvironment?: true;
  readonly receipts?: string;
  readonly callbackSources?: string;
  readonly reportConversion?: true;
}

interface ShowCallbackUrl extends OfTenant {
  readonly account: string;
  readonly rotate?: true;
  readonly leaked?: true;
}

export function addAccountCommands(program: Command, run: Run): void {
  const account = program.command('provider-account').description('a tenant’s accounts at providers');

  const set = ofTenant(account.command('set'))
    .description(
      'make or change an account; TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY are stored when they are set',
    )
    .option('--name <name>', 'which of its accounts (default: default)')
    .requiredOption('--provider <provider>', 'tencent or sandbox')
    .option('--sdk-app-id <digits>', 'SDKAppID of Tencent’s SMS console')
    .option('--region <region>', 'region of Tencent’s SMS API (default: TENCENT_REGION)')
    .option('--priority <number>', 'lower is tried first', wholeNumber)
    .option('--enable', 'send through it')
    .option('--disable', 'do not send through it')
    .option('--credentials-stdin', 'read {"secretId":…,"secretKey":…} from standard input')
    .option('--credentials-from-environment', 'store none; read the server’s environment for each message')
    .option('--receipts <way>', 'push: Tencent calls us; pull: we empty its queue (default: push)')
    .option('--callback-sources <networks>', 'where pushes may come from, such as 203.0.113.0/24 (default: anywhere)')
    .option('--report-conversion', 'tell Tencent which codes were used, where it has opened that');
  works<SetAccount>(run, set, async (workshop, options) => {
    const { tenant, name, provider, priority, enable, disable } = options;
    const { id: tenantId } = await theTenant(workshop, tenant);
    const enabled = enable ? true : disable ? false : undefined;
    const credentials = options.credentialsFromEnvironment ? undefined : await readCredentials(run, options);
    const settings = settingsOf(options, workshop.config.tencent.region);
    const stored = await workshop.accounts.set(tenantId, {
      provider,
      settings,
      ...given({ name, priority, enabled, credentials }),
    });
    const { settings: told, ...members } = stored;
    return { json: { tenantId, account: stored }, text: sheet({ ...members, settings: JSON.stringify(told) }) };
  });

  const callbackUrl = ofTenant(account.command('callback-url'))
    .description('the address to paste into Tencent’s console, for status and reply callbacks alike')
    .option('--account <account>', 'id or name', 'default')
    .option('--rotate', 'make another; the old one works for 24 hours more')
    .option('--leaked', 'with --rotate: the old one ends at once');
  works<ShowCallbackUrl>(
    run,
    callbackUrl,
    async ({ callbacks, ...workshop }, { tenant, account: name, rotate, leaked }) => {
      const { id: tenantId } = await theTenant(workshop, tenant);
      const address = await (rotate ? callbacks.rotate(tenantId, name, leaked) : callbacks.show(tenantId, name));
      return { json: { tenantId, callback: address }, text: address.url };
    },
  );

  works<OfTenant>(run, ofTenant(account.command('list')).description('show them'), async (workshop, { tenant }) => {
    const { id: tenantId } = await theTenant(workshop, tenant);
    const accounts = await workshop.accounts.list(tenantId);
    return { json: { tenantId, accounts }, text: table(accounts, COLUMNS) };
  });
}

function settingsOf(options: SetAccount, defaultRegion: string) {
  const { provider, sdkAppId, region, credentialsFromEnvironment, receipts, callbackSources, reportConversion } =
    options;
  if (provider !== 'tencent') return {};
  return {
    region: region ?? defaultRegion,
    credentials: credentialsFromEnvironment ? 'environment' : 'sealed',
    ...given({ sdkAppId, receipts, callbackSources }),
    ...(reportConversion ? { reportConversion: 'true' } : {}),
  };
}

/** From standard input or the environment; an argument would stay in the shell's history and in lists of processes. */
async function readCredentials(
  { terminal, config }: Run,
  { credentialsStdin, provider }: SetAccount,
): Promise<AccountCredentials | undefined> {
  if (credentialsStdin) return parseCredentials(await terminal.readInput());
  const found = provider === 'tencent' ? config().tencentCredentials() : undefined;
  if (!found) return undefined;
  if (found.temporary) {
    throw refused(
      'TENCENTCLOUD_SESSIONTOKEN says that these credentials are temporary; use --credentials-from-environment',
    );
  }
  return { secretId: found.secretId, secretKey: found.secretKey };
}

/** The message of a JSON error would repeat a part of the secret. */
function parseCredentials(text: string): AccountCredentials {
  try {
    return JSON.parse(text) as AccountCredentials; // judged by the input's schema
  } catch {
    throw refused('standard input must hold {"secretId":…,"secretKey":…}');
  }
}

const refused = (message: string) => new Refused({ kind: 'invalid_parameter', field: 'credentials', message });

const COLUMNS = {
  ID: ({ id }: AccountSummary) => id,
  NAME: ({ name }: AccountSummary) => name,
  PROVIDER: ({ provider }: AccountSummary) => provider,
  PRIORITY: ({ priority }: AccountSummary) => priority,
  ENABLED: ({ enabled }: AccountSummary) => enabled,
  CREDENTIALS: ({ hasCredentials }: AccountSummary) => (hasCredentials ? 'stored' : '-'),
  SETTINGS: ({ settings }: AccountSummary) => JSON.stringify(settings),
};
