import type { ProviderAccount } from '@latchkey/core';

export interface TencentCredentials {
  readonly secretId: string;
  readonly secretKey: string;
  /** Of temporary credentials. */
  readonly token?: string;
}

export interface CredentialSources {
  /** Opens `sealedCredentials`. Called for every request, so that no secret is kept here. */
  openCredentials(account: ProviderAccount): TencentCredentials | Promise<TencentCredentials>;
  /** The environment as it is now; a platform replaces temporary credentials in it while we run. */
  readEnvironment(): Readonly<Record<string, string | undefined>>;
}

/** All that is said of a failure to get credentials: the SDK passes nothing on but a message. */
export const CREDENTIALS_UNAVAILABLE = 'the credentials of this provider account are not available';

/** Tencent's serverless functions set the first spelling, its SDKs read the second. One set is taken whole, never mixed. */
const SPELLINGS = [
  ['TENCENTCLOUD_SECRETID', 'TENCENTCLOUD_SECRETKEY', 'TENCENTCLOUD_SESSIONTOKEN'],
  ['TENCENTCLOUD_SECRET_ID', 'TENCENTCLOUD_SECRET_KEY', 'TENCENTCLOUD_SESSION_TOKEN'],
] as const;

/** The account's credentials, read anew for every request: the SDK asks once per call, and its own providers keep failures for good. */
export function credentialsOf(account: ProviderAccount, from: 'sealed' | 'environment', sources: CredentialSources) {
  return {
    async getCredential(): Promise<TencentCredentials> {
      const found = await (from === 'environment'
        ? fromEnvironment(sources.readEnvironment())
        : opened(account, sources));
      // The SDK would send a request without a secret, and its error for an impossible header quotes the value.
      const usable = found && [found.secretId, found.secretKey, found.token ?? 'none'].every(isHeaderText);
      if (!usable) throw new Error(CREDENTIALS_UNAVAILABLE);
      return found;
    },
  };
}

async function opened(account: ProviderAccount, sources: CredentialSources): Promise<TencentCredentials | undefined> {
  try {
    return await sources.openCredentials(account);
  } catch {
    return undefined; // Whatever the cipher has to say must not travel in an error message.
  }
}

function fromEnvironment(environment: Readonly<Record<string, string | undefined>>): TencentCredentials | undefined {
  for (const names of SPELLINGS) {
    const [secretId, secretKey, token] = names.map((name) => environment[name]?.trim());
    if (secretId && secretKey) return { secretId, secretKey, ...(token && { token }) };
  }
  return undefined;
}

const isHeaderText = (text: unknown): boolean => typeof text === 'string' && /^[\x21-\x7e]+$/.test(text);
